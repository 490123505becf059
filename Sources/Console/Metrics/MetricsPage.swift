import NIOCore
import PlanBCluster
import PlanBEngine

/// The page `/metrics`: the gateway, and what else the admin port knows.
struct MetricsPage {
    let gateway: Gateway
    let ledger: LedgerAccess?
    let cluster: ClusterFacts?
    let drills: RehearsalFacts?

    func bytes(_ form: Exposition.Form) -> ByteBuffer {
        var text = Exposition(form)
        MetricsText(gateway).describe(in: &text)
        if let ledger { LedgerFacts(ledger).describe(in: &text) }
        cluster?.describe(in: &text)
        drills?.describe(in: &text)
        return text.bytes
    }
}
