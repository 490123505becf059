import PlanBEngine
import PlanBPolicy
import PlanBVocabulary
import Synchronization
import Testing

@testable import PlanBTransport

/// One way in which a server attacks whoever reads its answers, and what must come of it.
struct HostileRow: Sendable, CustomTestStringConvertible {
    /// What follows from it.
    struct Expected: Sendable {
        /// The outcomes of the attempts at one target.
        var words: [String]
        var charge: MatrixRow.Charge
        var verdict = MatrixRow.Verdict.invalid

        static let malformed = Expected(words: ["malformed"], charge: .gives("model", after: 3, "malformed"))
        static let oversized = Expected(words: ["malformed"], charge: .gives("model", after: 3, "oversized"))
        static let gateway = Expected(words: ["malformed"], charge: .gives("endpoint", after: 3, "gateway"))
        static let encoding = Expected(words: ["malformed"], charge: .gives("endpoint", after: 3, "encoding"))
        static let cut = Expected(words: ["cut"], charge: .gives("model", after: 3, "cut"))
        static let empty = Expected(words: ["empty", "empty"], charge: .gives("model", after: 6, "empty"))
        static let broken = Expected(
            words: ["500", "500"], charge: .gives("model", after: 3, "server_error"))

        static func late(_ word: String) -> Expected {
            Expected(words: [word], charge: .gives("model", after: 3, word), verdict: .timeout)
        }
    }

    var name: String
    var answer: @Sendable (_ isStream: Bool) -> HostileAnswer
    /// What is expected when an answer in one piece is asked for; nil: it makes no sense for those.
    var whole: Expected?
    /// The same for streams.
    var stream: Expected?
    var timeouts = Timeouts()
    /// A connection takes no more than this of what the server sends, the buffers of the system included.
    var most = 16 << 20

    var testDescription: String { name }

    /// The same for both forms.
    init(
        _ name: String, _ expected: Expected, _ answer: @escaping @Sendable (_ isStream: Bool) -> HostileAnswer
    ) {
        (self.name, whole, stream, self.answer) = (name, expected, expected, answer)
    }

    init(
        _ name: String, whole: Expected? = nil, stream: Expected? = nil,
        _ answer: @escaping @Sendable (_ isStream: Bool) -> HostileAnswer
    ) {
        (self.name, self.whole, self.stream, self.answer) = (name, whole, stream, answer)
    }

    func with(_ edit: (inout HostileRow) -> Void) -> HostileRow {
        var copy = self
        edit(&copy)
        return copy
    }

    /// The rows of a table that makes no difference between the forms: every other one is asked for a stream.
    static func alternating(_ rows: [HostileRow]) -> [HostileRow] {
        rows.enumerated().map { index, row in
            row.with { if index.isMultiple(of: 2) { $0.stream = nil } else { $0.whole = nil } }
        }
    }

    static let all =
        heads + lengths + framing + chunks + bodies + wholes + events + encodings + floods + drips + errors
}

/// A row, and whether the request is for a stream.
struct HostileCase: Sendable, CustomTestStringConvertible {
    var row: HostileRow
    var isStream: Bool
    var expected: HostileRow.Expected

    var testDescription: String { "\(row.name), \(isStream ? "stream" : "whole")" }

    static let all = HostileRow.all.flatMap { row in
        [(false, row.whole), (true, row.stream)].compactMap { isStream, expected in
            expected.map { HostileCase(row: row, isStream: isStream, expected: $0) }
        }
    }

    func story(of target: String) -> String { expected.words.map { "\(target):\($0)" }.joined(separator: ",") }

    /// Runs `body` with a gateway whose first target is hostile, and the second too if `isHopeless`; then sees that the
    /// gateway has let go of every connection, and what it took.
    func run(
        isHopeless: Bool = false, _ body: @Sendable (TestGateway, [TestServer]) async throws -> Void
    ) async throws {
        let serve = HostileAnswer.serve(row.answer)
        try await TestServer.run(serve: serve) { (first) async throws in
            try await TestServer.run(serve: serve) { (second) async throws in
                var wishes = Wishes()
                wishes.vendor = "elsewhere"
                wishes.model = "gpt-4.1"
                wishes.timeouts = row.timeouts
                wishes.origin = Origin(host: "127.0.0.1", port: first.port, isTLS: false)
                if isHopeless { wishes.backupOrigin = Origin(host: "127.0.0.1", port: second.port, isTLS: false) }
                try await TestGateway.run(wishes) { (house) async throws in
                    try await body(house, [first, second])
                    for server in [first, second] {
                        let count = server.connections.load(ordering: .relaxed)
                        #expect(await house.eventually { server.ended.load(ordering: .relaxed) == count })
                        #expect(server.sent.load(ordering: .relaxed) <= count * row.most)
                    }
                }
            }
        }
    }
}
