import PlanBCluster
import PlanBLedger
import PlanBVocabulary

/// What a node knows of the others, as texts.
struct ClusterFacts {
    private let state: ClusterState
    private let isLeading: Bool

    init(_ state: ClusterState, now: Instant) {
        self.state = state
        isLeading = state.leads(at: now)
    }

    var json: String {
        var text = "{\"node\":"
        JSONLine.append(state.node, to: &text)
        text += ",\"leader\":"
        JSONLine.append(state.fellowship?.leader ?? "", to: &text)
        text += ",\"leading\":\(isLeading),\"working\":\(state.trouble == nil),\"last_error\":"
        if let trouble = state.trouble { JSONLine.append(trouble, to: &text) } else { text += "null" }
        text += ",\"nodes\":["
        for (index, member) in (state.fellowship?.members ?? []).enumerated() {
            text += index > 0 ? ",{" : "{"
            for (name, value) in [
                ("node", member.beat.node), ("version", member.beat.version),
                ("configuration", member.beat.configuration), ("admin", member.beat.admin),
            ] {
                text += "\"\(name)\":"
                JSONLine.append(value, to: &text)
                text += ","
            }
            text += "\"seen_seconds_ago\":\(member.age)}"
        }
        return text + "]}"
    }

    func describe(in text: inout Exposition) {
        let members = (state.fellowship?.members ?? []).filter { $0.age <= 30 }
        let samples: [(String, String, Int)] = [
            (
                "planb_cluster_up",
                "1: what the nodes share is up to date here; 0: the database does not answer, or it cannot be taken over.",
                state.trouble == nil ? 1 : 0
            ),
            ("planb_cluster_nodes", "Nodes that were heard of in the last 30 seconds.", members.count),
            ("planb_cluster_leading", "1: this node does what one does for all.", isLeading ? 1 : 0),
            (
                "planb_cluster_configurations",
                "Different routes and targets among the nodes; more than 1: they differ.",
                Set(members.map(\.beat.configuration)).count
            ),
        ]
        for (name, help, value) in samples { text.single(name, .gauge, help, value) }
    }
}
