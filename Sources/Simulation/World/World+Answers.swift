import NIOCore
import PlanBVocabulary

// What providers answer.
extension World {
    /// The answer to the attempt at `place`, whose head leaves at `headAt`.
    func script(_ place: Int, _ asked: AskedOfProvider, headAt: Instant) -> AnswerScript {
        let record = attempts[place]
        let target = scenario.targets[record.target]
        if record.stage == .head, let fault = record.fault, var answer = refusal(fault, asked, at: headAt) {
            answer.seconds = record.wait
            return answer
        }
        let cuts = write(place, asked, target)
        let text = arena[attempts[place].written]
        if asked.isEmbedding { return embedding(text, record.fault, at: headAt + .milliseconds(target.first)) }
        return AnswerWriter.script(
            AnswerWriter(
                target, isStream: asked.isStream, wantsUsage: asked.wantsUsage, isCall: asked.isCall,
                fault: record.fault, stage: record.stage, text: text, cuts: cuts,
                tokens: asked.request.map { scenario.requests[$0] }.map { ($0.promptTokens, $0.answerTokens) } ?? (
                    9, 12
                ),
                headAt: headAt), &dice)
    }

    /// Writes the text of the answer into the arena. Returns where its pieces end.
    private func write(_ place: Int, _ asked: AskedOfProvider, _ target: TargetPlan) -> [Int] {
        let count = asked.request.map { scenario.requests[$0].pieces } ?? 1
        let topic = UInt64(truncatingIfNeeded: asked.request ?? 1 << 40)
        let speaker = UInt64(target.isDeterministic ? target.model : 1000 + place)
        let start = arena.count
        var ends: [Int] = []
        ends.reserveCapacity(count)
        if asked.isEmbedding {
            arena.append(contentsOf: "\(Dice.mix(speaker &* 31 &+ topic) & 0xFFFF)".utf8)
            ends.append(arena.count - start)
        } else {
            for piece in 0..<count {
                Words.append(speaker << 48 ^ topic << 16 ^ UInt64(piece), to: &arena)
                ends.append(arena.count - start)
            }
        }
        if attempts[place].fault == .emptyAnswer, !asked.isEmbedding {
            arena.removeSubrange(start...)
            ends = []
        }
        attempts[place].written = start..<arena.count
        let given = attempts[place].given
        guard !given.isEmpty else { return ends }
        // Who is given the beginning of its own answer goes on with it; others go on in their own words.
        let length = given.count
        if length < arena.count - start, arena[given].elementsEqual(arena[start..<(start + length)]) {
            attempts[place].written = (start + length)..<arena.count
            return ends.compactMap { $0 > length ? $0 - length : nil }
        }
        return ends
    }

    /// An embedding, whose one number tells which model made it.
    private func embedding(_ text: ArraySlice<UInt8>, _ fault: FaultKind?, at due: Instant) -> AnswerScript {
        var script = AnswerScript()
        script.body.writeStaticString("{\"object\":\"list\",\"data\":[{\"index\":0,\"embedding\":[")
        script.body.writeBytes(text)
        script.body.writeStaticString("]}],\"usage\":{\"prompt_tokens\":9,\"total_tokens\":9}}")
        script.mark(text: text.count, isFinished: true)
        script.endDue = due
        switch fault {
        case .reset, .earlyEnd, .stall:
            script.body.moveWriterIndex(to: script.body.writerIndex / 2)
            script.marks.removeAll()
            script.ending = fault == .stall ? .silence : .reset
        default: break
        }
        script.piece(due)
        return script
    }

    /// An answer that is decided by its head.
    private func refusal(_ fault: FaultKind, _ asked: AskedOfProvider, at due: Instant) -> AnswerScript? {
        var script = AnswerScript()
        script.status = fault.status ?? 200
        script.endDue = due
        let body: StaticString
        switch fault {
        case .internalError:
            body = "{\"error\":{\"message\":\"canary-trouble\",\"type\":\"server_error\",\"code\":null}}"
        case .badGateway, .gatewayTimeout:
            script.head = .html
            body = "<html><body>canary-page</body></html>"
        case .unavailable, .overloaded:
            body =
                "{\"error\":{\"message\":\"canary-load\",\"type\":\"server_error\",\"code\":\"server_is_overloaded\"}}"
        case .unavailableWait:
            script.head = .waitShort
            body =
                "{\"error\":{\"message\":\"canary-load\",\"type\":\"server_error\",\"code\":\"server_is_overloaded\"}}"
        case .rateLimitShort, .rateLimitLong, .rateLimitSilent:
            if fault == .rateLimitShort { script.head = .waitShort }
            if fault == .rateLimitLong { script.head = dice.percent(50) ? .waitLong : .waitMilliseconds }
            body =
                "{\"error\":{\"message\":\"canary-rate\",\"type\":\"rate_limit_error\",\"code\":\"rate_limit_exceeded\"}}"
        case .quota:
            body =
                "{\"error\":{\"message\":\"canary-quota\",\"type\":\"insufficient_quota\",\"code\":\"insufficient_quota\"}}"
        case .payment: body = "{\"error\":{\"message\":\"canary-bill\",\"type\":\"billing_error\",\"code\":null}}"
        case .unauthorized:
            body =
                "{\"error\":{\"message\":\"Incorrect API key: sk-canary\",\"type\":\"invalid_request_error\",\"code\":\"invalid_api_key\"}}"
        case .forbidden:
            body = "{\"error\":{\"message\":\"canary-country\",\"type\":\"permission_error\",\"code\":null}}"
        case .modelGone:
            body =
                "{\"error\":{\"message\":\"canary-model\",\"type\":\"invalid_request_error\",\"code\":\"model_not_found\"}}"
        case .contextTooLong:
            body =
                "{\"error\":{\"message\":\"too long\",\"type\":\"invalid_request_error\",\"code\":\"context_length_exceeded\"}}"
        case .invalidRequest:
            body =
                "{\"error\":{\"message\":\"bad value\",\"type\":\"invalid_request_error\",\"param\":\"temperature\",\"code\":\"invalid_value\"}}"
        case .unsupported:
            body =
                "{\"error\":{\"message\":\"no such thing\",\"type\":\"invalid_request_error\",\"param\":\"x\",\"code\":\"unsupported_parameter\"}}"
        case .contentFilter:
            body =
                "{\"error\":{\"message\":\"filtered\",\"type\":\"invalid_request_error\",\"code\":\"content_filter\"}}"
        case .tooLarge:
            body = "{\"error\":{\"message\":\"too large\",\"type\":\"invalid_request_error\",\"code\":null}}"
        case .htmlPage:
            script.head = .html
            body = "<html><body>canary-page</body></html>"
        case .redirect:
            script.head = .redirect
            body = "{}"
        case .wrongType:
            script.head = .text
            body = "canary plain words"
        case .encoding:
            script.head = .gzip
            body = "canary-compressed"
        default: return nil
        }
        script.body.writeStaticString(body)
        script.piece(due)
        script.mark(text: 0, isBroken: true)
        return script
    }
}
