import ArgumentParser
import Foundation
import PlanBVocabulary

/// Plays scenarios against the real gateway and policy in virtual time, and checks what must hold.
@main
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "planb-simulate",
        abstract: "Plays failover scenarios in virtual time and checks the invariants of Docs/simulation.md.")

    @Option(help: "How many scenarios to play.")
    var scenarios = 1_000_000

    @Option(help: "The first seed.")
    var firstSeed: UInt64 = 1

    @Option(help: "Threads; by default one for each processor.")
    var workers = ProcessInfo.processInfo.activeProcessorCount

    @Option(help: "Stop after so many scenarios with a violation.")
    var failures = 5

    @Option(help: "Play only the scenario of this seed.")
    var seed: UInt64?

    @Flag(help: "Print everything that happens in the scenario of --seed.")
    var trace = false

    mutating func run() throws {
        if let seed { return try replay(seed) }
        let start = Date()
        let total = scenarios
        let tally = Workers(firstSeed..<(firstSeed + UInt64(max(0, scenarios))), mostFailures: failures).run(
            workers
        ) { done in
            FileHandle.standardError.write(Data("\r\(done) of \(total) scenarios".utf8))
        }
        FileHandle.standardError.write(Data("\r".utf8))
        print(Report.text(tally, seconds: Date().timeIntervalSince(start), workers: workers))
        guard let failure = tally.failures.min(by: { $0.seed < $1.seed }) else { return }
        print(Shrinker.report(failure))
        throw ExitCode(1)
    }

    private func replay(_ seed: UInt64) throws {
        let player = Player()
        let run = player.play(ScenarioMaker.scenario(seed), isTraced: trace)
        for line in run.world.trace.lines { print(line) }
        let offences = run.offences + [player.repeatedOffence(run)].compactMap { $0 }
        print(Report.describe(run.scenario))
        for offence in offences { print(Report.line(seed, offence)) }
        print("\(run.world.attempts.count) attempts, trace \(String(run.world.trace.hash, radix: 16))")
        guard let first = offences.first else { return }
        if !trace { print(Shrinker.report(Tally.Failure(seed: seed, offence: first))) }
        throw ExitCode(1)
    }
}
