import NIOCore
import PlanBDialects
import PlanBVocabulary
import PlanBWire

// Reads an answer that is not a 2xx, and says what it means.
extension Gateway {
    /// Error bodies are small and come at once; one that does not is not worth waiting for.
    private static let patience = Instant.Span.seconds(2)
    private static let sizeLimit = 64 << 10

    /// The failure that `reply` stands for. Keeps the body in the exchange, in case it is final.
    func explain<R: UpstreamReply>(_ reply: R, _ exchange: inout Exchange) async -> AttemptFailure {
        let status = reply.status
        if (300..<400).contains(status) {
            return AttemptFailure(
                .malformed, status: status, detail: "answered with a redirect (\(status)), which is never followed")
        }
        var body = ByteBuffer()
        let deadline = min(exchange.deadline, time.now() + Self.patience)
        do throws(AttemptFailure) {
            while body.readableBytes < Self.sizeLimit, case .bytes(var bytes) = try await reply.next(before: deadline) {
                body.writeBuffer(&bytes)
            }
        } catch {
            if error.failureClass == .clientGone { return error }
        }
        let retryAfter = RetryAfter.read(reply.fields, epoch: time.epochSeconds())
        let failure = OpenAIFailure.classify(status: status, body: body, retryAfter: retryAfter)
        let type = reply.fields.first("content-type") ?? ""
        if failure.failureClass == .badRequest {
            guard type.lowercased().hasPrefix("application/json") else {
                // A web page with a 4xx comes from something in front of the provider, which has not seen the request.
                return AttemptFailure(.malformed, status: status, detail: "answered \(status) with \(type.prefix(60))")
            }
            exchange.finalAnswer = Exchange.FinalAnswer(status: status, contentType: type, body: body)
        }
        return failure
    }
}

/// How long a provider asks to wait.
enum RetryAfter {
    /// `retry-after-ms`, else `retry-after` in seconds (also fractions, which the SDKs accept). The later wins.
    static func read(_ fields: HTTPFields, epoch: Int64) -> Instant.Span? {
        var waits: [Instant.Span] = []
        if let text = fields.first("retry-after-ms"), let count = Double(text), count >= 0, count < 1e9 {
            waits.append(.milliseconds(Int(count)))
        }
        if let text = fields.first("retry-after"), let seconds = Double(text), seconds >= 0, seconds < 1e6 {
            waits.append(.milliseconds(Int(seconds * 1000)))
        }
        return waits.max()
    }
}
