extension HostileRow {
    private static let canary = HostileAnswer.canary
    private static let good = #"{"id":"a","choices":[{"index":0,"message":{"content":"\#(canary)"}}]}"#
    private static let many = String(repeating: #""a":0,"#, count: 150_000)

    private static func whole(_ name: String, _ body: [UInt8], _ expected: Expected = .malformed) -> HostileRow {
        HostileRow(name, whole: expected) { _ in .body(body) }
    }

    private static func whole(_ name: String, _ body: String, _ expected: Expected = .malformed) -> HostileRow {
        whole(name, Array(body.utf8), expected)
    }

    /// A whole answer with these bytes for its text.
    private static func text(_ name: String, _ bytes: [UInt8]) -> HostileRow {
        let (start, end) = (#"{"choices":[{"index":0,"message":{"content":""#, #""}}]}"#)
        return whole(name, Array(start.utf8) + bytes + Array(end.utf8))
    }

    /// Bodies in one piece that are no answers.
    static let wholes: [HostileRow] = shapes + bombs + badTexts.map { text("a text with \($0)", $1) }

    private static let shapes: [HostileRow] = [
        whole("no JSON", "\(canary)"), whole("null", "null"), whole("a list", "[\(good)]"),
        whole("a string", "\"\(canary)\""), whole("half of an answer", String(good.dropLast(3))),
        whole("two answers", good + good), whole("an answer and more", good + canary),
        whole("NUL", [0, 0, 0, 0]), whole("UTF-16", good.utf16.flatMap { [UInt8(truncatingIfNeeded: $0), 0] }),
        whole("no choices", #"{"id":"\#(canary)"}"#), whole("choices: null", #"{"choices":null,"id":"\#(canary)"}"#),
        whole("choices: an object", #"{"choices":{"0":{"message":{"content":"\#(canary)"}}}}"#),
        whole("choices: text", #"{"choices":"\#(canary)"}"#), whole("choices: []", #"{"choices":[]}"#, .empty),
        whole("choices: [null]", #"{"choices":[null,"\#(canary)"]}"#, .empty),
        whole("choices twice", String(good.dropLast()) + #","choices":[]}"#, .empty),
    ]

    private static let bombs: [HostileRow] = [
        whole("a nesting bomb", #"{"choices":"# + String(repeating: "[", count: 100_000)),
        whole(
            "a nesting bomb that is closed",
            String(repeating: #"{"a":"#, count: 100_000) + "1" + String(repeating: "}", count: 100_000)),
        whole("too many members", "{\(many)\"choices\":[]}"),
    ]

    /// Texts that are none.
    static let badTexts: [(String, [UInt8])] = [
        ("a stray byte", [0xFF]), ("half a character", [0xC3, 0x28]), ("a stray continuation", [0xA9]),
        ("an overlong form", [0xC0, 0xAF]), ("a surrogate in UTF-8", [0xED, 0xA0, 0x80]),
        ("a scalar beyond Unicode", [0xF4, 0x90, 0x80, 0x80]), ("NUL", [0]), ("a tab", [9]),
        ("a high surrogate alone", Array(#"\ud83d"#.utf8)), ("a low surrogate alone", Array(#"\ude00"#.utf8)),
        ("surrogates the wrong way round", Array(#"\ude00\ud83d"#.utf8)),
        ("an escape that is none", Array(#"\x41"#.utf8)),
    ]
}
