import PlanBVocabulary

extension HostileRow {
    private static let canary = HostileAnswer.canary

    /// Long enough that it is not the number of lines or events that takes the time.
    static let filler = String(repeating: canary, count: 1000)

    private static func flood(
        _ name: String, _ expected: Expected, _ again: String, after first: String = ""
    ) -> HostileRow {
        HostileRow(name, stream: expected) { HostileAnswer(HostileAnswer.head($0) + first, again: again) }
            .with { $0.most = 32 << 20 }
    }

    private static func large(
        _ name: String, stream: Expected? = nil, _ answer: @escaping @Sendable (_ isStream: Bool) -> HostileAnswer
    ) -> HostileRow {
        HostileRow(name, whole: .oversized, stream: stream, answer).with { $0.most = 56 << 20 }
    }

    /// More than anybody can hold.
    static let floods: [HostileRow] = [
        large("a body without end") { HostileAnswer(HostileAnswer.head($0) + #"{"id":""#, again: canary) },
        large("a body of 1 GiB") { HostileAnswer(HostileAnswer.head($0, "content-length: \(1 << 30)"), again: " ") },
        large("one chunk of 100 MB", stream: .malformed) {
            HostileAnswer(HostileAnswer.chunked($0) + "5F5E100\r\n", again: canary)
        },
        large("chunks without end", stream: .malformed) {
            HostileAnswer(HostileAnswer.chunked($0), again: HostileAnswer.chunk(filler))
        },
        flood("a line without end", .malformed, "a", after: "data: {\"id\":\""),
        flood("a comment without end", .malformed, canary, after: ": "),
        flood("a name of a field without end", .malformed, "a"),
        flood("an event of lines without end", .malformed, "data: \(filler)\n"),
        flood("lines that are ignored, without end", .oversized, "id: \(filler)\n"),
        flood("comments without end", .oversized, ": \(filler)\n\n"),
        flood("events without data, without end", .oversized, "event: \(filler)\n\n"),
        flood("roles without end", .oversized, HostileAnswer.beginning(true)),
        flood("events without choices, without end", .oversized, "data: {\"choices\":[],\"id\":\"\(filler)\"}\n\n"),
    ]

    private static func told(
        _ name: String, _ expected: Expected, status: String = "500 Oops", _ body: String
    ) -> HostileRow {
        HostileRow(name, expected) { _ in .body(body, status: status) }
    }

    /// Errors that are attacks, too.
    static let errors: [HostileRow] =
        alternating([
            told("an error without a body", .broken, ""), told("an error that is no JSON", .broken, canary),
            told("an error: a nesting bomb", .broken, String(repeating: "[", count: 100_000)),
            told(
                "an error that is a script", .broken, #"{"error":{"code":"<script>\#(canary)","message":"\#(canary)"}}"#
            ),
        ]) + [
            HostileRow("an error: text", whole: .broken) { _ in .body(#"{"error":"\#(canary)"}"#) },
            HostileRow("an error without end", .overloaded) { _ in
                HostileAnswer("HTTP/1.1 503 Busy\r\ncontent-type: application/json\r\n\r\n", again: canary)
            },
            HostileRow("an error in broken chunks", .overloaded) { _ in
                HostileAnswer("HTTP/1.1 503 Busy\r\ntransfer-encoding: chunked\r\n\r\nZZ\r\n")
            },
            HostileRow("an error in gzip", .overloaded) { _ in
                HostileAnswer("HTTP/1.1 503 Busy\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\n\u{1f}a")
            },
            told("the secret in an error", .refused, status: "401 No", #"{"error":{"message":"Bad key \#(canary)"}}"#),
            HostileRow("an error as an event that is a script", stream: .broken) {
                HostileAnswer(
                    HostileAnswer.head($0, "connection: close")
                        + #"data: {"error":{"code":"<script>\#(canary)","message":"Bearer \#(canary)"}}"# + "\n\n")
            },
            HostileRow("an error without a code as an event", stream: .broken) {
                HostileAnswer(HostileAnswer.head($0) + "data: {\"error\":{\"message\":\"\(canary)\"}}\n\n")
            },
            HostileRow("an error that is true, as an event", stream: .broken) {
                HostileAnswer(HostileAnswer.head($0) + "data: {\"error\":true,\"code\":\"\(canary)<\"}\n\n")
            },
        ]
}

extension HostileRow.Expected {
    fileprivate static let overloaded = Self(
        words: ["503"], charge: .model("overloaded"), verdict: .unavailable)
    fileprivate static let refused = Self(
        words: ["401"], charge: .init(part: "account", limit: 1, cause: "credential"),
        verdict: .init(503, "upstream_unavailable", shouldRetry: false))
}
