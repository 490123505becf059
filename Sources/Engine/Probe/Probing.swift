import NIOCore
import PlanBDialects
import PlanBLedger
import PlanBPolicy
import PlanBProviders
public import PlanBVocabulary
import PlanBWire

// Probes: small requests of Plan B's own that find out whether a target which was given up is back. No request of a user
// is ever spent on that.
extension Gateway {
    /// Probes targets whenever one is due, until the surrounding task is cancelled. Runs on the loop of `upstream`;
    /// `onLoop` performs a closure there, from any thread.
    public func probeTargets<U: Upstream>(
        _ upstream: U, onLoop: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void
    ) async {
        let bell = ProbeBell()
        board.onRing { onLoop { bell.ring() } }
        await withTaskCancellationHandler {
            await withDiscardingTaskGroup { probes in
                while !Task.isCancelled {
                    let now = time.now()
                    guard let next = board.with({ $0.nextProbe() }) else {
                        await bell.wait(until: now + Self.longestRest, upstream)
                        continue
                    }
                    guard next.due <= now else {
                        await bell.wait(until: min(next.due, now + Self.longestRest), upstream)
                        continue
                    }
                    board.with { $0.beginProbe(next.target) }
                    let confined = ConfinedToLoop(upstream)
                    probes.addTask { await self.probe(next.target, confined.value, onLoop) }
                }
            }
        } onCancel: {
            onLoop { bell.ring() }
        }
        board.onRing(nil)
    }

    /// A rest ends at the latest after this, in case a bell was not heard.
    private static let longestRest = Instant.Span.seconds(30)

    /// Asks the target called `name` whether it is there, as its route's schedule wants it: what it says is charged to its
    /// health, so that a key which has expired is known before it is needed. Nil: there is no such target, it cannot be
    /// probed, it is given up, so that it is probed anyway, or it answered a user not longer than `freshness` ago, which is as
    /// good.
    public func probe<U: Upstream>(
        _ name: String, asksForAnswer: Bool, freshness: Instant.Span, _ upstream: U
    ) async -> DrilledAnswer? {
        let installation = self.installation
        guard let index = installation.snapshot.targets.firstIndex(where: { $0.name == name }) else { return nil }
        let slot = installation.slots[index]
        let target = installation.snapshot.targets[index]
        let started = time.now()
        let isOwed = board.with { health in
            health.canBeProbed(slot) && health.isWell(slot)
                && !(health.lastSuccess(of: slot).map { started - $0 < freshness } ?? false)
        }
        guard isOwed else { return nil }
        board.with { $0.beginProbe(slot) }
        let (failure, quota) = await outcome(
            slot, upstream, ClientPresence(), asks: asksForAnswer ? .answer : .models)
        let now = time.now()
        var chance = self.chance()
        board.with { $0.endProbe(slot, failure, started: started, now: now, &chance, isSchedule: true) }
        board.ring()
        metrics.countProbe(target: target.name, outcome: failure?.outcome ?? "200")
        return DrilledAnswer(
            outcome: failure == nil ? .answered : .failed, status: failure.map { $0.status ?? 0 } ?? 200,
            code: failure.map { $0.code ?? $0.failureClass.rawValue } ?? "", target: failure == nil ? name : nil,
            duration: now - started, quota: quota)
    }

    /// What a probe asks for.
    private enum Asks {
        /// What the target was last used for.
        case usual
        /// A short answer, with room for what the model thinks first.
        case answer
        /// The list of models.
        case models
    }

    private func probe<U: Upstream>(
        _ slot: HealthSlot, _ upstream: U, _ onLoop: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void
    ) async {
        let started = time.now()
        let presence = ConfinedToLoop(ClientPresence())
        let failure = await withTaskCancellationHandler {
            await outcome(slot, upstream, presence.value).failure
        } onCancel: {
            onLoop { presence.value.depart(.draining) }
        }
        let now = time.now()
        var chance = self.chance()
        let hasRecovered = board.with { health -> Bool in
            health.endProbe(slot, failure, started: started, now: now, &chance)
            return failure == nil
        }
        metrics.countProbe(target: targetName(slot), outcome: hasRecovered ? "200" : failure?.outcome ?? "")
        board.ring()
    }

