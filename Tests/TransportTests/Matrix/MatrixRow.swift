import PlanBEngine
import PlanBFakeProvider
import PlanBPolicy
import PlanBVocabulary
import Testing

/// One row of the table of failures: what a target does, and everything that must follow from it.
struct MatrixRow: Sendable, CustomTestStringConvertible {
    /// How a target fails.
    enum Failing: Sendable {
        /// A fake provider behaves like this.
        case behaves(Behaviour)
        /// Connections to it break before there is any HTTP.
        case breaks(BrokenListener.Manner)
        /// It has a name that does not resolve.
        case unknownName
        /// It does not speak TLS, and is asked to.
        case plaintext
    }

    /// What the failure says about the target.
    enum Charge: Sendable {
        /// Nothing: it is asked first again.
        case nothing
        /// It is left alone for a time, and not held to be sick.
        case rest
        /// This part is given up after so many failures in a row, for this cause.
        case gives(_ part: String, after: Int, _ cause: String)
    }

    /// What the client is told when nobody is left.
    struct Verdict: Sendable {
        var status: Int
        var code: String?
        var retryAfter: String?
        var shouldRetry: Bool

        init(_ status: Int, _ code: String?, retryAfter: String? = nil, shouldRetry: Bool = true) {
            (self.status, self.code, self.retryAfter, self.shouldRetry) = (status, code, retryAfter, shouldRetry)
        }

        static let invalid = Verdict(502, "upstream_invalid_answer")
        static let unavailable = Verdict(503, "upstream_unavailable")
        static let timeout = Verdict(504, "upstream_timeout")
    }

    /// Stands in every error that a provider tells, and must not reach a client unless the error is the answer.
    static let canary = "canary-4711"

    /// The number of the row in Docs/failover.md's terms and a word for it.
    var name: String
    var failing: Failing
    /// Whether the request is for a stream; both unless said otherwise.
    var forms = [false, true]
    /// The outcomes of the attempts at the failing target, for a whole answer.
    var words: [String]
    /// The same for a stream, if that differs.
    var streamWords: [String]?
    var charge: Charge
    var verdict: Verdict
    /// The provider's answer is about the request: it is the client's, and nobody else is asked.
    var isFinal = false
    var timeouts = Timeouts()

    init(
        _ name: String, _ failing: Failing, _ words: [String], _ charge: Charge, _ verdict: Verdict
    ) {
        (self.name, self.failing, self.words, self.charge, self.verdict) = (name, failing, words, charge, verdict)
    }

    var testDescription: String { name }

    func with(_ edit: (inout MatrixRow) -> Void) -> MatrixRow {
        var copy = self
        edit(&copy)
        return copy
    }

    func words(isStream: Bool) -> [String] { isStream ? streamWords ?? words : words }

    /// `primary:500,primary:500`.
    func story(of target: String, isStream: Bool) -> String {
        words(isStream: isStream).map { "\(target):\($0)" }.joined(separator: ",")
    }

    /// The error of this status with the canary in its message.
    static func error(_ status: Int, code: String? = nil, retryAfter: String? = nil) -> Failing {
        var reply = Behaviour.ErrorReply(status: status, code: code, message: canary)
        reply.hint.retryAfter = retryAfter
        return .behaves(Behaviour.status(status).with { $0.error = reply })
    }
}

/// A row and whether the request is for a stream.
struct MatrixCase: Sendable, CustomTestStringConvertible {
    var row: MatrixRow
    var isStream: Bool

    var testDescription: String { "\(row.name), \(isStream ? "stream" : "whole")" }

    static let all = MatrixRow.all.flatMap { row in row.forms.map { MatrixCase(row: row, isStream: $0) } }
    static let failures = all.filter { !$0.row.isFinal }
    static let answers = all.filter { $0.row.isFinal }
}
