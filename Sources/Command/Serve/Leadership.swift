import PlanBCluster
import Synchronization

/// Whether this node does what one node does for all. Known to those that are made before the cluster is.
final class Leadership: Sendable {
    private let service = Mutex<ClusterService?>(nil)

    /// Says who decides; nil: there is one node only, which is this one.
    func belongs(to service: ClusterService?) { self.service.withLock { $0 = service } }

    /// Whether it is this node.
    var isHere: Bool { service.withLock { $0 }?.isLeading ?? true }
}