    /// What went wrong, nil if the target answered; and what it says of its rate limits.
    private func outcome<U: Upstream>(
        _ slot: HealthSlot, _ upstream: U, _ presence: ClientPresence, asks: Asks = .usual
    ) async -> (failure: AttemptFailure?, quota: QuotaReading?) {
        let installation = self.installation
        guard let index = installation.slots.firstIndex(of: slot) else {
            return (AttemptFailure(.unprepared, detail: "is not configured any more"), nil)
        }
        let target = installation.snapshot.targets[index]
        let patience = board.with { $0.probePatience(slot) }
        let deadline = time.now() + patience
        var quota: QuotaReading?
        do throws(AttemptFailure) {
            let operation = board.with { $0.lastOperation(of: slot) }
            let epoch = time.epochSeconds()
            let request =
                switch asks {
                case .usual: try ProbeRequest.request(to: target, like: operation, epoch: epoch)
                case .answer: try ProbeRequest.request(to: target, like: operation, for: .rehearsal, epoch: epoch)
                case .models: try ProbeRequest.listing(of: target, epoch: epoch)
                }
            let clocks = OpeningClocks(connect: .seconds(3), head: patience, phase: .answer, deadline: deadline)
            let reply = try await upstream.open(request, clocks: clocks, presence: presence)
            defer { reply.cancel() }
            quota = QuotaReading.read(reply.fields, from: target.provider.name)
            switch await errorBody(reply, before: deadline) {
            case .failure(let failure): return (failure, quota)
            case .success(let body):
                let type = reply.fields.first("content-type") ?? ""
                guard (200..<300).contains(reply.status) else {
                    return (classify(reply, type: type, body, of: target.provider.dialect), quota)
                }
                if case .models = asks { return (nil, quota) }
                try answer(body, of: target, to: operation, type: type, reply.fields.first("content-encoding"))
                return (nil, quota)
            }
        } catch {
            // A request's time is the client's affair. A probe's is what the target was given.
            return (error.failureClass == .deadline ? .late(.answer) : error, quota)
        }
    }

    /// A 2xx is only as good as its body: it is looked at as that of a user would be.
    private func answer(
        _ body: ByteBuffer, of target: UpstreamTarget, to operation: Operation?, type: String, _ encoding: String?
    ) throws(AttemptFailure) {
        var relay: any AnswerRelay =
            ProbeRequest.isChat(operation)
            ? ForwardedAnswer(Codecs.codec(of: target.provider.dialect), refusesEmpty: false)
            : OpenAIRelays.make(operation: .embedding, isStream: false, swallowsUsage: true)
        var out = ByteBuffer()
        try relay.begin(contentType: type, encoding: encoding)
        _ = try relay.feed(body, into: &out)
        try relay.finish(into: &out, story: nil)
    }

    private func targetName(_ slot: HealthSlot) -> String {
        let installation = self.installation
        return installation.slots.firstIndex(of: slot).map { installation.snapshot.targets[$0].name } ?? "?"
    }

    /// A secret may have been renewed: what was given up is probed now.
    public func probeSoon() {
        let now = time.now()
        if board.with({ $0.probeSoon(now: now) }) { board.ring() }
    }
}

/// Wakes whoever waits for the next probe. Confined to one event loop, on which it is also rung.
private final class ProbeBell: @unchecked Sendable {
    private var presence = ClientPresence()
    private var hasRung = false

    func ring() {
        hasRung = true
        presence.depart(.superseded)
    }

    func wait<U: Upstream>(until moment: Instant, _ upstream: U) async {
        if !hasRung {
            presence = ClientPresence()
            await upstream.pause(until: moment, presence: presence)
        }
        hasRung = false
    }
}
