import NIOCore
import PlanBVocabulary
import PlanBWire

/// What an error answer of Google's means. https://ai.google.dev/gemini-api/docs/troubleshooting
struct GeminiFailure {
    private var status: Int
    /// `RESOURCE_EXHAUSTED` and its like.
    private var word = ""
    /// The `reason` of an `ErrorInfo`.
    private var reason = ""
    private var saysWindow = false
    private var isAboutFile = false
    private var isLongQuota = false
    private var retryDelay: Instant.Span?

    /// Classifies an error answer, or the error inside a stream (then `status` is nil).
    static func classify(status: Int?, body: ByteBuffer, _ facts: AnswerFacts) -> AttemptFailure {
        let failure = GeminiFailure(status, body)
        let code = PlainWord.read(failure.reason) ?? PlainWord.read(failure.word)
        return AttemptFailure(
            failure.failureClass, status: failure.status, retryAfter: facts.retryAfter ?? failure.retryDelay,
            code: code, detail: "answered \(failure.status)" + (code.map { " (\($0))" } ?? ""))
    }

    private init(_ status: Int?, _ body: ByteBuffer) {
        self.status = status ?? 500
        guard var root = try? JSONNode(reading: body) else { return }
        if root.kind == .array { root = root[0] ?? root }
        guard let error = root["error"], error.kind == .object else { return }
        word = error["status"]?.string ?? error["code"]?.string ?? ""
        if status == nil { self.status = Self.status(error["code"]?.int, word) }
        // The message is all that tells this from other complaints.
        saysWindow = error["message"]?.string?.contains("exceeds the maximum number of tokens") == true
        // A file that is still being looked through, or that could not be: no matter of the account.
        isAboutFile = error["message"]?.string?.hasPrefix("The File ") == true
        for detail in error["details"]?.array.map(Array.init) ?? [] { read(detail) }
    }

    private mutating func read(_ detail: JSONNode) {
        let type = detail["@type"]?.string ?? ""
        if type.hasSuffix("google.rpc.ErrorInfo") {
            reason = detail["reason"]?.string ?? ""
        } else if type.hasSuffix("google.rpc.RetryInfo") {
            retryDelay = detail["retryDelay"]?.string.flatMap(Self.span)
        } else if type.hasSuffix("google.rpc.QuotaFailure") {
            for violation in detail["violations"]?.array.map(Array.init) ?? [] {
                // No minute's wait helps against the day's quota, nor against one of nothing.
                if violation["quotaId"]?.string?.contains("PerDay") == true { isLongQuota = true }
                if violation["quotaValue"]?.string == "0" { isLongQuota = true }
            }
        }
    }

    private var failureClass: FailureClass {
        if reason == "BILLING_DISABLED" { return .quota }
        if reason.hasPrefix("API_KEY_") || reason.hasPrefix("ACCESS_TOKEN_") || reason == "CREDENTIALS_MISSING" {
            return .credential
        }
        switch status {
        case 400 where word == "FAILED_PRECONDITION": return isAboutFile ? .badRequest : .quota
        case 400 where saysWindow: return .contextLength
        case 401, 403: return .credential
        case 402: return .quota
        case 404: return .modelGone
        case 408, 409: return .overloaded
        case 413: return .tooLarge
        case 429: return isLongQuota ? .quota : .rateLimited
        // Somebody on their side gave the request up.
        case 499: return .gateway
        case 400..<500: return .badRequest
        case 500: return .serverError
        case 501: return .unsupported
        case 502, 504: return .gateway
        case 500...: return .overloaded
        default: return .malformed
        }
    }

    /// An error inside a stream has the status in its code; the Interactions API has a word there.
    private static func status(_ code: Int?, _ word: String) -> Int {
        if let code, (400..<600).contains(code) { return code }
        switch word.uppercased() {
        case "INVALID_ARGUMENT", "FAILED_PRECONDITION", "OUT_OF_RANGE", "INVALID_REQUEST": return 400
        case "UNAUTHENTICATED": return 401
        case "PERMISSION_DENIED": return 403
        case "NOT_FOUND": return 404
        case "ABORTED": return 409
        case "RESOURCE_EXHAUSTED": return 429
        case "CANCELLED": return 499
        case "UNIMPLEMENTED": return 501
        case "UNAVAILABLE": return 503
        case "DEADLINE_EXCEEDED": return 504
        default: return 500
        }
    }

    /// A `google.protobuf.Duration` in its JSON form: `14.2s`.
    private static func span(_ text: String) -> Instant.Span? {
        guard text.last == "s", let seconds = Double(text.dropLast()), seconds >= 0, seconds.isFinite else {
            return nil
        }
        // Past a year it makes no difference any more.
        return .milliseconds(Int((min(seconds, 31_536_000) * 1000).rounded(.up)))
    }
}
