import NIOCore
import PlanBConversation
import PlanBDialects
import PlanBPolicy
import PlanBProviders
import PlanBVocabulary
import PlanBWire

// Asks a target what it can do, with real requests in its own dialect: what `planb check --probe` shows.
extension Gateway {
    /// The longest that one question may take.
    private static let questionTime = Instant.Span.seconds(60)
    private static let connectTime = Instant.Span.seconds(5)

    /// Asks `target`, one question after the other; the rest only if it answers at all. Charged to nobody's health.
    public func interview<U: Upstream>(_ target: UpstreamTarget, _ upstream: U) async -> Interview {
        var interview = Interview()
        guard target.model != nil else {
            interview.findings.append(
                Interview.Finding(question: .answer, can: nil, detail: "has no model of its own to ask for"))
            return interview
        }
        for question in InterviewQuestion.allCases where isWorthAsking(question, target, interview) {
            let finding = await ask(question, target, upstream, &interview)
            interview.findings.append(finding)
            if question == .answer, finding.can != true { return interview }
        }
        interview.limits = await limits(target, upstream, &interview)
        return interview
    }

    private func isWorthAsking(
        _ question: InterviewQuestion, _ target: UpstreamTarget, _ interview: Interview
    ) -> Bool {
        switch question {
        // A call that was made because it had to be shows it already.
        case .tools: interview.findings.last { $0.question == .forcedTool }?.can != true
        // Answers are only ever continued where the request is handed on as it is.
        case .prefill:
            target.provider.takesUnchanged(.openAI) && !target.provider.contract.lacks(.prefill)
        default: true
        }
    }

    private func ask<U: Upstream>(
        _ question: InterviewQuestion, _ target: UpstreamTarget, _ upstream: U, _ interview: inout Interview
    ) async -> Interview.Finding {
        let codec = Codecs.codec(of: target.provider.dialect)
        let prompt = question.prompt(for: target)
        // Nothing is taken for granted: what a contract denies would not be asked.
        let traits = TargetTraits(model: target.model ?? "", quirks: target.provider.quirks)
        var losses = Losses()
        let message = codec.request(prompt, to: traits, &losses)
        if let refusal = losses.refused.first {
            return Interview.Finding(question: question, can: nil, detail: "\(refusal.field) \(refusal.reason)")
        }
        var body = message.body
        if question == .prefill {
            let beginning = InterviewQuestion.beginning
            guard let patched = OpenAIRequest.body(body, continuing: beginning, style: target.provider.prefillStyle)
            else { return Interview.Finding(question: question, can: nil, detail: "cannot be asked") }
            body = patched
        }
        do throws(AttemptFailure) {
            let place = ProviderPath(message.path, query: message.query)
            let request = try ProbeRequest.request(to: target, place, message.headers, body, epoch: time.epochSeconds())
            interview.requests += 1
            let reply = try await open(request, upstream)
            defer { reply.cancel() }
            let deadline = time.now() + Self.questionTime
            guard (200..<300).contains(reply.status) else { throw await failure(reply, target, before: deadline) }
            let answer =
                prompt.isStream
                ? try await stream(reply, codec, before: deadline)
                : try codec.reply(try await whole(reply, before: deadline, limit: Self.answerLimit))
            if let usage = answer.usage {
                // Counts of a provider may be absurd; they must not end the process.
                interview.usage.input = Int(clamping: Int128(interview.usage.input) + Int128(usage.input))
                interview.usage.output = Int(clamping: Int128(interview.usage.output) + Int128(usage.output))
            }
            let verdict = question.verdict(on: answer)
            return Interview.Finding(question: question, can: verdict.can, detail: verdict.detail)
        } catch {
            // Only what the provider says of the request tells what it can; the rest is about the day.
            let isNo = question == .answer ? error.failureClass != .unprepared : error.isAboutTheRequest
            return Interview.Finding(
                question: question, can: isNo ? false : nil, detail: error.summary, failure: error)
        }
    }

    private func open<U: Upstream>(_ request: UpstreamRequest, _ upstream: U) async throws(AttemptFailure) -> U.Reply {
        let clocks = OpeningClocks(
            connect: Self.connectTime, head: Self.questionTime, phase: .answer, deadline: time.now() + Self.questionTime
        )
        return try await upstream.open(request, clocks: clocks, presence: ClientPresence())
    }

    private func failure<R: UpstreamReply>(
        _ reply: R, _ target: UpstreamTarget, before deadline: Instant
    ) async -> AttemptFailure {
        switch await errorBody(reply, before: deadline) {
        case .failure(let failure): return failure
        case .success(let body):
            return classify(
                reply, type: reply.fields.first("content-type") ?? "", body, of: target.provider.dialect)
        }
    }

    private static let answerLimit = 1 << 20

    private func whole<R: UpstreamReply>(
        _ reply: R, before deadline: Instant, limit: Int
    ) async throws(AttemptFailure) -> ByteBuffer {
        var body = ByteBuffer()
        while true {
            switch try await reply.next(before: deadline) {
            case .bytes(var bytes):
                body.writeBuffer(&bytes)
                guard body.readableBytes <= limit else {
                    throw AttemptFailure(.oversized, detail: "answered with more than \(limit) bytes")
                }
            case .end: return body
            case .late: throw .late(.answer)
            }
        }
    }

    private func stream<R: UpstreamReply>(
        _ reply: R, _ codec: any ConversationCodec.Type, before deadline: Instant
    ) async throws(AttemptFailure) -> Reply {
        var stream = CollectedStream(codec)
        try stream.begin(
            contentType: reply.fields.first("content-type"), encoding: reply.fields.first("content-encoding"))
        var size = 0
        while true {
            switch try await reply.next(before: deadline) {
            case .bytes(let bytes):
                size += bytes.readableBytes
                guard size <= Self.answerLimit else {
                    throw AttemptFailure(.oversized, detail: "answered with more than \(Self.answerLimit) bytes")
                }
                if try stream.feed(bytes) { return try stream.reply() }
            case .end: return try stream.reply()
            case .late: throw .late(.answer)
            }
        }
    }

    /// What the provider's own description of the model says of its limits.
    private func limits<U: Upstream>(
        _ target: UpstreamTarget, _ upstream: U, _ interview: inout Interview
    ) async -> Contract {
        guard let place = ModelDescription.place(target), let model = target.model else { return Contract() }
        interview.requests += 1
        do throws(AttemptFailure) {
            let request = try ProbeRequest.request(to: target, place, [], nil, epoch: time.epochSeconds())
            let reply = try await open(request, upstream)
            defer { reply.cancel() }
            guard (200..<300).contains(reply.status) else { return Contract() }
            let body = try await whole(reply, before: time.now() + Self.questionTime, limit: ModelDescription.limit)
            return ModelDescription.limits(of: model, in: body)
        } catch {
            // It is a page that many do not have.
            return Contract()
        }
    }
}

extension AttemptFailure {
    /// For a table: the class, the status and the provider's code.
    fileprivate var summary: String {
        let word = status.map(String.init)
        let words = [failureClass.rawValue, word, code == word ? nil : code].compactMap { $0 }.joined(separator: " ")
        return status == nil && !detail.isEmpty ? "\(words): \(detail)" : words
    }
}
