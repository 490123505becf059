import ArgumentParser
import Foundation
import NIOCore
import NIOPosix
import PlanBEngine
import PlanBLedger
import PlanBSettings
import PlanBTransport

/// `planb check --probe`: asks every target what it can do.
struct Probing {
    let settings: LoadedSettings
    let json: Bool
    /// Where what was found is written; nil: nowhere.
    let file: String?

    func run() async throws {
        for problem in settings.unresolved { Terminal.note(problem.description) }
        let gateway = Gateway(
            snapshot: settings.snapshot, time: SystemTime(), ledger: MemoryLedger(),
            ids: RequestIDs(seed: (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))),
            entropy: Entropy(seed: UInt64.random(in: .min ... .max)))
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let interviewer = TargetInterviewer(loop: group.next(), gateway: gateway)
        var interviews: [(UpstreamTarget, Interview)] = []
        for target in settings.snapshot.targets {
            Terminal.note("asking \(target.name) …")
            interviews.append((target, await interviewer.interview(target)))
        }
        try await group.shutdownGracefully()
        let report = ProbeReport(interviews, epochSeconds: Int64(Date().timeIntervalSince1970))
        print(json ? try Terminal.json(report) : report.text)
        if let file { try write(report.contracts, to: file) }
        if !report.ok { throw ExitCode.no }
    }

    /// Targets that did not answer today keep what they showed before, with its day.
    private func write(_ contracts: ContractsFile, to file: String) throws {
        let place = URL(fileURLWithPath: file)
        do {
            let found = (try? Data(contentsOf: place)).flatMap { try? JSONSerialization.jsonObject(with: $0) }
            let new = try JSONSerialization.jsonObject(with: JSONEncoder().encode(contracts))
            var targets = (found as? [String: Any])?["targets"] as? [String: Any] ?? [:]
            let names = Set(settings.snapshot.targets.map(\.name))
            targets = targets.filter { names.contains($0.key) }
            targets.merge((new as? [String: Any])?["targets"] as? [String: Any] ?? [:]) { $1 }
            let text = try JSONSerialization.data(
                withJSONObject: ["version": 1, "targets": targets],
                options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
            try (text + Data("\n".utf8)).write(to: place, options: .atomic)
        } catch {
            throw CannotRun(message: "cannot write \(file): \(error.localizedDescription)")
        }
        guard place.standardizedFileURL.path != URL(fileURLWithPath: settings.contractsFile).standardizedFileURL.path
        else { return }
        Terminal.note("wrote \(file); the configuration reads it with contracts: \(file)")
    }
}
