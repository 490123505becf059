import NIOCore
import PlanBDialects
import PlanBPolicy
import PlanBVocabulary
import PlanBWire

// The path of a request from its first attempt to its last byte: the only loop, for every kind of request. What differs
// between them is in the relay, the plan and the preparation.
extension Gateway {
    /// Tries targets until one answers or nothing is left, and hands the answer to `sink` up to its last bytes.
    func drive<U: Upstream, S: ReplySink & ~Copyable>(
        _ exchange: inout Exchange, _ upstream: U, _ sink: inout S
    ) async -> Ending {
        var step = exchange.attempts.start(now: time.now())
        while true {
            switch step {
            case .attempt(let candidate):
                let started = time.now()
                do throws(AttemptFailure) {
                    let ending = try await attempt(candidate, &exchange, upstream, &sink)
                    record(candidate, failure: nil, since: started, &exchange)
                    return ending
                } catch {
                    record(candidate, failure: error, since: started, &exchange)
                    step = exchange.attempts.step(after: error, isCommitted: exchange.isCommitted, now: time.now())
                    noteFailover(error, of: candidate, step, exchange)
                }
            case .surface(let failure):
                return surface(failure, &exchange, &sink)
            case .exhausted(let verdict):
                return fail(verdict, &exchange, &sink)
            case .interrupt(let failure):
                return interrupt(failure, &exchange)
            case .abandon:
                return .vanish
            }
        }
    }

    /// One attempt: prepare, open, first output, commit, pump.
    private func attempt<U: Upstream, S: ReplySink & ~Copyable>(
        _ candidate: Standing, _ exchange: inout Exchange, _ upstream: U, _ sink: inout S
    ) async throws(AttemptFailure) -> Ending {
        let started = time.now()
        let target = exchange.snapshot[candidate.target]
        exchange.target = target
        exchange.sentModel = candidate.model
        exchange.outbox.clear()
        var relay = exchange.relay(for: target)
        let request = try Outgoing.request(exchange, to: target, model: candidate.model)
        let reply = try await upstream.open(
            request, clocks: exchange.openingClocks(relay), presence: sink.presence)
        do throws(AttemptFailure) {
            if !(200..<300).contains(reply.status) { throw await explain(reply, &exchange) }
            try relay.begin(contentType: reply.fields.first("content-type"))
            exchange.replyContentType = reply.fields.first("content-type")
            try await pump(reply, &relay, &exchange, &sink)
            let story = relay.wantsStory ? exchange.story(time.now() - started) : nil
            try relay.finish(into: &exchange.outbox, story: story)
        } catch {
            reply.cancel()
            throw error
        }
        reply.finish()
        exchange.usage = relay.usage
        commit(&exchange, &sink, isWhole: !relay.isIncremental)
        return .finish(exchange.outbox)
    }

    /// Carries the body over until it ends or is complete. Output commits; what came before it waits in the outbox.
    private func pump<R: UpstreamReply, S: ReplySink & ~Copyable>(
        _ reply: R, _ relay: inout OpenAIRelay, _ exchange: inout Exchange, _ sink: inout S
    ) async throws(AttemptFailure) {
        var lastOutput: Instant?
        while true {
            let (deadline, phase) = exchange.waitLimit(relay, sentAt: reply.sentAt, lastOutput: lastOutput)
            let bytes: ByteBuffer
            switch try await reply.next(before: deadline) {
            case .bytes(let arrived): bytes = arrived
            case .end: return
            case .late: throw .late(phase)
            }
            if sink.isBegun, !exchange.isCommitted { relay.holdLast() }
            switch try relay.feed(bytes, into: &exchange.outbox) {
            case .complete: return
            case .preamble: break
            case .output: commit(&exchange, &sink, isWhole: false)
            }
            if exchange.isCommitted {
                try await flush(&exchange, &sink)
                lastOutput = time.now()
            } else if exchange.outbox.readableBytes > 1 << 20 {
                throw AttemptFailure(.malformed, detail: "sent more than 1 MiB before any output")
            }
        }
    }

    private func flush<S: ReplySink & ~Copyable>(
        _ exchange: inout Exchange, _ sink: inout S
    ) async throws(AttemptFailure) {
        guard exchange.outbox.readableBytes > 0 else { return }
        do throws(ClientGone) { try await sink.write(exchange.outbox) } catch {
            throw AttemptFailure(.clientGone, detail: "the client closed its connection")
        }
        exchange.outbox.clear()
    }

    /// From here on the answer is this target's, and no failure is invisible any more.
    private func commit<S: ReplySink & ~Copyable>(_ exchange: inout Exchange, _ sink: inout S, isWhole: Bool) {
        guard !exchange.isCommitted else { return }
        exchange.committedAt = time.now()
        sink.begin(ReplyHeads.answer(exchange, framing: isWhole ? .whole : .stream))
    }
}
