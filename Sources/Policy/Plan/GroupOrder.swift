import PlanBVocabulary

/// The order in which the members of a group are tried for one request.
public enum GroupOrder {
    /// `standings` of the members of `group`, in the group's order; gives them in the order of this request.
    ///
    /// A conversation stays with its target, by a hash: what a provider has cached of its prompt is worth more than a
    /// perfectly even load. `by: latency`, `cost` and `least-busy` give way to that only where their choice is open.
    public static func order(
        _ standings: [Standing], of group: TargetGroup, demand: Demand, health: Health, _ chance: inout Chance
    ) -> [Standing] {
        guard standings.count > 1, standings.count == group.members.count else { return standings }
        // Which model embeds must not change from request to request: vectors of two models cannot be compared.
        if demand.operation == .embedding, standings.contains(where: { $0.model != standings[0].model }) {
            return standings
        }
        switch group.balance {
        case .weight: return byWeight(standings, group, demand, &chance)
        case .latency: return byLatency(standings, demand, health, &chance)
        case .cost: return byCost(standings, demand)
        case .leastBusy: return byLoad(standings, group, demand, health)
        }
    }

    /// Weighted rendezvous hashing: each member draws a number from the conversation and its own name, the highest
    /// goes first. Shares follow the weights, and a member that comes or goes moves only its own conversations.
    /// Mosko, "Weighted distributed hash tables" (2005).
    private static func byWeight(
        _ standings: [Standing], _ group: TargetGroup, _ demand: Demand, _ chance: inout Chance
    ) -> [Standing] {
        let key = demand.conversation ?? chance.next()
        let scores = standings.indices.map { index in
            score(key, standings[index].name, weight: group.members[index].weight)
        }
        return standings.indices.sorted { scores[$0] > scores[$1] }.map { standings[$0] }
    }

    /// The faster of two that were drawn goes first, the rest follow by speed: always taking the fastest would send
    /// everybody there at once (Mitzenmacher, "The power of two choices"). A conversation draws the same two.
    private static func byLatency(
        _ standings: [Standing], _ demand: Demand, _ health: Health, _ chance: inout Chance
    ) -> [Standing] {
        var drawn = Chance(demand.conversation ?? chance.next())
        let first = Int(drawn.next() % UInt64(standings.count))
        let step = 1 + Int(drawn.next() % UInt64(standings.count - 1))
        let second = (first + step) % standings.count
        let waits = standings.map { health.load(of: $0.slot).expectedWait(isStream: demand.isStream) }
        // The conversation's own first draw stays unless the other is clearly faster: its cache is there.
        let winner =
            demand.conversation != nil
            ? (waits[second] < waits[first] / 2 ? second : first)
            : (waits[second] < waits[first] ? second : first)
        let rest = standings.indices.filter { $0 != winner }.sorted { waits[$0] < waits[$1] }
        return ([winner] + rest).map { standings[$0] }
    }

    /// The cheapest first; without a price last; equal ones by the conversation.
    private static func byCost(_ standings: [Standing], _ demand: Demand) -> [Standing] {
        let prices = standings.map { $0.price?.blend ?? .max }
        let ties = standings.map { score(demand.conversation ?? 0, $0.name, weight: 1) }
        return standings.indices
            .sorted { left, right in
                prices[left] == prices[right] ? ties[left] > ties[right] : prices[left] < prices[right]
            }
            .map { standings[$0] }
    }

    /// The fewest requests under way for the weight; a conversation's own member goes first unless it has clearly more
    /// to do than the idlest.
    private static func byLoad(
        _ standings: [Standing], _ group: TargetGroup, _ demand: Demand, _ health: Health
    ) -> [Standing] {
        let loads = standings.indices.map { index in
            Double(health.load(of: standings[index].slot).underWay) / Double(max(1, group.members[index].weight))
        }
        var order = standings.indices.sorted { loads[$0] < loads[$1] }
        if let conversation = demand.conversation {
            let scores = standings.indices.map { score(conversation, standings[$0].name, weight: 1) }
            let home = scores.indices.max { scores[$0] < scores[$1] } ?? 0
            if loads[home] <= loads[order[0]] * 2 + 2 {
                order.removeAll { $0 == home }
                order.insert(home, at: 0)
            }
        }
        return order.map { standings[$0] }
    }

    /// A number that is the higher the more weight there is, and that conversation and name decide alone: the weighted
    /// draw -weight / ln(u) of rendezvous hashing.
    private static func score(_ key: UInt64, _ name: String, weight: Int) -> Double {
        var hash = key ^ 0xCBF2_9CE4_8422_2325
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        var chance = Chance(hash)
        return Double(max(1, weight)) / negatedLogarithm(max(chance.unit(), 0x1p-53))
    }

    /// -ln(u) for u in (0, 1): the exponent by the bits, the rest by a series that is exact to 1e-6.
    private static func negatedLogarithm(_ u: Double) -> Double {
        let mantissa = u.significand
        let y = (mantissa - 1) / (mantissa + 1)
        let square = y * y
        let series = 2 * y * (1 + square * (1.0 / 3 + square * (1.0 / 5 + square * (1.0 / 7 + square / 9))))
        return -(Double(u.exponent) * 0.693_147_180_559_945 + series)
    }
}
