extension HostileRow {
    private static let canary = HostileAnswer.canary
    private static let many = String(repeating: #""a":0,"#, count: 150_000)

    /// A role, then these bytes, then the end.
    private static func event(_ name: String, _ bytes: [UInt8], _ expected: Expected = .malformed) -> HostileRow {
        HostileRow(name, stream: expected) {
            let beginning = HostileAnswer.head($0, "connection: close") + HostileAnswer.beginning($0)
            return HostileAnswer(Array(beginning.utf8) + bytes, closes: true)
        }
    }

    private static func event(_ name: String, _ text: String, _ expected: Expected = .malformed) -> HostileRow {
        event(name, Array(text.utf8), expected)
    }

    /// An event with these bytes for its text.
    static func delta(_ bytes: [UInt8]) -> [UInt8] {
        Array(#"data: {"choices":[{"index":0,"delta":{"content":""#.utf8) + bytes + Array("\"}}]}\n\n".utf8)
    }

    /// Events that are none, and streams that end too early.
    static let events: [HostileRow] = shapes + ends + splits + badTexts.map { event("an event: \($0)", delta($1)) }

    private static let shapes: [HostileRow] = [
        event("an event that is no JSON", "data: \(canary)\n\n"), event("an event: a list", "data: [{}]\n\n"),
        event("an event: half of an object", "data: {\"choices\":[{\n\n"), event("an event: NULs", "data: \0\0\n\n"),
        event("an event: a web page", "data: <html>\(canary)</html>\n\n"), event("an event: nothing", "data:\n\n"),
        event("an event: a nesting bomb", #"data: {"choices":"# + String(repeating: "[", count: 100_000) + "\n\n"),
        event("an event: too many members", "data: {\(many)\"choices\":[]}\n\n"),
    ]

    private static let ends: [HostileRow] = [
        event("nothing but a role", "", .cut), event("the end of an event is missing", "data: {\"choices\":[", .cut),
        event("nothing but [DONE]", "data: [DONE]\n\n", .empty),
        event("no choices but [DONE]", "data: {\"choices\":[]}\n\ndata: [DONE]\n\n", .empty),
        event("no object among the choices", "data: {\"choices\":[null,\"\(canary)\"]}\n\ndata: [DONE]\n\n", .empty),
        event("a finish reason that is none", #"data: {"choices":[{"index":0,"finish_reason":7}]}"# + "\n\n", .cut),
    ]

    private static let splits: [HostileRow] = [
        event("a character over two data lines", delta([0xC3] + Array("\ndata: ".utf8) + [0xA9])),
        HostileRow("half a character in each of two chunks", stream: .malformed) {
            let event = delta([0xC3, 0x28])
            let middle = event.firstIndex(of: 0x28) ?? 0
            let chunks = HostileAnswer.chunk(event[..<middle]) + HostileAnswer.chunk(event[middle...])
            return HostileAnswer(Array(HostileAnswer.chunked($0).utf8) + chunks)
        },
    ]
}
