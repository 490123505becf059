import NIOCore
import PlanBVocabulary
import PlanBWire

/// What an error answer of Cohere's means. It has a status and a sentence, and no code: where a status means two things,
/// the beginning of the sentence tells them apart, which never quotes a prompt.
/// https://docs.cohere.com/reference/errors
enum CohereFailure {
    static func classify(status: Int?, body: ByteBuffer, retryAfter: Instant.Span? = nil) -> AttemptFailure {
        let message = (try? JSONNode(reading: body))?["message"]?.string ?? ""
        let effective = status ?? Self.status(of: message)
        return AttemptFailure(
            failureClass(effective, String(message.prefix(200)).lowercased()), status: effective,
            retryAfter: retryAfter, detail: "answered \(effective)")
    }

    private static func failureClass(_ status: Int, _ message: String) -> FailureClass {
        switch status {
        case 401, 403: return .credential
        case 402: return .quota
        case 404: return .modelGone
        case 408: return .overloaded
        case 413: return .tooLarge
        // A key on trial has so many calls a minute, and so many a month.
        case 429: return message.contains("/ month") || message.contains("per month") ? .quota : .rateLimited
        // A word in the request or the answer is on a list of words that are not allowed.
        case 498: return message.hasPrefix("invalid api token") ? .credential : .contentFilter
        case 499: return .gateway
        case 400..<500: return isTooLong(message) ? .contextLength : .badRequest
        case 500: return .serverError
        case 501: return .unsupported
        case 502, 504, 520..<528, 530: return .gateway
        case 503...: return .overloaded
        default: return .malformed
        }
    }

    private static func isTooLong(_ message: String) -> Bool {
        message.hasPrefix("too many tokens") || message.hasPrefix("invalid request: too many tokens")
    }

    /// Inside a 200 nothing but the sentence tells.
    private static func status(of message: String) -> Int {
        let message = message.lowercased()
        if isTooLong(message) { return 400 }
        return message.hasPrefix("you are using a trial key") || message.hasPrefix("too many requests") ? 429 : 500
    }
}
