extension BadInput {
    private static let user = #""messages":[{"role":"user","content":"a"}]"#
    private static let small = #"{"model":"gpt-4.1","messages":[{"role":"user","content":"\u00e9 ☕"}],"n":1.5e0}"#

    private static func wire(_ before: String, _ bytes: [UInt8], _ after: String) -> Wire {
        Wire(Array(before.utf8) + bytes + Array(after.utf8))
    }

    /// A message whose content has these bytes.
    private static func content(_ bytes: [UInt8]) -> Wire {
        wire(#"{"model":"gpt-4.1","messages":[{"role":"user","content":""#, bytes, #""}]}"#)
    }

    static let roots: [BadInput] =
        [
            .json("empty body", "", "empty_body", naming: "empty"), .json("blanks", " \r\n\t", naming: "ends before"),
            .json("null", "null", naming: "send an object"), .json("array", "[]", naming: "send an object"),
            .json("string", "\"a\"", naming: "send an object"), .json("number", "1", naming: "send an object"),
            .json("true", "true", naming: "send an object"), .json("two roots", "{}{}", naming: "follows the end"),
            .json("trailing garbage", small + "x", naming: "follows the end"),
            .json("trailing NUL", small + "\0", naming: "follows the end"),
            .json("a form", "model=gpt-4.1&messages=a", naming: "found 'm'"),
            .json("XML", "<request/>", naming: "found '<'"),
        ]
        + (1..<small.utf8.count).map { (count: Int) -> BadInput in
            BadInput(
                "JSON truncated after \(count) bytes", Wire(small.utf8.prefix(count)),
                .refused(400, "invalid_json", naming: "byte"))
        }

    static let grammar: [BadInput] =
        [
            ("single quotes", "{'model':'a'}", "found '''"), ("comment", "{/*a*/}", "found '/'"),
            ("trailing comma", #"{"model":"gpt-4.1",}"#, "member name"), ("no colon", #"{"model" "a"}"#, "':'"),
            ("bare name", #"{model:"a"}"#, "member name"), ("NaN", #"{"a":NaN}"#, "found 'N'"),
            ("Infinity", #"{"a":Infinity}"#, "found 'I'"), ("-Infinity", #"{"a":-Infinity}"#, "byte"),
            ("01", #"{"a":01}"#, "byte"), ("1.", #"{"a":1.}"#, "byte"), (".5", #"{"a":.5}"#, "byte"),
            ("+1", #"{"a":+1}"#, "byte"), ("0x10", #"{"a":0x10}"#, "byte"), ("1e", #"{"a":1e}"#, "byte"),
            ("True", #"{"a":True}"#, "found 'T'"), ("nul", #"{"a":nul}"#, "byte"),
            ("\\x", #"{"a":"\x41"}"#, "backslash"),
            ("\\u12", #"{"a":"\u12"}"#, "backslash"),
        ].map { (name: String, text: String, naming: String) -> BadInput in
            .json("JSON with \(name)", text, naming: naming)
        }
        + [
            .json("depth 65", nest(64), naming: "nested too deeply"),
            .json(
                "depth 65 of objects", #"{"a":"# + String(repeating: #"{"a":"#, count: 64), naming: "nested too deeply"),
            .json("depth 100000", String(repeating: "[", count: 100_000), naming: "nested too deeply"),
            .json("depth 100000 of objects", String(repeating: #"{"a":"#, count: 100_000), naming: "nested too deeply"),
            BadInput("depth 64", Wire.json(nest(63)), .answered),
            .json(
                "a million members", "{" + (0..<1_000_000).map { "\"k\($0)\":0" }.joined(separator: ",") + "}",
                naming: "too many object members"),
        ]

    private static func nest(_ levels: Int) -> String {
        "{\"model\":\"gpt-4.1\",\(user),\"x\":" + String(repeating: "[", count: levels)
            + String(repeating: "]", count: levels) + "}"
    }

    static let texts: [BadInput] =
        [#"\ud800"#, #"\udc00"#, #"\ud800\ud800"#, #"\ud83dx"#, #"\udca9\ud83d"#].map { (escape: String) -> BadInput in
            BadInput(
                "lone surrogate \(escape)", content(Array(escape.utf8)),
                .refused(400, "invalid_json", naming: "surrogate"))
        }
        + ([
            [0xC3, 0x28], [0xFF], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80], [0xE2, 0x98],
            [0xF8, 0x88, 0x80, 0x80, 0x80],
        ] as [[UInt8]]).map { (bytes: [UInt8]) -> BadInput in
            BadInput("invalid UTF-8 \(bytes)", content(bytes), .refused(400, "invalid_json", naming: "UTF-8"))
        }
        + ([0, 9, 10, 13, 0x1F] as [UInt8]).map { (byte: UInt8) -> BadInput in
            BadInput(
                "raw control character \(byte)", content([byte]),
                .refused(400, "invalid_json", naming: "raw control character"))
        }
        + [
            BadInput("a pair of surrogates", content(Array(#"\ud83d\udca9"#.utf8)), .answered),
            BadInput("escaped NUL in the content", content(Array(#"\u0000"#.utf8)), .forwarded(containing: #"\u0000"#)),
            BadInput("UTF-8 byte order mark", wire("\u{FEFF}", Array(small.utf8), ""), .forwarded(containing: small)),
            BadInput(
                "UTF-16 byte order mark", wire("", [0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00], ""),
                .refused(400, "invalid_json", naming: "byte 0")),
        ]

    static let members: [BadInput] =
        [
            "model", "stream", "stream_options", "messages", "tools", "n", "max_tokens", "max_completion_tokens",
            "response_format",
        ].map { (name: String) -> BadInput in
            .json(
                "\(name) twice", "{\"model\":\"gpt-4.1\",\(user),\"\(name)\":null,\"\(name)\":null}",
                "duplicate_member", naming: "\"\(name)\"")
        }
        + [
            .json(
                "model twice, once escaped", #"{"model":"gpt-4.1","mod\u0065l":"b",\#(user)}"#, "duplicate_member",
                naming: "\"model\""),
            BadInput(
                "another member twice", Wire.chat(#","temperature":1,"temperature":0"#),
                .forwarded(containing: #""temperature":1,"temperature":0"#)),
            BadInput("model in a nested object", Wire.chat(#","metadata":{"model":"a","model":"b"}"#), .answered),
        ]
}
