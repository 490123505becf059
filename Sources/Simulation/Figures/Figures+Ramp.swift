import PlanBPolicy
import PlanBVocabulary

extension Figures {
    /// What clients notice in the ten minutes after the primary's death, where its backup throttles load that grows too fast:
    /// with admission by the ramp rule, and without.
    struct Ramp: Codable {
        var followsRamp: Bool
        var requests: Int
        var refused: Int
        var batchRequests: Int
        var batchRefused: Int
        /// Attempts that the backup throttled.
        var throttled: Int
    }

    static func ramp(seeds: ClosedRange<UInt64> = 1...10) -> [Ramp] {
        [true, false].map { follows in
            var rules = Rules.standard
            rules.followsRamps = follows
            var figure = Ramp(
                followsRamp: follows, requests: 0, refused: 0, batchRequests: 0, batchRefused: 0, throttled: 0)
            let player = Player(rules: rules)
            for seed in seeds {
                let run = player.play(RampScenario.scenario(seed, minutes: 10))
                for outcome in run.outcomes {
                    let plan = run.scenario.requests[outcome.request]
                    guard plan.at >= RampScenario.death else { continue }
                    let isRefused = outcome.kind != .answered
                    if plan.isBatch {
                        figure.batchRequests += 1
                        figure.batchRefused += isRefused ? 1 : 0
                    } else {
                        figure.requests += 1
                        figure.refused += isRefused ? 1 : 0
                    }
                }
                figure.throttled += run.world.attempts.count { $0.target == 1 && $0.fault == .rateLimitShort }
            }
            return figure
        }
    }
}
