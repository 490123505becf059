import PlanBCluster
import PlanBEngine
import PlanBLedger
import PlanBSettings
import PlanBTransport
import PlanBVocabulary

/// This gateway among those that share its database.
struct Cluster {
    let service: ClusterService
    private let keys: SharedKeys?
    private let gateway: Gateway
    private let reloading: Reloading

    /// Nil where the ledger is for one node only.
    init?(
        _ settings: LoadedSettings, keys: SharedKeys?, routing: SharedRouting?, node: String, gateway: Gateway,
        books: Bookkeeping, reloading: Reloading
    ) throws {
        guard let store = try LedgerStores.sharedStore(settings.ledger) else { return nil }
        self.keys = keys
        self.gateway = gateway
        self.reloading = reloading
        let clock = SystemTime()
        // The admin port does not move with a reload.
        let address = settings.snapshot.listener.admin
        let admin = "http://\(address.host.contains(":") ? "[\(address.host)]" : address.host):\(address.port)"
        var documents: [String: @Sendable (SharedDocument?) throws -> Void] = [:]
        if let keys {
            documents[SharedKeyShelf.document] = { document in
                guard try keys.take(document) else { return }
                try reloading.adoptSharedKeys()
                keys.arePutInForce()
            }
        }
        if let routing { documents[SharedConfigurationFile.document] = { try routing.take($0) } }
        service = ClusterService(
            .init(
                gateway: gateway, store: store, clock: clock,
                beat: {
                    NodeBeat(
                        node: node, version: Build.version, configuration: reloading.settings.routingDigest,
                        admin: admin)
                },
                spent: { try books.spent($0) }, documents: documents,
                confirmed: { name, now in
                    guard name == SharedKeyShelf.document, let keys, let shared = reloading.settings.sharedKeys else {
                        return
                    }
                    keys.confirm(gateway.keyTrust, shared.maxStale, now: now, epoch: clock.epochSeconds())
                },
                onChange: { trouble in
                    Terminal.note(
                        trouble.map {
                            "planb: what the gateways share is not up to date here; limits and budgets go on with the parts "
                                + "that this one has: \($0)"
                        } ?? "planb: what the gateways share is up to date again")
                }))
    }

    /// For the admin port.
    var state: @Sendable () -> ClusterState {
        let service = service
        return { service.state }
    }

    /// Before requests are served.
    func begin() {
        let clock = SystemTime()
        if let keys, let shared = reloading.settings.sharedKeys {
            keys.begin(gateway.keyTrust, shared.maxStale, now: clock.now(), epoch: clock.epochSeconds())
        }
        // The second time it knows who else is there.
        if service.exchange() { _ = service.exchange() }
    }
}
