import PlanBPolicy
import PlanBVocabulary

/// A group of a route, for people and for scripts.
public struct GroupSummary: Sendable, Encodable {
    /// One target of it.
    public struct Member: Sendable, Encodable {
        /// Its name.
        public let target: String
        /// Its weight.
        public let weight: Int
    }

    /// What decides who goes first: `weight`, `latency`, `cost` or `least-busy`.
    public let by: String
    /// Its targets, in the order of the configuration.
    public let members: [Member]

    /// The groups of `route`, whose targets are called as `name` says.
    static func groups(of route: Route, name: (TargetID) -> String) -> [GroupSummary] {
        route.chain.compactMap { link in
            guard case .group(let group) = link else { return nil }
            return GroupSummary(
                by: group.balance.rawValue,
                members: group.members.map { Member(target: name($0.target), weight: $0.weight) })
        }
    }

    /// Whether the weights have a say in who goes first.
    var isWeighted: Bool {
        by == TargetGroup.Balance.weight.rawValue || by == TargetGroup.Balance.leastBusy.rawValue
    }
}

extension [GroupSummary] {
    /// What the table of a route says of its target `name`: empty if that is in no group.
    func note(on name: String) -> String {
        for (index, group) in enumerated() {
            guard let member = group.members.first(where: { $0.target == name }) else { continue }
            let weights = group.members.reduce(0) { $0 + $1.weight }
            return "group \(index + 1) by \(group.by)" + (group.isWeighted ? ", \(member.weight) of \(weights)" : "")
        }
        return ""
    }
}
