import PlanBVocabulary
import Testing

/// One way in which a server attacks whoever reads its answers, and what must come of it.
struct HostileRow: Sendable, CustomTestStringConvertible {
    /// What is given up after so many failures in a row, and for which cause.
    struct Charge: Sendable {
        var part: String
        var limit: Int
        var cause: String

        static func endpoint(_ cause: String) -> Charge { Charge(part: "endpoint", limit: 3, cause: cause) }
        static func model(_ cause: String) -> Charge { Charge(part: "model", limit: 3, cause: cause) }
    }

    /// What follows from it.
    struct Expected: Sendable {
        /// The outcomes of the attempts at one target.
        var words: [String]
        var charge: Charge
        var verdict = MatrixRow.Verdict.invalid

        static let malformed = Expected(words: ["malformed"], charge: .model("malformed"))
        static let oversized = Expected(words: ["malformed"], charge: .model("oversized"))
        static let gateway = Expected(words: ["malformed"], charge: .endpoint("gateway"))
        static let encoding = Expected(words: ["malformed"], charge: .endpoint("encoding"))
        static let cut = Expected(words: ["cut"], charge: .model("cut"))
        static let empty = Expected(words: ["empty", "empty"], charge: .init(part: "model", limit: 6, cause: "empty"))
        static let broken = Expected(
            words: ["500", "500"], charge: .model("server_error"))

        static func late(_ word: String) -> Expected {
            Expected(words: [word], charge: .model(word), verdict: .timeout)
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

    var cases: [HostileCase] {
        [(false, whole), (true, stream)].compactMap { isStream, expected in
            expected.map { HostileCase(row: self, isStream: isStream, expected: $0) }
        }
    }
}
