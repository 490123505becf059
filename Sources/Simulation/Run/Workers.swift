import Foundation
import PlanBPolicy
import Synchronization

/// Spreads seeds over threads.
final class Workers: Sendable {
    /// One scenario of so many is played twice.
    static let repeatEvery: UInt64 = 64

    private let seeds: Range<UInt64>
    private let next: Atomic<UInt64>
    private let total = Mutex(Tally())
    private let failed = Atomic<Int>(0)
    private let mostFailures: Int
    private let rules: Rules
    private let maker: @Sendable (UInt64) -> Scenario
    private let isRepeatingAll: Bool

    /// Plays `seeds` under `rules` until `mostFailures` have failed.
    init(
        _ seeds: Range<UInt64>, rules: Rules = .standard, mostFailures: Int = 5, isRepeatingAll: Bool = false,
        maker: @escaping @Sendable (UInt64) -> Scenario = ScenarioMaker.scenario
    ) {
        self.maker = maker
        self.seeds = seeds
        self.rules = rules
        self.mostFailures = mostFailures
        self.isRepeatingAll = isRepeatingAll
        next = Atomic(seeds.lowerBound)
    }

    /// Plays them all on `count` threads. Calls `progress` from the first of them now and then.
    func run(_ count: Int, progress: @escaping @Sendable (Int) -> Void = { _ in }) -> Tally {
        let done = DispatchSemaphore(value: 0)
        for number in 0..<max(1, count) {
            let thread = Thread(block: {
                self.work(progress, reports: number == 0)
                done.signal()
            })
            thread.stackSize = 8 << 20
            thread.start()
        }
        for _ in 0..<max(1, count) { done.wait() }
        return total.withLock { $0 }
    }

    private func work(_ progress: (Int) -> Void, reports: Bool) {
        let player = Player(rules: rules)
        var tally = Tally()
        while failed.load(ordering: .relaxed) < mostFailures {
            let seed = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard seed < seeds.upperBound else { break }
            let run = player.play(maker(seed))
            tally.count(run)
            if run.offences.isEmpty, isRepeatingAll || seed % Self.repeatEvery == 0 {
                tally.repeated += 1
                if let offence = player.repeatedOffence(run) {
                    tally.failures.append(Tally.Failure(seed: seed, offence: offence))
                    failed.add(1, ordering: .relaxed)
                }
            }
            if !run.offences.isEmpty { failed.add(1, ordering: .relaxed) }
            if reports, tally.scenarios % 1000 == 0 { progress(Int(seed - seeds.lowerBound)) }
        }
        total.withLock { $0.add(tally) }
    }
}
