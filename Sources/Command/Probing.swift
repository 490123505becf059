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

    private func write(_ contracts: ContractsFile, to file: String) throws {
        let text = try Terminal.json(contracts) + "\n"
        do {
            try Data(text.utf8).write(to: URL(fileURLWithPath: file), options: .atomic)
        } catch {
            throw CannotRun(message: "cannot write \(file): \(error.localizedDescription)")
        }
        let used = URL(fileURLWithPath: file).standardizedFileURL.path
        guard used != URL(fileURLWithPath: settings.contractsFile).standardizedFileURL.path else { return }
        Terminal.note("wrote \(file); the configuration reads it with contracts: \(file)")
    }
}
