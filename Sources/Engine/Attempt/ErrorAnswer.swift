import NIOCore
import PlanBDialects
import PlanBPolicy
import PlanBProviders
import PlanBVocabulary
import PlanBWire

// Reads an answer that is not a 2xx, and says what it means.
extension Gateway {
    /// Error bodies are small and come at once; one that does not is not worth waiting for.
    private static let patience = Instant.Span.seconds(2)
    private static let sizeLimit = 64 << 10

    /// The failure that `reply` stands for. Keeps the body in the lead, in case it is final.
    func explain<R: UpstreamReply>(_ reply: R, _ lead: Lead<R>, _ exchange: Exchange) async -> AttemptFailure {
        exchange.waits.begin(time.now())
        let answer = await errorBody(reply, before: exchange.deadline)
        exchange.waits.end(time.now())
        switch answer {
        case .failure(let failure): return failure
        case .success(let body):
            let type = reply.fields.first("content-type") ?? ""
            var failure = classify(reply, type: type, body, of: exchange.dialect(at: lead.target))
            exchange.settleMissing(&failure)
            // The client has chosen the name: that there is none of it says nothing of all the others.
            if failure.failureClass == .modelGone, lead.target.model == nil { failure.chargesNobody = true }
            if failure.failureClass == .credential, exchange.chooses(accountAt: lead.target) {
                failure.chargesNobody = true
            } else if failure.failureClass == .credential, case .cloud(let credential) = lead.target.credential {
                credential.doubt()
            }
            guard failure.isAboutTheRequest || !rules.hidesCredentialFailures else { return failure }
            if !lead.isTranslated {
                lead.finalAnswer = Exchange.FinalAnswer(
                    status: failure.clientStatus ?? reply.status, body: body,
                    errorType: reply.fields.first("x-amzn-errortype"))
            } else {
                // In the words of another dialect it would mean nothing to the client.
                failure.refusal = ProviderWords.read(body).map { "The provider refused the request: \($0)." }
            }
            return failure
        }
    }

    /// What an answer that is not a 2xx means.
    func classify<R: UpstreamReply>(
        _ reply: R, type: String, _ body: ByteBuffer, of dialect: DialectID
    ) -> AttemptFailure {
        let retryAfter = RetryAfter.read(reply.fields, epoch: time.epochSeconds())
        let failure = Codecs.codec(of: dialect).failure(
            status: reply.status, body: body,
            AnswerFacts(retryAfter: retryAfter, errorType: reply.fields.first("x-amzn-errortype")))
        guard failure.isAboutTheRequest else { return failure }
        if reply.status == 407 {
            return AttemptFailure(.gateway, status: 407, detail: "answered 407: a proxy on the way wants a credential")
        }
        // A web page with a 4xx, or something that is no JSON, comes from something in front of the provider, which has
        // not seen the request.
        guard type.lowercased().hasPrefix("application/json"), body.readableBytes < Self.sizeLimit,
            OpenAIFailure.isDocument(body)
        else {
            return AttemptFailure(
                .gateway, status: reply.status, detail: "answered \(reply.status) with something that is no JSON object"
            )
        }
        return failure
    }

    /// The body of an answer that is not a 2xx; the failure if it is a redirect, or if the client left meanwhile.
    func errorBody<R: UpstreamReply>(_ reply: R, before deadline: Instant) async -> Result<ByteBuffer, AttemptFailure> {
        let status = reply.status
        if (300..<400).contains(status) {
            return .failure(
                AttemptFailure(
                    .redirect, status: status, detail: "answered with a redirect (\(status)), which is never followed"))
        }
        var body = ByteBuffer()
        let isError = !(200..<300).contains(status)
        let deadline = isError ? min(deadline, time.now() + Self.patience) : deadline
        do throws(AttemptFailure) {
            while body.readableBytes < Self.sizeLimit, case .bytes(var bytes) = try await reply.next(before: deadline) {
                body.writeBuffer(&bytes)
            }
        } catch {
            if [.clientGone, .draining, .superseded].contains(error.failureClass) { return .failure(error) }
        }
        return .success(body)
    }
}
