public import PlanBVocabulary

/// What the planner needs to know of a target. Anything that is not here cannot influence a plan.
public struct Standing: Sendable, Equatable {
    /// The target.
    public var target: TargetID
    /// Its name in the configuration.
    public var name: String
    /// The model name that this request would send to it.
    public var model: String
    /// What it can do.
    public var contract: Contract
    /// Operations it serves.
    public var operations: Set<Operation>
    /// Why it cannot be used at all now (a secret that does not resolve, for example); nil if it can.
    public var disabled: String?

    /// A target's standing.
    public init(
        target: TargetID, name: String, model: String, contract: Contract, operations: Set<Operation>,
        disabled: String?
    ) {
        self.target = target
        self.name = name
        self.model = model
        self.contract = contract
        self.operations = operations
        self.disabled = disabled
    }
}

/// What the planner needs to know of a request.
public struct Demand: Sendable, Equatable {
    /// What is asked for.
    public var operation: Operation
    /// What the target must be able to do for this request, beyond the route's needs.
    public var needs: [Capability]
    /// The request refers to state that only one account holds: no second target.
    public var isStateful: Bool
    /// The client is retrying: its last try through this path failed, so another target goes first.
    public var isRetry: Bool
    /// Only the first target that can serve.
    public var failoverOff: Bool

    /// A request's demand.
    public init(
        operation: Operation, needs: [Capability] = [], isStateful: Bool = false, isRetry: Bool = false,
        failoverOff: Bool = false
    ) {
        self.operation = operation
        self.needs = needs
        self.isStateful = isStateful
        self.isRetry = isRetry
        self.failoverOff = failoverOff
    }
}

/// The targets a request will try, in order, and why the others are left out.
public struct Plan: Sendable, Equatable {
    /// A target that is left out.
    public struct Skip: Sendable, Equatable {
        /// Its name.
        public var name: String
        /// Why, for people.
        public var reason: String
        /// What the request needs and the target cannot do, if that is why.
        public var lacks: Capability?

        /// A skip.
        public init(name: String, reason: String, lacks: Capability? = nil) {
            self.name = name
            self.reason = reason
            self.lacks = lacks
        }
    }

    /// Targets to try, in order.
    public var candidates: [Standing]
    /// Targets left out.
    public var skips: [Skip]

    /// A plan.
    public init(candidates: [Standing], skips: [Skip]) {
        self.candidates = candidates
        self.skips = skips
    }
}

/// Turns a route and a demand into a plan. Pure: the same arguments give the same plan.
public enum Planner {
    /// The plan for `demand` on a route whose targets stand as `standings`, in the order of the route.
    public static func plan(needs: [Capability], standings: [Standing], demand: Demand) -> Plan {
        var plan = Plan(candidates: [], skips: [])
        for standing in standings {
            if let reason = reasonToSkip(standing, needs: needs, demand: demand, first: plan.candidates.first) {
                plan.skips.append(reason)
            } else {
                plan.candidates.append(standing)
            }
        }
        if demand.isRetry, !demand.isStateful, !demand.failoverOff, plan.candidates.count > 1 {
            plan.candidates.append(plan.candidates.removeFirst())
        }
        return plan
    }

    private static func reasonToSkip(
        _ standing: Standing, needs: [Capability], demand: Demand, first: Standing?
    ) -> Plan.Skip? {
        for capability in needs + demand.needs where standing.contract.lacks(capability) {
            return Plan.Skip(
                name: standing.name, reason: "its contract lacks \(capability.rawValue)", lacks: capability)
        }
        return otherReason(standing, demand: demand, first: first).map { Plan.Skip(name: standing.name, reason: $0) }
    }

    private static func otherReason(_ standing: Standing, demand: Demand, first: Standing?) -> String? {
        if let disabled = standing.disabled { return disabled }
        guard standing.operations.contains(demand.operation) else {
            return "does not serve \(demand.operation.rawValue)"
        }
        guard let first else { return nil }
        if demand.isStateful { return "the request refers to state held by the account of \(first.name)" }
        if demand.failoverOff { return "the request turned failover off" }
        if demand.operation == .embedding, standing.model != first.model {
            return "embeds with another model than \(first.name), and vectors of two models cannot be mixed"
        }
        return nil
    }
}
