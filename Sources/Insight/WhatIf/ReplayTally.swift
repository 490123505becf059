import PlanBVocabulary

/// What a replay came to.
struct ReplayTally: Sendable, Equatable {
    /// Why a request got no answer.
    enum Refusal: String, Sendable, Hashable, Codable, CaseIterable {
        /// No route serves the model, or the key may not use it.
        case noRoute = "no route"
        /// No target of the route is able to serve it.
        case noTarget = "no target can serve it"
        /// All that could serve it were lost.
        case lost = "every target that could serve it was lost"
        /// Those that were left let no more through.
        case quota = "the quota of those that were left"
        /// One's own hardware had as much to do as it can.
        case busy = "one's own hardware was full"
        /// Those that were left failed as they do now and then.
        case failing = "those that were left failed"
    }

    struct Count: Sendable, Equatable {
        var requests = 0
        var answered = 0
    }

    struct AtTarget: Sendable, Equatable {
        var answered = 0
        var throttled = 0
        var cost = 0
    }

    var all = Count()
    var refusals: [Refusal: Int] = [:]
    var routes: [String: Count] = [:]
    var refusedByRoute: [String: [Refusal: Int]] = [:]
    /// By the index of a target.
    var targets: [AtTarget]
    var cost = 0
    /// Answered requests without a price.
    var unpriced = 0
    var failovers = 0
    var durations = LatencyTally()
    var firstOutputs = LatencyTally()

    init(targets: Int) { self.targets = Array(repeating: AtTarget(), count: targets) }

    mutating func refuse(_ route: String, _ refusal: Refusal) {
        all.requests += 1
        refusals[refusal, default: 0] += 1
        routes[route, default: Count()].requests += 1
        refusedByRoute[route, default: [:]][refusal, default: 0] += 1
    }

    mutating func answer(_ route: String, target: Int, cost: Int?, firstOutput: Instant.Span, duration: Instant.Span) {
        all.requests += 1
        all.answered += 1
        routes[route, default: Count()].requests += 1
        routes[route, default: Count()].answered += 1
        targets[target].answered += 1
        if let cost {
            targets[target].cost &+= cost
            self.cost &+= cost
        } else {
            unpriced += 1
        }
        firstOutputs.note(firstOutput)
        durations.note(duration)
    }
}
