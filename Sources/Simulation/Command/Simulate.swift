import ArgumentParser
import Foundation
import PlanBVocabulary

/// Plays scenarios against the real gateway and policy in virtual time, and checks what must hold.
@main
struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "planb-simulate",
        abstract: "Plays failover scenarios against the real gateway in virtual time, and checks what must hold.",
        discussion:
            "Without --seed, --mutations, --incidents, --figures, --rehearsals or --whatif it plays --scenarios scenarios. It exits with 1 if anything did not hold."
    )

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

    @Flag(help: "Switch each rule of the gateway off, one at a time, and see that it is missed.")
    var mutations = false

    @Flag(help: "Replay known incidents of providers.")
    var incidents = false

    @Flag(help: "Measure detection and return, and what clients notice of a partial outage.")
    var figures = false

    @Flag(help: "Measure what the scoring of rehearsals finds, and how often it is wrong.")
    var rehearsals = false

    @Option(help: "Drills of --rehearsals for each bad backup; five times as many with good ones.")
    var runs = 2000

    @Option(help: "Play so many scenarios in which routes are rehearsed; with --seed, the one of that seed.")
    var drills: Int?

    @Flag(name: .customLong("whatif"), help: "Compare what what-if predicts with outages that are played.")
    var predicts = false

    @Option(help: "Outages of --whatif.")
    var outages = 110

    @Option(name: .customLong("whatif-cost"), help: "Measure a what-if replay of so many requests.")
    var replayed: Int?

    @Flag(
        name: .customLong("write"),
        help: """
            Write the figures of --rehearsals to Docs/rehearsal-figures.md, those of --drills to Docs/rehearsal-drills.md, of \
            --whatif to Docs/whatif-prediction.md, of --whatif-cost to Docs/whatif-cost.md.
            """)
    var isRecording = false

    @Option(help: "Write the result of the scenarios, or of --figures, to this file.")
    var json: String?

    mutating func run() throws {
        if let seed { return try replay(seed) }
        if mutations { return try conclude(MutationHunt.report(firstSeed: firstSeed)) }
        if incidents { return try conclude(IncidentReport.run()) }
        if figures { return try measure() }
        if rehearsals { return try rehearse() }
        if let drills { return try drill(drills) }
        if predicts { return try predict() }
        if let replayed { return try measureReplay(replayed) }
        try play()
    }

    private func play() throws {
        let start = Date()
        let total = scenarios
        let isShown = isatty(2) == 1
        let seeds = firstSeed..<(firstSeed + UInt64(max(0, scenarios)))
        let tally = Workers(seeds, mostFailures: failures).run(workers) { done in
            if isShown { FileHandle.standardError.write(Data("\r\(done) of \(total) scenarios".utf8)) }
        }
        if isShown { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
        let seconds = Date().timeIntervalSince(start)
        print(Report.text(tally, seconds: seconds))
        if let json { try write(Summary(tally, seconds: seconds, workers: workers), to: json) }
        guard let failure = tally.failures.min(by: { $0.seed < $1.seed }) else { return }
        print(Shrinker.report(failure))
        throw ExitCode(1)
    }

    private func drill(_ count: Int) throws {
        let start = Date()
        let seeds = firstSeed..<(firstSeed + UInt64(max(0, count)))
        let tally = Workers(seeds, mostFailures: failures, maker: DrillScenarioMaker.scenario).run(workers)
        print(DrillReportText.text(tally, seconds: Date().timeIntervalSince(start)))
        if isRecording, tally.failures.isEmpty {
            let page = DrillReportText.page(tally, firstSeed: firstSeed)
            try Data(page.utf8).write(to: URL(fileURLWithPath: "Docs/rehearsal-drills.md"))
        }
        guard !tally.failures.isEmpty else { return }
        for failure in tally.failures { print(Report.line(failure.seed, failure.offence)) }
        print("see one: planb-simulate --drills 1 --seed \(tally.failures[0].seed) --trace")
        throw ExitCode(1)
    }

    private func replay(_ seed: UInt64) throws {
        let player = Player()
        let scenario = drills == nil ? ScenarioMaker.scenario(seed) : DrillScenarioMaker.scenario(seed)
        let run = player.play(scenario, isTraced: trace)
        for line in run.world.trace.lines { print(line) }
        let offences = run.offences + [player.repeatedOffence(run)].compactMap { $0 }
        print(Report.describe(run.scenario))
        for offence in offences { print(Report.line(seed, offence)) }
        print("\(run.world.attempts.count) attempts, trace \(String(run.world.trace.hash, radix: 16))")
        guard let first = offences.first else { return }
        if !trace, drills == nil { print(Shrinker.report(Tally.Failure(seed: seed, offence: first))) }
        throw ExitCode(1)
    }

    private func conclude(_ report: (text: String, isGood: Bool)) throws {
        print(report.text)
        if !report.isGood { throw ExitCode(1) }
    }

    private func measure() throws {
        let figures = Figures.measure()
        print(figures.text)
        if let json { try write(figures, to: json) }
    }

    private func rehearse() throws {
        let runs = min(max(1, runs), 1_000_000)
        let figures = RehearsalFigures.measure(runs: runs)
        print(figures.text)
        if isRecording {
            try Data(figures.page(runs: runs).utf8).write(to: URL(fileURLWithPath: "Docs/rehearsal-figures.md"))
        }
        if !figures.isGood { throw ExitCode(1) }
    }

    private func predict() throws {
        let predictions = Predictions.make(first: firstSeed, count: outages, workers: workers)
        print(predictions.text)
        if isRecording { try record(predictions.page(first: firstSeed), in: "whatif-prediction") }
        if !predictions.isGood { throw ExitCode(1) }
    }

    private func measureReplay(_ count: Int) throws {
        let cost = ReplayCost.measure(min(max(1, count), 100_000_000))
        print(cost.text)
        if isRecording { try record(cost.page, in: "whatif-cost") }
        if !cost.isGood { throw ExitCode(1) }
    }

    private func record(_ page: String, in name: String) throws {
        try Data(page.utf8).write(to: URL(fileURLWithPath: "Docs/\(name).md"))
    }

    private func write(_ value: some Encodable, to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(value).write(to: URL(fileURLWithPath: path))
    }
}
