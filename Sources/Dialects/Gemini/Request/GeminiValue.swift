import NIOCore
import PlanBWire

/// A value of a client's request and the place where it stands, for messages. `null` counts as not there, as it does for
/// Google's servers.
struct GeminiValue {
    let node: JSONNode
    let path: String

    init(_ node: JSONNode, _ path: String) {
        self.node = node
        self.path = path
    }

    /// The member of that name, which has one word.
    func member(_ name: StaticString) -> GeminiValue? {
        node[name]?.unlessNull.map { GeminiValue($0, place(name)) }
    }

    /// The member in either of its spellings. Messages have the first one.
    func member(_ camel: StaticString, _ snake: StaticString) -> GeminiValue? {
        (node[camel]?.unlessNull ?? node[snake]?.unlessNull).map { GeminiValue($0, place(camel)) }
    }

    /// The members with other names than these.
    func members(besides known: [StaticString]) -> [JSONNode] {
        guard let members = node.members else { return [] }
        return members.filter { member in member.kind != .null && !known.contains { member.isNamed($0) } }
    }

    /// The elements of an array. Google's servers take a single object in the place of an array, and its own examples
    /// make use of that.
    func elements() throws(ClientError) -> [GeminiValue] {
        if node.kind == .object { return [self] }
        guard let array = node.array else { throw wrongType("an array") }
        return array.enumerated().map { GeminiValue($0.element, "\(path)[\($0.offset)]") }
    }

    /// Makes sure that this is an object.
    func object() throws(ClientError) -> GeminiValue {
        guard node.kind == .object else { throw wrongType("an object") }
        return self
    }

    /// The text of a string.
    func text() throws(ClientError) -> JSONString {
        guard let text = node.text else { throw wrongType("a string") }
        return text
    }

    /// The name that an enumeration has for it, in capitals.
    func word() throws(ClientError) -> String { try text().text.uppercased() }

    /// A truth value.
    func flag() throws(ClientError) -> Bool {
        guard let bool = node.bool else { throw wrongType("true or false") }
        return bool
    }

    /// A number, as it was written.
    func number() throws(ClientError) -> JSONNode {
        guard node.kind == .number else { throw wrongType("a number") }
        return node
    }

    /// An integer, which may be written as `40.0` (Google's Python SDK does) or as a string (the JSON form of protocol
    /// buffers allows it).
    func integer() throws(ClientError) -> Int {
        if let int = node.int ?? node.string.flatMap({ Int($0) }) { return int }
        guard let double = node.double, let int = Int(exactly: double) else { throw wrongType("an integer") }
        return int
    }

    func wrongType(_ expected: String) -> ClientError {
        .badRequest("invalid_type", parameter: path, "\"\(path)\" must be \(expected).")
    }

    func wrongValue(_ expected: String) -> ClientError {
        .badRequest("invalid_value", parameter: path, "\"\(path)\" must be \(expected).")
    }

    func missing(_ name: StaticString) -> ClientError {
        let path = place(name)
        return .badRequest("missing_required_parameter", parameter: path, "\"\(path)\" is missing.")
    }

    private func place(_ name: StaticString) -> String { path.isEmpty ? "\(name)" : "\(path).\(name)" }
}
