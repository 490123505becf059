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
        /// It was not answered at the time, for whatever reason.
        case recorded = "not answered at the time"
    }

    /// Where a request belongs.
    enum Place: Hashable {
        /// A route, by its place in the configuration.
        case route(Int)
        /// No route serves the model.
        case model(String)
    }

    struct Count: Sendable, Equatable {
        var requests = 0
        var answered = 0
    }

    struct AtRoute: Sendable, Equatable {
        var count = Count()
        var refusals: [Refusal: Int] = [:]
        /// By the index of a target.
        var answers: [Int]
        var cost = 0
        var firstOutputs = LatencyTally()
    }

    struct AtTarget: Sendable, Equatable {
        var answered = 0
        var throttled = 0
        var cost = 0
    }

    /// Models without a route that are counted by name. Clients may ask for names without end.
    private static let mostModels = 1000

    private(set) var all = Count()
    private(set) var refusals: [Refusal: Int] = [:]
    private(set) var routes: [AtRoute]
    private(set) var models: [String: AtRoute] = [:]
    /// By the index of a target.
    private(set) var targets: [AtTarget]
    private(set) var cost = 0
    /// Answered requests without a price.
    private(set) var unpriced = 0
    private(set) var failovers = 0
    private(set) var durations = LatencyTally()
    private(set) var firstOutputs = LatencyTally()

    init(routes: Int, targets: Int) {
        self.routes = Array(
            repeating: AtRoute(answers: Array(repeating: 0, count: targets)), count: routes)
        self.targets = Array(repeating: AtTarget(), count: targets)
    }

    mutating func refuse(_ place: Place, _ refusal: Refusal) {
        all.requests += 1
        refusals[refusal, default: 0] += 1
        note(at: place) { route in
            route.count.requests += 1
            route.refusals[refusal, default: 0] += 1
        }
    }

    /// - Parameters:
    ///   - cost: in nanodollars; nil: there is no price.
    mutating func answer(
        _ place: Place, target: Int, cost: Int?, firstOutput: Instant.Span, duration: Instant.Span
    ) {
        all.requests += 1
        all.answered += 1
        targets[target].answered += 1
        targets[target].cost &+= cost ?? 0
        self.cost &+= cost ?? 0
        if cost == nil { unpriced += 1 }
        firstOutputs.note(firstOutput)
        durations.note(duration)
        note(at: place) { route in
            route.count.requests += 1
            route.count.answered += 1
            route.answers[target] += 1
            route.cost &+= cost ?? 0
            route.firstOutputs.note(firstOutput)
        }
    }

    mutating func failOver() { failovers += 1 }

    mutating func throttle(_ target: Int) { targets[target].throttled += 1 }

    private mutating func note(at place: Place, _ body: (inout AtRoute) -> Void) {
        switch place {
        case .route(let index): body(&routes[index])
        case .model(let name):
            let name = models[name] != nil || models.count < Self.mostModels ? name : "(other models)"
            body(&models[name, default: AtRoute(answers: Array(repeating: 0, count: targets.count))])
        }
    }

    /// Every route that was asked, and every model that has none, by name.
    func byName(_ names: [String]) -> [String: AtRoute] {
        let asked = zip(names, routes).filter { $0.1.count.requests > 0 }
        return models.merging(asked) { $1 }
    }
}
