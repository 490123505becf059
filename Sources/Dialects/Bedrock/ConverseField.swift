import NIOCore
import PlanBWire

/// A value of a client's request, and where it stands. `null` counts as not there.
struct ConverseField {
    let node: JSONNode
    /// `messages[3].content[0].toolUse`; empty for the body itself.
    let path: String

    /// The body of a request.
    init(body: ByteBuffer) throws(ClientError) {
        guard body.readableBytes > 0 else {
            throw .badRequest("empty_body", "The request body is empty; send a JSON object with \"messages\".")
        }
        do throws(JSONFault) { node = try JSONNode(reading: body) } catch {
            throw .badRequest("invalid_json", "The request body is not valid JSON: \(error.description)")
        }
        path = ""
        guard node.kind == .object else {
            throw .badRequest("invalid_json", "The request body is a JSON \(node.kind); send an object.")
        }
    }

    private init(_ node: JSONNode, _ path: String) {
        self.node = node
        self.path = path
    }

    /// The member's name, in an object.
    var name: String { node.key }

    /// All members but those that are `null`.
    var members: [ConverseField] {
        node.items.compactMap { $0.kind == .null ? nil : ConverseField($0, below($0.key)) }
    }

    /// The member `name`.
    func member(_ name: StaticString) -> ConverseField? {
        node[name]?.unlessNull.map { ConverseField($0, below(name.description)) }
    }

    /// The member `name`, which has to be there.
    func required(_ name: StaticString) throws(ClientError) -> ConverseField {
        guard let member = member(name) else {
            let path = below(name.description)
            throw .badRequest("missing_required_parameter", parameter: path, "\"\(path)\" is missing.")
        }
        return member
    }

    /// The one member of a union, whose name is its kind.
    func variant() throws(ClientError) -> ConverseField {
        let members = try object().members
        guard members.count == 1 else { throw wrongValue("an object with exactly one member, named after its kind") }
        return members[0]
    }

    func object() throws(ClientError) -> ConverseField {
        guard node.kind == .object else { throw wrongType("an object") }
        return self
    }

    func elements() throws(ClientError) -> [ConverseField] {
        guard let array = node.array else { throw wrongType("an array") }
        return array.enumerated().map { ConverseField($1, "\(path)[\($0)]") }
    }

    func text() throws(ClientError) -> JSONString {
        guard let text = node.text else { throw wrongType("a string") }
        return text
    }

    /// A text that is not empty, decoded.
    func word() throws(ClientError) -> String {
        let text = try text()
        guard !text.isEmpty else { throw wrongValue("a string that is not empty") }
        return text.text
    }

    func flag() throws(ClientError) -> Bool {
        guard let flag = node.bool else { throw wrongType("true or false") }
        return flag
    }

    func integer() throws(ClientError) -> Int {
        guard let integer = node.int else { throw wrongType("an integer") }
        return integer
    }

    /// A number, as it was written.
    func numeral() throws(ClientError) -> JSONNode {
        guard node.kind == .number else { throw wrongType("a number") }
        return node
    }

    func wrongType(_ expected: String) -> ClientError {
        .badRequest("invalid_type", parameter: path, "\"\(path)\" must be \(expected).")
    }

    func wrongValue(_ expected: String) -> ClientError {
        .badRequest("invalid_value", parameter: path, "\"\(path)\" must be \(expected).")
    }

    private func below(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
}
