import Testing

/// A request that is wrong, or looks wrong, and what must come of it.
struct BadInput: Sendable, CustomTestStringConvertible {
    enum Expected: Sendable {
        /// An error of the gateway's own in the shape of OpenAI; nothing reaches a provider.
        case refused(Int, String, naming: String)
        /// A good answer from the provider.
        case answered
        /// The provider decides: exactly one request reaches it, and its body contains this.
        case forwarded(containing: String)
        /// No answer, because the client is gone; nothing reaches a provider.
        case nothing
    }

    let name: String
    let bytes: @Sendable () -> [UInt8]
    let expected: Expected
    /// Whether the gateway must end the connection after its answer: it cannot know where the next request begins.
    let closes: Bool
    var testDescription: String { name }

    init(
        _ name: String, _ bytes: @autoclosure @escaping @Sendable () -> [UInt8], _ expected: Expected,
        closes: Bool = false
    ) {
        self.name = name
        self.bytes = bytes
        self.expected = expected
        self.closes = closes
    }

    init(
        _ name: String, _ wire: @autoclosure @escaping @Sendable () -> Wire, _ expected: Expected, closes: Bool = false
    ) {
        self.init(name, wire().bytes, expected, closes: closes)
    }

    /// Bytes that are no HTTP request: 400 unless told otherwise, and the end of the connection.
    static func malformed(
        _ name: String, _ bytes: @autoclosure @escaping @Sendable () -> String, status: Int = 400, naming: String
    ) -> BadInput {
        BadInput(name, Array(bytes().utf8), .refused(status, "malformed_request", naming: naming), closes: true)
    }

    /// A good request but for one more field line.
    static func field(_ line: String, status: Int = 400, naming: String) -> BadInput {
        BadInput(
            "field \(line.debugDescription.prefix(60))", Wire.chat(fields: [line]),
            .refused(status, "malformed_request", naming: naming), closes: true)
    }

    /// A JSON body that the gateway refuses.
    static func json(
        _ name: String, _ text: @autoclosure @escaping @Sendable () -> String, _ code: String = "invalid_json",
        naming: String
    ) -> BadInput {
        BadInput(name, Wire.json(text()), .refused(400, code, naming: naming))
    }

    /// A member whose value is the provider's business.
    static func passes(_ name: String, _ member: String) -> BadInput {
        BadInput(name, Wire.chat(",\(member)"), .forwarded(containing: member))
    }

    /// All of them, for a gateway in demo mode.
    static let table =
        requestLines + hosts + paths + fieldLines + lengths + chunks + roots + grammar + texts + members
        + messages + parameters + types
}
