import NIOCore
import PlanBConversation
import PlanBEngine
import PlanBWire

/// JSON that was asked for as the form of the answer.
enum JSONGate {
    /// Not applicable where no JSON was asked for, or where the schema itself cannot be read.
    static func check(_ asked: AskedFor, _ text: String) -> GateResult {
        guard asked.wantsJSON || asked.schema != nil else { return .notApplicable }
        guard let document = node(text) else { return .fail }
        guard let schema = asked.schema else { return document.kind == .object ? .pass : .fail }
        guard let schema = node(schema) else { return .notApplicable }
        return SchemaCheck.mistake(in: document, of: schema) == nil ? .pass : .fail
    }

    /// A JSON text, read; nil: it is none.
    static func node(_ text: String) -> JSONNode? { try? JSONNode(reading: ByteBuffer(string: text)) }
}
