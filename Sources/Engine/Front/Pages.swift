import NIOCore
import PlanBDialects
import PlanBLedger
import PlanBPolicy
import PlanBProviders
import PlanBVocabulary
import PlanBWire

/// Plan B's own documents on the data port.
enum Pages {
    /// A document that needs no credential.
    struct Page {
        var status: Int
        var body: ByteBuffer
    }

    /// The health documents: what a load balancer and an operator may know without a key. They never depend on a
    /// provider, a route or a database.
    static func open(_ path: String, method: HTTPVerb, _ gateway: Gateway, _ snapshot: Snapshot) -> Page? {
        guard method == .get || method == .head else { return nil }
        switch path {
        case "/livez": return Page(status: 200, body: ByteBuffer(string: "{\"status\":\"alive\"}"))
        case "/readyz":
            if gateway.isDraining {
                return Page(status: 503, body: ByteBuffer(string: "{\"status\":\"draining\"}"))
            }
            return gateway.ledger.refusal == nil
                ? Page(status: 200, body: ByteBuffer(string: "{\"status\":\"ready\"}"))
                : Page(status: 503, body: ByteBuffer(string: "{\"status\":\"the journal cannot be written\"}"))
        case "/status": return Page(status: 200, body: gateway.statusDocument(snapshot))
        default: return nil
        }
    }

    /// Exact names, and the models of glob routes' targets, as far as the caller may use them.
    static func models(_ snapshot: Snapshot, _ caller: Caller) -> [ListedModel] {
        var names = snapshot.routes.exactNames
        for route in snapshot.routes.routes where route.pattern.isGlob {
            for target in route.targets {
                if let model = snapshot[target].model, !names.contains(model) { names.append(model) }
            }
        }
        return names.compactMap { model($0, snapshot, caller) }
    }

    /// The model called `name`; nil if no route of the caller's serves it.
    static func model(_ name: String, _ snapshot: Snapshot, _ caller: Caller) -> ListedModel? {
        guard let route = snapshot.routes.route(for: name),
            caller.key?.mayUse(route, for: snapshot.routes.resolve(name)) ?? true
        else { return nil }
        let operations = route.targets.reduce(into: Set()) { $0.formUnion(snapshot[$1].provider.operations) }
        return ListedModel(id: name, operations: operations)
    }
}
