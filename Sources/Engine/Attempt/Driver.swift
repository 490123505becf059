import NIOCore
import PlanBDialects
import PlanBLedger
import PlanBPolicy
import PlanBVocabulary

// The path of a request from its first attempt to its last byte: the only loop, for every kind of request. What differs
// between them is in the relay, the plan and the preparation.
extension Gateway {
    /// Tries targets until one answers or nothing is left, and hands the answer to `sink` up to its last bytes.
    func drive<U: Upstream, S: ReplySink & ~Copyable>(
        _ exchange: inout Exchange, _ upstream: U, _ sink: inout S
    ) async -> Ending {
        var step = firstStep(&exchange)
        while true {
            switch step {
            case .attempt(let attempt):
                exchange.isHeadOut = sink.isBegun
                var lead = lead(attempt, exchange, U.Reply.self)
                do throws(AttemptFailure) {
                    try await race(&lead, &exchange, upstream, sink.presence)
                    return try await carry(lead, &exchange, &sink)
                } catch {
                    lead.reply?.cancel()
                    step = await nextStep(after: error, of: lead, &exchange, &sink)
                }
            case .pause(let moment, let then):
                exchange.waits.begin(time.now())
                await upstream.pause(until: moment, presence: sink.presence)
                exchange.waits.end(time.now())
                step = sink.presence.isGone ? .abandon : stepAfterPause(then, &exchange)
            case .surface(let failure): return surface(failure, &exchange, &sink)
            case .exhausted(let verdict): return fail(verdict, &exchange, &sink)
            case .interrupt(let failure): return interrupt(failure, &exchange)
            case .abandon:
                exchange.outcome = .abandoned
                return .vanish
            }
        }
    }

    /// Carries an answer over from its first output to its end. Nothing is handed over while it is held back.
    private func carry<Reply: UpstreamReply, S: ReplySink & ~Copyable>(
        _ lead: Lead<Reply>, _ exchange: inout Exchange, _ sink: inout S
    ) async throws(AttemptFailure) -> Ending {
        guard let reply = lead.reply else { throw AttemptFailure(.reset) }
        var lastOutput = time.now()
        if lead.relay.isIncremental { lead.firstOutputAt = lastOutput }
        var heldUntil = exchange.hold(from: lastOutput)
        if !lead.isComplete { noteOutput(of: lead, exchange) }
        adopt(lead, &exchange)
        while !lead.isComplete {
            var now = time.now()
            if heldUntil <= now {
                try await handOver(&exchange, &sink)
                now = max(now, exchange.waits.latest)
            }
            let (deadline, phase) = exchange.waitLimit(lead, lastOutput: lastOutput)
            // A client that reads slowly may find bytes there whenever it looks.
            let (end, last) = exchange.end(of: lead, lastOutput: lastOutput)
            if rules.keepsDeadlines, now >= end { throw .late(last) }
            if lead.isToBeCut { throw MadeUp.cut }
            switch try await next(
                of: reply, for: lead, before: exchange.isCommitted ? deadline : min(deadline, heldUntil), exchange.waits
            )
            {
            case .end: lead.isComplete = true
            case .late:
                guard time.now() < deadline else { throw .late(phase) }
                try await handOver(&exchange, &sink)
            case .bytes(let bytes):
                lead.bytes.received += bytes.readableBytes
                switch try lead.relay.feed(bytes, into: &exchange.outbox) {
                case .complete: lead.isComplete = true
                case .output:
                    // It came when the wait for it ended.
                    if lead.relay.isIncremental { lead.gaps.note(exchange.waits.latest - lastOutput) }
                    lastOutput = exchange.waits.latest
                case .preamble: break
                }
                heldUntil = try exchange.hold(heldUntil, with: exchange.outbox.readableBytes)
            }
        }
        let story = lead.relay.wantsStory ? exchange.story(time.now() - lead.started) : nil
        try lead.relay.finish(into: &exchange.outbox, story: story)
        noteCompletion(of: lead, exchange)
        commit(&exchange, &sink, isWhole: !lead.relay.isIncremental)
        record(lead, failure: nil, &exchange)
        // The head of the answer is gone with it.
        reply.finish()
        return .finish(exchange.outbox)
    }

    /// What comes next. An answer that has all its finish reasons has come to its end, even if its connection breaks then.
    private func next<Reply: UpstreamReply>(
        of reply: Reply, for lead: Lead<Reply>, before moment: Instant, _ waits: WaitClock
    ) async throws(AttemptFailure) -> Arrival {
        do throws(AttemptFailure) { return try await next(of: reply, before: moment, waits) } catch {
            guard error.failureClass == .cut, lead.relay.isIncremental, lead.relay.hasEnded else { throw error }
            return .end
        }
    }

    private func handOver<S: ReplySink & ~Copyable>(
        _ exchange: inout Exchange, _ sink: inout S
    ) async throws(AttemptFailure) {
        commit(&exchange, &sink, isWhole: false)
        try await flush(&exchange, &sink)
    }

    /// Hands what is waiting to the client, as fast as it takes it.
    func flush<S: ReplySink & ~Copyable>(_ exchange: inout Exchange, _ sink: inout S) async throws(AttemptFailure) {
        guard exchange.outbox.readableBytes > 0 else { return }
        exchange.drill?.keep(exchange.outbox)
        exchange.waits.begin(time.now())
        defer { exchange.waits.end(time.now()) }
        do throws(ClientGone) { try await sink.write(exchange.outbox) } catch {
            throw AttemptFailure(.clientGone, detail: "the client closed its connection")
        }
        exchange.outbox.clear()
    }

    /// From here on the answer is this target's, and no failure is invisible any more. Ends keep-alives.
    private func commit<S: ReplySink & ~Copyable>(_ exchange: inout Exchange, _ sink: inout S, isWhole: Bool) {
        guard exchange.committedAt == nil || exchange.isBeating else { return }
        exchange.committedAt = exchange.committedAt ?? time.now()
        exchange.isBeating = false
        sink.begin(ReplyHeads.answer(exchange, framing: isWhole ? .whole : .stream))
    }
}
