import NIOCore
import PlanBDialects
import PlanBLedger
import PlanBPolicy
public import PlanBVocabulary
import PlanBWire
import Synchronization

// Requests of the gateway's own in rehearsals: golden prompts, and copies of what users asked. They take the path that
// those of users take, with one target in the plan, and are booked to an account of their own. What comes of them is charged
// to nobody's health: users must not lose a target to a rehearsal.
extension Gateway {
    /// Asks `target` of `route`, and nobody else.
    ///
    /// - Parameters:
    ///   - label: stands in the ledger: the id of the drill.
    ///   - patience: the longest that it may take.
    /// - Returns: what came of it; nil: there is no such route or target, or the request may not go to its vendor.
    public func rehearse<U: Upstream>(
        _ request: RehearsalRequest, at target: String, of route: String, label: String, patience: Instant.Span,
        _ upstream: U
    ) async -> DrilledAnswer? {
        let place = self.rehearsalStage
        guard
            var exchange = rehearsal(
                request, at: target, of: route, label: label, until: time.now() + patience, place)
        else { return nil }
        let kept = KeptAnswer()
        var sink = KeepingSink(kept)
        // Nobody's health is charged, but the provider counts it with all else.
        let quota = self.installation
        let slot = quota.snapshot.targets.firstIndex { $0.name == target }.map { quota.slots[$0] }
        let ask = exchange.attempts.ask
        if let slot { quota.board.with { [now = time.now()] in $0.enterQuota(slot, ask, now: now) } }
        let ending = await drive(&exchange, upstream, &sink)
        settle(exchange, ending)
        let taken =
            exchange.outcome == .answered
            ? Taken.served(
                promptTokens: exchange.isEstimated ? nil : exchange.usage?.input,
                outputTokens: exchange.usage?.output ?? 0) : .nothing
        if let slot { quota.board.with { [now = time.now()] in $0.leaveQuota(slot, ask, taken, now: now) } }
        switch ending {
        case .finish(let last): await sink.finish(last)
        case .abort(let last): await sink.abort(last)
        case .vanish: await sink.abort(ByteBuffer())
        }
        let failure = exchange.attempts.failures.last
        var answer = DrilledAnswer(
            outcome: exchange.outcome, status: failure?.status ?? exchange.status,
            code: failure.map { $0.code ?? $0.failureClass.rawValue } ?? exchange.code,
            target: exchange.outcome == .answered ? exchange.target?.name : nil,
            transcript: exchange.outcome == .answered
                ? kept.body.bytes.flatMap { Transcript.read($0, of: exchange.facts) } : nil,
            firstOutput: exchange.committedAt.map { $0 - exchange.arrival }, duration: time.now() - exchange.arrival,
            cost: exchange.cost, owesUnknown: exchange.owesUnknown, quota: exchange.quota)
        if exchange.outcome == .answered, exchange.facts.operation == .embedding {
            answer.vectors = kept.body.bytes.flatMap(Vectors.read)
        }
        return answer
    }

    /// Why `target` should not be bothered now with something that nobody waits for; nil: it has room. Rehearsals are shed
    /// first.
    public func reasonToSpare(_ target: String) -> String? {
        let installation = self.installation
        guard let index = installation.snapshot.targets.firstIndex(where: { $0.name == target }) else {
            return "is not configured"
        }
        guard !isDraining else { return "belongs to a gateway that is about to stop" }
        if let refusal = installation.snapshot.targets[index].credential.refusal { return refusal }
        let now = time.now()
        var chance = self.chance()
        switch board.with({
            $0.availability(of: installation.slots[index], for: Ask(.shadow), now: now, &chance)
        }) {
        case .ready: return nil
        case .demoted(let why): return "is \(why.rawValue)"
        case .cooling: return "asked to be left alone"
        case .open: return "is given up"
        case .barred: return "refuses its account"
        case .reserved: return "keeps what may be sent to it for users"
        case .full: return "has as much to do as it can"
        }
    }

    /// The most that `request` may cost at `target`, in nanodollars.
    public func bound(of request: RehearsalRequest, at target: String) -> Int {
        request.facts.bound(at: target, snapshot)
    }

    /// The configuration in force with a health of its own.
    private var rehearsalStage: Installation {
        let current = installation
        return stage.withLock { stage in
            guard let known = stage, known.snapshot === current.snapshot else {
                let next = Installation(current, on: HealthBoard(rules: rules))
                stage = next
                return next
            }
            // Whatever became of the last request, this one is sent. The same targets get the same places.
            known.board.with { health in
                health = Health(rules: rules)
                _ = health.install(current.snapshot.targets.map(\.scopes))
            }
            return known
        }
    }

    private func rehearsal(
        _ request: RehearsalRequest, at name: String, of pattern: String, label: String, until deadline: Instant,
        _ place: Installation
    ) -> Exchange? {
        let snapshot = place.snapshot
        guard var route = snapshot.routes.routes.first(where: { $0.pattern.text == pattern }),
            let target = snapshot.targets.first(where: { $0.name == name }),
            route.targets.contains(target.id) || route.rehearsal.asksBeside(name),
            request.vendors.isEmpty || request.vendors.contains(target.vendor)
        else { return nil }
        route.chain = [.target(target.id)]
        route.keepalive = nil
        route.hedge = .off
        route.onCut = .error
        route.patience = .zero
        let facts = request.facts
        var demand = facts.demand(isRetry: false, failoverOff: false)
        demand.sharesVectorSpace = route.sharesVectorSpace
        let standings = snapshot.standings(
            of: route, asked: snapshot.routes.resolve(facts.model), dialect: facts.dialect,
            vendors: request.vendors, slots: place.slots)
        facts.look(for: &demand, at: standings)
        // What the route's answers need is no matter of vectors.
        let needs = facts.isConversation ? route.needs : []
        let plan = Planner.plan(needs: needs, standings: standings, demand: demand)
        return Exchange(
            id: ids.next(), snapshot: snapshot, caller: Caller(isRehearsal: true), facts: facts, demand: demand,
            route: route, arrival: time.now(), arrivedAt: time.epochMilliseconds(), deadline: deadline, claim: nil,
            webOrigin: nil, head: request.head.value, board: place.board, drill: nil,
            trace: trace(after: request.copyOf), waits: WaitClock(),
            attempts: Attempts(
                plan, route: route, deadline: deadline, mayRepeat: false,
                ask: Ask(.drill, promptTokens: demand.promptTokens), rules: rules),
            skips: plan.skips, purse: nil, tags: ["planb.drill=\(label)"])
    }
}

/// What a rehearsal's request got. Confined to its event loop.
private final class KeptAnswer {
    var body = KeptBytes()
    let presence = ClientPresence()
}

/// The client of a rehearsal.
private struct KeepingSink: ReplySink, ~Copyable {
    private let kept: KeptAnswer
    private(set) var isBegun = false

    init(_ kept: KeptAnswer) { self.kept = kept }

    var presence: ClientPresence { kept.presence }

    mutating func begin(_ head: ReplyHead) { isBegun = true }

    mutating func write(_ bytes: ByteBuffer) async throws(ClientGone) { kept.body.keep(bytes) }

    mutating func keepAlive(after: Instant.Span, head: ReplyHead, beat: ByteBuffer) {}

    consuming func finish(_ last: ByteBuffer) async { kept.body.keep(last) }

    consuming func abort(_ last: ByteBuffer) async {}
}
