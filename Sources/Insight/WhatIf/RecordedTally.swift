import PlanBEngine
import PlanBPolicy
import PlanBVocabulary

/// What recorded requests came to at the time, in the order of the routes of a configuration.
struct RecordedTally {
    private(set) var served = ReplayTally.Count()
    /// What the replays have; nil: only `served` is counted.
    private(set) var tally: ReplayTally?
    /// The names of the targets that answered, by their index in `tally`.
    private(set) var targets: [String] = []
    private var places: [String: Int] = [:]
    private var plans = PlanShelf()
    private let snapshot: Snapshot

    /// The most targets by name. Configurations have fewer; what comes on top shares the last place.
    private static let most = 1000

    /// - Parameter isInFull: where they were served, and for how much, is counted too.
    init(_ snapshot: Snapshot, isInFull: Bool) {
        self.snapshot = snapshot
        if isInFull { tally = ReplayTally(routes: snapshot.routes.routes.count, targets: Self.most) }
    }

    mutating func note(_ request: RecordedRequest) {
        served.requests += 1
        if request.isAnswered { served.answered += 1 }
        guard tally != nil else { return }
        let found = plans.place(of: request, vendors: [], snapshot, [])
        let place = found.map { ReplayTally.Place.route($0.index) } ?? .model(request.model)
        guard request.isAnswered else {
            tally?.refuse(place, .recorded)
            return
        }
        let target = index(of: request.target ?? "(not recorded)")
        tally?.answer(
            place, target: target, cost: request.cost,
            firstOutput: request.firstOutput ?? request.duration, duration: request.duration)
    }

    private mutating func index(of target: String) -> Int {
        if let place = places[target] { return place }
        guard targets.count < Self.most else { return Self.most - 1 }
        places[target] = targets.count
        targets.append(target)
        return targets.count - 1
    }
}
