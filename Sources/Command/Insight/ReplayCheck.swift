import ArgumentParser
import Foundation
import PlanBInsight
import PlanBLedger
import PlanBReport
import PlanBSettings

/// `planb check --replay`: what a changed configuration would have done with the traffic of late.
struct ReplayCheck {
    /// From when on requests are replayed, as it was written.
    let since: String
    /// The configuration to compare with; nil: the one in force, if that is another.
    let against: String?
    let configuration: ConfigurationOption
    let json: Bool

    /// Prints the report; exits with 1 if the changed configuration serves less.
    func run() throws {
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        guard let first = LedgerTime.parse(since, now: now), first < now else {
            throw ValidationError("--replay is a time in the past: 24h, 7d, 2026-12-31 or 2026-12-31T18:00:00Z")
        }
        let path = try configuration.located()
        let changed = try configuration.load()
        let former = former(than: path)
        var option = ConfigurationOption()
        option.path = former
        let inForce = try former.map { _ in try option.load() }
        let change = ConfigurationChange(
            from: inForce?.snapshot, to: changed.snapshot, names: (former ?? "what was recorded", path))
        // The rows are where the configuration in force has put them.
        let ledger = (inForce ?? changed).ledger
        let report = try LedgerReading.read(ledger) { store throws(StoreFailure) in
            try change.report(from: store, since: first, until: now)
        }
        guard let report else { throw ExitCode.couldNotRun }
        print(report.text(json ? .json : .text), terminator: json ? "\n" : "")
        if !report.servesNoLess { throw ExitCode.no }
    }

    /// The configuration to compare with: the one that was named, or the one that would be in force without `--config`, unless
    /// it is the same file.
    private func former(than path: String) -> String? {
        if let against { return against }
        let environment = ProcessInfo.processInfo.environment
        guard let usual = Settings.locate(explicit: nil, environment: environment) else { return nil }
        return Self.real(usual) == Self.real(path) ? nil : usual
    }

    private static func real(_ path: String) -> String {
        URL(fileURLWithPath: path).resolvingSymlinksInPath().standardizedFileURL.path
    }
}
