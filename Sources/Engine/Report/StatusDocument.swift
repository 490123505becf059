public import NIOCore
import PlanBPolicy
import PlanBProviders
public import PlanBVocabulary
import PlanBWire
import Synchronization

extension Gateway {
    /// Routes, targets and the ledger's database as JSON, for `/status` and the admin API: names and states, never a secret
    /// or an address.
    ///
    /// - Parameter isForOperators: says also what the database's last error was, which may name hosts and users.
    public func statusDocument(_ snapshot: Snapshot, isForOperators: Bool = false) -> ByteBuffer {
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
        let standings = Dictionary(targetReport.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
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
            if let standing = standings[target.name] {
                writer.member("health", standing.state.rawValue)
                if let cause = standing.cause { writer.member("cause", cause.rawValue) }
            }
            writer.endObject()
        }
        writer.endArray()
        appendHealth(to: &writer)
        appendProofs(to: &writer)
        appendStore(to: &writer, isForOperators: isForOperators)
        writer.endObject()
        return writer.buffer
    }
}

extension Gateway {
    /// Endpoints, accounts, regions and models by name, each with whether it is well.
    public var healthReport: [(name: String, state: String, cause: FailureClass?)] { board.with { $0.report } }

    /// What is not as it should be: given up, or on its way back.
    private func appendHealth(to writer: inout JSONWriter) {
        writer.key("health")
        writer.beginArray()
        for part in healthReport where part.state != "closed" {
            writer.beginObject()
            writer.key("part")
            writer.string(part.name)
            writer.key("state")
            writer.string(part.state)
            if let cause = part.cause {
                writer.key("cause")
                writer.string(cause.rawValue)
            }
            writer.endObject()
        }
        writer.endArray()
    }

    /// What rehearsals have shown of each backup.
    private func appendProofs(to writer: inout JSONWriter) {
        guard let notes = proofs.withLock({ $0 })?() else { return }
        writer.key("proofs")
        writer.beginArray()
        for note in notes {
            writer.beginObject()
            writer.member("route", note.route)
            writer.member("backup", note.backup)
            writer.member("state", note.state)
            if let level = note.level { writer.member("level", level.rawValue) }
            if let age = note.age { writer.member("age_seconds", age) }
            writer.endObject()
        }
        writer.endArray()
    }

    /// How the database of the ledger stands. Requests do not depend on it.
    private func appendStore(to writer: inout JSONWriter, isForOperators: Bool) {
        guard let store = store() else { return }
        writer.key("ledger")
        writer.beginObject()
        writer.key("state")
        writer.string(store.state.rawValue)
        writer.key("lag_bytes")
        writer.int(store.lag)
        if isForOperators, let error = store.lastError {
            writer.key("last_error")
            writer.string(error)
        }
        writer.endObject()
    }
}

extension UpstreamTarget {
    /// Whether its credential resolves.
    var isUsable: Bool { credential.refusal == nil }
}
