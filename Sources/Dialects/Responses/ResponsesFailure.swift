import NIOCore
import PlanBVocabulary
import PlanBWire

/// What a failure of the Responses API means: an error answer, a response whose status is `failed`, or an `error` event.
/// Its codes: https://platform.openai.com/docs/api-reference/responses/object#responses/object-error
enum ResponsesFailure {
    private static let policyCodes: Set<String> = [
        "bio_policy", "misalignment_policy_violation", "image_content_policy_violation",
    ]

    static func classify(status: Int?, body: ByteBuffer, retryAfter: Instant.Span? = nil) -> AttemptFailure {
        var failure = OpenAIFailure.classify(status: status, body: body, retryAfter: retryAfter)
        // Inside a 200 only the code can say it; of an error answer, the status says enough but for the policies.
        guard let code = failure.code, status == nil || status == 400 || status == 403 else { return failure }
        if policyCodes.contains(code) {
            failure.failureClass = .contentFilter
        } else if status == nil, failure.failureClass == .serverError, isAboutRequest(code) {
            failure.failureClass = .badRequest
        } else {
            return failure
        }
        failure.status = status ?? 400
        failure.detail = "answered \(status ?? 400) (\(code))"
        return failure
    }

    private static func isAboutRequest(_ code: String) -> Bool {
        code == "invalid_prompt" || code == "data_residency_mismatch" || code.contains("image")
    }
}
