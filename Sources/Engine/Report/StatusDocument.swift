public import NIOCore
import PlanBPolicy
import PlanBProviders
import PlanBWire

extension Gateway {
    /// Routes and targets as JSON, for `/status` and the admin API: names and states, never a secret or an address.
    public func statusDocument(_ snapshot: Snapshot) -> ByteBuffer {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("status")
        writer.string(isDraining ? "draining" : "serving")
        writer.key("mode")
        writer.string(snapshot.mode.rawValue)
        writer.key("generation")
        writer.int(snapshot.generation)
        writer.key("routes")
        writer.beginArray()
        for route in snapshot.routes.routes {
            writer.beginObject()
            writer.key("name")
            writer.string(route.pattern.text)
            writer.key("try")
            writer.beginArray()
            for target in route.targets { writer.string(snapshot[target].name) }
            writer.endArray()
            writer.endObject()
        }
        writer.endArray()
        writer.key("targets")
        writer.beginArray()
        for target in snapshot.targets {
            writer.beginObject()
            writer.key("name")
            writer.string(target.name)
            writer.key("provider")
            writer.string(target.provider.name)
            writer.key("vendor")
            writer.string(target.vendor)
            writer.key("state")
            writer.string(target.isUsable ? "configured" : "disabled")
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.buffer
    }
}

extension UpstreamTarget {
    /// Whether its credential resolves.
    var isUsable: Bool {
        if case .configured(let source) = credential { return source.current() != nil }
        return true
    }
}
