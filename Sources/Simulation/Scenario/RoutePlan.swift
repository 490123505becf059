import PlanBPolicy
import PlanBVocabulary

/// The route of a scenario, by places of targets.
struct RoutePlan {
    enum Link: Equatable {
        case target(Int)
        case group([Int], TargetGroup.Balance)
    }

    var chain: [Link]
    var timeouts = Timeouts()
    var onCut = OnCut.error
    var hold = Instant.Span.zero
    var hedge = Hedge.off
    var patience = Instant.Span.seconds(2)
    var emptyFailsOver = false
    var refusalsFailOver = false
    var keepalive: Instant.Span? = .seconds(15)
    var budget: Budget?
    /// What the budget may be exceeded by while a target fails, in hundredths of a percent.
    var outageShare = 0

    /// The targets in order.
    var targets: [Int] {
        chain.flatMap { link in
            switch link {
            case .target(let index): [index]
            case .group(let members, _): members
            }
        }
    }

    /// Without the target at `index`.
    func without(_ index: Int) -> RoutePlan {
        var plan = self
        plan.chain = chain.compactMap { link in
            switch link {
            case .target(let other): return other == index ? nil : link
            case .group(let members, let balance):
                let rest = members.filter { $0 != index }
                return rest.isEmpty ? nil : rest.count == 1 ? .target(rest[0]) : .group(rest, balance)
            }
        }
        return plan
    }
}
