import PlanBCluster
import PlanBLedger
import Synchronization

/// Whether this node does what one node does for all. Known to those that are made before the cluster is.
final class Leadership: Sendable {
    private let service = Mutex<ClusterService?>(nil)

    /// Says who decides; nil: there is one node only, which is this one.
    func belongs(to service: ClusterService?) { self.service.withLock { $0 = service } }

    /// Whether it is this node.
    var isHere: Bool { service.withLock { $0 }?.isLeading ?? true }

    /// The node that does, as far as is known: its name, and where its admin port listens; nil: nobody was heard of, or this
    /// is the only node.
    var leader: String? {
        guard let fellowship = service.withLock({ $0 })?.state.fellowship, !fellowship.leader.isEmpty else {
            return nil
        }
        let admin = fellowship.members.first { $0.beat.node == fellowship.leader }?.beat.admin ?? ""
        return fellowship.leader + (admin.isEmpty ? "" : " (admin port there: \(admin))")
    }
}
