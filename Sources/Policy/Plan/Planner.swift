public import PlanBVocabulary

/// Turns a route and a demand into a plan. Pure: the same arguments give the same plan.
public enum Planner {
    /// The plan for `demand` on a route whose targets stand as `standings`, in the order in which they are to be tried.
    public static func plan(needs: Capabilities, standings: [Standing], demand: Demand) -> Plan {
        var plan = Plan(candidates: [], skips: [])
        plan.candidates.reserveCapacity(standings.count)
        let wanted = demand.needs.union(demand.isStream ? [.streaming] : [])
        for standing in standings {
            if let reason = reasonToSkip(
                standing, needs: needs, wanted: wanted, demand: demand, first: plan.candidates.first)
            {
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
        _ standing: Standing, needs: Capabilities, wanted: Capabilities, demand: Demand, first: Standing?
    ) -> Plan.Skip? {
        // What the route needs is meant to the letter; what a request needs may be brought about in another way.
        let wanted = needs.union(wanted.subtracting(standing.bridged))
        let missing = wanted.intersection(standing.contract.capabilities.absent)
        if let capability = missing.first { return lack(of: capability, standing) }
        if let context = standing.contract.context, demand.leastTokens > context {
            return Plan.Skip(
                name: standing.name, reason: "its context of \(context) tokens is smaller than this prompt")
        }
        // What is passed through goes to the target that is named for it.
        if standing.disabled == nil, demand.operation != .passthrough, demand.operation != .stored,
            !standing.operations.contains(demand.operation)
        {
            return Plan.Skip(
                name: standing.name, reason: "does not serve \(demand.operation.rawValue)", isOtherOperation: true)
        }
        return otherReason(standing, demand: demand, first: first).map { Plan.Skip(name: standing.name, reason: $0) }
    }

    private static func lack(of capability: Capability, _ standing: Standing) -> Plan.Skip {
        Plan.Skip(name: standing.name, reason: "its contract lacks \(capability.rawValue)", lacks: capability)
    }

    private static func otherReason(_ standing: Standing, demand: Demand, first: Standing?) -> String? {
        if let disabled = standing.disabled { return disabled }
        guard let first else { return nil }
        if demand.isStateful, !demand.isNarrowed {
            return "the request refers to state held by the account of \(first.name)"
        }
        if demand.failoverOff { return "the request turned failover off" }
        if demand.operation == .embedding, !demand.sharesVectorSpace, standing.model != first.model {
            return "embeds with another model than \(first.name), and vectors of two models cannot be mixed"
        }
        return nil
    }
}
