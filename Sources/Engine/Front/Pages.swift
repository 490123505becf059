import NIOCore
import PlanBDialects
import PlanBPolicy
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
            return gateway.isDraining
                ? Page(status: 503, body: ByteBuffer(string: "{\"status\":\"draining\"}"))
                : Page(status: 200, body: ByteBuffer(string: "{\"status\":\"ready\"}"))
        case "/status": return Page(status: 200, body: gateway.statusDocument(snapshot))
        default: return nil
        }
    }

    /// `GET /v1/models`: exact names, and the models of glob routes' targets.
    static func models(_ snapshot: Snapshot, _ caller: Caller) -> ByteBuffer {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("object")
        writer.string("list")
        writer.key("data")
        writer.beginArray()
        for name in names(snapshot, caller) { append(name, &writer) }
        writer.endArray()
        writer.endObject()
        return writer.buffer
    }

    /// `GET /v1/models/{id}`; nil if no route serves it.
    static func model(_ name: String, _ snapshot: Snapshot, _ caller: Caller) -> ByteBuffer? {
        guard let route = snapshot.routes.route(for: name),
            caller.key?.mayUse(route, for: snapshot.routes.resolve(name)) ?? true
        else {
            return nil
        }
        var writer = JSONWriter()
        append(name, &writer)
        return writer.buffer
    }

    private static func names(_ snapshot: Snapshot, _ caller: Caller) -> [String] {
        var names = snapshot.routes.exactNames
        for route in snapshot.routes.routes where route.pattern.isGlob {
            for target in route.targets {
                if let model = snapshot[target].model, !names.contains(model) { names.append(model) }
            }
        }
        return names.filter { name in
            guard let route = snapshot.routes.route(for: name) else { return false }
            return caller.key?.mayUse(route, for: snapshot.routes.resolve(name)) ?? true
        }
    }

    private static func append(_ name: String, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("id")
        writer.string(name)
        writer.key("object")
        writer.string("model")
        writer.key("created")
        writer.int(0)
        writer.key("owned_by")
        writer.string("planb")
        writer.endObject()
    }
}
