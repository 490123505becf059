import NIOCore
import PlanBDialects
import PlanBPolicy
import PlanBVocabulary
import PlanBWire

/// One attempt on its way to its first output. Nothing of it has reached the client yet, so that it can fail, or lose
/// against another, without a trace. Confined to the event loop of its request.
final class Lead<Reply: UpstreamReply> {
    let attempt: Try
    let target: UpstreamTarget
    let clocks: Clocks
    /// What the target would be given if its client had all the time.
    private let fair: Clocks
    let started: Instant
    /// When it is over if its client has seen nothing of it by then; nil: it has the time of the request.
    let until: Instant?
    /// What is sent, or why nothing can be.
    let message: Result<Preparation, AttemptFailure>
    /// How the answer is read.
    var relay: any AnswerRelay
    /// What the client will get if this attempt is the one.
    var outbox = ByteBuffer()
    var reply: Reply?
    /// The body of an error answer, in case it is final.
    var finalAnswer: Exchange.FinalAnswer?
    /// When its first output came.
    var firstOutputAt: Instant?
    /// From one piece of its output to the next.
    var gaps = ChunkGaps()
    /// Its output counts as a sign of the target's health.
    var isNoted = false
    /// The answer is complete.
    var isComplete = false
    /// A drill breaks it off after its first output.
    var isToBeCut = false
    /// The client gets its output.
    var isAdopted = false
    /// Its place among the tries of the request; nil before it is sent.
    var number: Int?
    /// Why a budget does not allow for it.
    var moneyRefusal: MoneyRefusal?
    /// Bytes of the request body, and of the answer's so far.
    var bytes = (sent: 0, received: 0)

    init(
        _ attempt: Try, _ target: UpstreamTarget, _ clocks: Clocks, fair: Clocks,
        _ message: Result<Preparation, AttemptFailure>, _ relay: any AnswerRelay, started: Instant, until: Instant?
    ) {
        self.attempt = attempt
        self.target = target
        self.clocks = clocks
        self.fair = fair
        self.message = message
        self.relay = relay
        self.started = started
        self.until = until
    }

    /// Whether a clock ran out that was shorter for the client's sake, so that `failure` says nothing about the target.
    func isImpatience(_ failure: FailureClass) -> Bool {
        switch failure {
        case .firstToken: clocks.firstToken < fair.firstToken
        case .idle: clocks.idle < fair.idle
        case .answer: clocks.answer < fair.answer
        default: false
        }
    }

    /// `failure` is why nothing was sent: the target was left out.
    func isLeftOut(_ failure: AttemptFailure) -> Bool {
        failure.refusal != nil && failure.status == nil && number == nil
    }

    /// The target is asked in another dialect than the client's.
    var isTranslated: Bool { (try? message.get())?.isTranslated ?? false }

    /// When its request was sent, if it was.
    var sentAt: Instant { reply?.sentAt ?? started }
}

extension Gateway {
    /// An attempt, prepared for this exchange.
    func lead<Reply: UpstreamReply>(_ attempt: Try, _ exchange: Exchange, _: Reply.Type) -> Lead<Reply> {
        let target = exchange.snapshot[attempt.candidate.target]
        let now = time.now()
        let slot = attempt.candidate.slot
        let isStream = exchange.facts.probe.isStream
        let (slowest, isProbeDue) = exchange.board.with { health -> (Instant.Span?, Bool) in
            let isDue = health.begin(
                slot, exchange.facts.operation, isStream: isStream, isRetry: attempt.reason == .retry,
                for: exchange.attempts.ask, now: now)
            return (isStream ? health.firstOutput(of: slot, share: 0.99) : nil, isDue)
        }
        if isProbeDue { exchange.board.ring() }
        let fair = exchange.clocks(for: attempt, slowest: slowest)
        let until = exchange.limit(of: attempt, now: now)
        let clocks = exchange.shortened(fair, until: until, now: now)
        do throws(AttemptFailure) {
            let (message, relay) = try exchange.prepare(attempt, to: target)
            return Lead(attempt, target, clocks, fair: fair, .success(message), relay, started: now, until: until)
        } catch {
            return Lead(attempt, target, clocks, fair: fair, .failure(error), NoRelay(), started: now, until: until)
        }
    }

    /// Opens `lead` and waits for its first output, or for the whole of an answer that comes in one piece.
    func run<U: Upstream>(
        _ lead: Lead<U.Reply>, _ exchange: Exchange, _ upstream: U, _ presence: ClientPresence
    ) async throws(AttemptFailure) {
        if let fault = exchange.drill?.fault(at: lead.target.name) {
            exchange.waits.begin(time.now())
            defer { exchange.waits.end(time.now()) }
            try await makeUp(fault, for: lead, exchange, upstream, presence)
        }
        if case .cloud(let credential) = lead.target.credential {
            exchange.waits.begin(time.now())
            defer { exchange.waits.end(time.now()) }
            await wait(for: credential, until: lead.started + lead.clocks.connect, upstream, presence)
        }
        let request = try Outgoing.request(
            exchange, lead.attempt, try lead.message.get(), to: lead.target, epoch: time.epochSeconds())
        try open(lead, request, exchange)
        let reply = try await open(request, lead, exchange, upstream, presence)
        lead.reply = reply
        if !(200..<300).contains(reply.status) { throw await explain(reply, lead, exchange) }
        try lead.relay.begin(
            contentType: reply.fields.first("content-type"), encoding: reply.fields.first("content-encoding"))
        while true {
            let (deadline, phase) = exchange.waitLimit(lead, lastOutput: nil)
            switch try await next(of: reply, before: deadline, exchange.waits) {
            case .late: throw .late(phase)
            case .end:
                lead.isComplete = true
                return try lead.relay.checkEnd()
            case .bytes(let bytes):
                lead.bytes.received += bytes.readableBytes
                if !lead.relay.isIncremental, lead.isToBeCut { throw MadeUp.cut }
                if exchange.mayHaveBegun(time.now()) { lead.relay.holdLast() }
                switch try lead.relay.feed(bytes, into: &lead.outbox) {
                case .complete:
                    lead.isComplete = true
                    return try lead.relay.checkEnd()
                case .output: return
                case .preamble:
                    if !rules.commitsAtOutput, lead.outbox.readableBytes > 0 { return }
                }
            }
            if lead.outbox.readableBytes > 1 << 20 {
                throw AttemptFailure(.oversized, detail: "sent more than 1 MiB before any output")
            }
        }
    }

    private func open<U: Upstream>(
        _ request: UpstreamRequest, _ lead: Lead<U.Reply>, _ exchange: Exchange, _ upstream: U,
        _ presence: ClientPresence
    ) async throws(AttemptFailure) -> U.Reply {
        exchange.waits.begin(time.now())
        defer { exchange.waits.end(time.now()) }
        return try await upstream.open(request, clocks: exchange.openingClocks(lead), presence: presence)
    }

    /// Waits for more of an answer, and counts that as waiting.
    func next<Reply: UpstreamReply>(
        of reply: Reply, before moment: Instant, _ waits: WaitClock
    ) async throws(AttemptFailure) -> Arrival {
        waits.begin(time.now())
        defer { waits.end(time.now()) }
        return try await reply.next(before: moment)
    }
}
