public import PlanBEngine
import PlanBPolicy
import PlanBVocabulary
import Synchronization

/// Looks at the gateway several times a second, puts what happened on record, and tells those who want to know. Requests know
/// nothing of it, and it never keeps one waiting.
public final class Watchman: Sendable {
    /// What it is told from outside.
    public struct World: Sendable {
        /// The name of this node, as in the ledger.
        public var node: String
        /// The clocks.
        public var time: any TimeSource
        /// Whether this node speaks for all of them.
        public var leads: @Sendable () -> Bool
        /// Who wants to know what, as the configuration in force says.
        public var webhooks: @Sendable () -> [Webhook]
        /// Why the last changed configuration was not taken over; nil: it was.
        public var reloadProblem: @Sendable () -> String?
        /// Puts something on record.
        public var record: @Sendable (Occurrence) -> Void
        /// Sends messages.
        public var fetcher: any Fetcher
        /// Says something to the operator: one line.
        public var say: @Sendable (String) -> Void

        /// A world.
        public init(
            node: String, time: any TimeSource, leads: @escaping @Sendable () -> Bool = { true },
            webhooks: @escaping @Sendable () -> [Webhook], reloadProblem: @escaping @Sendable () -> String? = { nil },
            record: @escaping @Sendable (Occurrence) -> Void, fetcher: any Fetcher,
            say: @escaping @Sendable (String) -> Void
        ) {
            self.node = node
            self.time = time
            self.leads = leads
            self.webhooks = webhooks
            self.reloadProblem = reloadProblem
            self.record = record
            self.fetcher = fetcher
            self.say = say
        }
    }

    /// One webhook, with what it was told.
    private struct Listener {
        var number: Int
        var webhook: Webhook
        var book = AlertBook()
        var outbox = Outbox()
        /// Messages that were dropped, and how many moments of the book are among them.
        var leftOut = 0
        var leftOutByBook = 0
        var isSilent = false
    }

    private struct State {
        var last: Observation?
        var guardOfFlaps = FlapGuard()
        var reader = AlertReader()
        var listeners: [Listener] = []
        var listenersMade = 0
        var messages = 0
        var budgetsAt: Instant?
        /// The configuration and the day for which retirements were looked up.
        var retirementsOf: (generation: Int, day: Int64)?
    }

    /// A message that is to be tried.
    struct Errand: Sendable {
        var listener: Int
        var webhook: Webhook
        var parcel: Outbox.Parcel
    }

    /// From one look to the next. What changes is on record within 250 ms.
    private static let beat = Duration.milliseconds(150)
    /// From one look at the budgets to the next: there may be thousands.
    private static let budgetBeat = Instant.Span.seconds(5)

    private let gateway: Gateway
    private let world: World
    private let state: Mutex<State>
    /// What the ids of messages begin with: no two processes have the same.
    private let stamp: String

    /// A watchman of `gateway`.
    public init(_ gateway: Gateway, _ world: World) {
        self.gateway = gateway
        self.world = world
        stamp = "planb_\(world.node)_\(String(world.time.epochMilliseconds(), radix: 36))"
        state = Mutex(State())
    }

    /// Watches until the surrounding task is cancelled.
    public func run() async {
        await withDiscardingTaskGroup { tasks in
            while !Task.isCancelled {
                for errand in look() {
                    tasks.addTask { await self.perform(errand) }
                }
                try? await Task.sleep(for: Self.beat)
            }
            tasks.cancelAll()
        }
    }

    /// Looks once; what is to be sent.
    func look() -> [Errand] {
        let now = world.time.now()
        let webhooks = world.webhooks()
        return state.withLock { state in
            adopt(webhooks, &state)
            let observation = observe(&state, now: now)
            let changes =
                state.last.map { Occurrence.changes(from: $0, to: observation) } ?? Self.beginning(observation)
            state.guardOfFlaps.admit(changes, now: now).forEach(world.record)
            state.last = observation
            let findings = state.reader.read(observation)
            return state.listeners.indices.compactMap { index in
                attend(&state.listeners[index], findings, observation, &state.messages, now: now)
            }
        }
    }

    /// Of a gateway that has just begun everything that is not well is news.
    private static func beginning(_ observation: Observation) -> [Occurrence] {
        var before = observation
        before.parts = []
        return Occurrence.changes(from: before, to: observation)
    }

    private func observe(_ state: inout State, now: Instant) -> Observation {
        var observation = Observation(epoch: world.time.epochMilliseconds())
        observation.parts = gateway.healthReport.compactMap { part in
            part.state == "closed"
                ? nil : Observation.Part(name: part.name, state: part.state, cause: part.cause)
        }
        observation.troubles = gateway.troubles
        observation.proofs = gateway.proofNotes
        observation.drills = gateway.newestDrills
        observation.rejectedReloads = gateway.metrics.rejectedReloads
        observation.reloadProblem = world.reloadProblem()
        observation.leads = world.leads()
        let snapshot = gateway.snapshot
        observation.generation = snapshot.generation
        observation.budgets = state.last?.budgets ?? []
        let wanted = state.listeners.reduce(into: Set<AlertKind>()) { $0.formUnion($1.webhook.kinds) }
        if wanted.contains(.budget), state.budgetsAt.map({ now - $0 >= Self.budgetBeat }) ?? true {
            observation.budgets = gateway.budgets.filter { $0.budget.limit > 0 }
            state.budgetsAt = now
        }
        observation.retirements = state.last?.retirements ?? []
        let day = observation.epoch / 86_400_000
        if wanted.contains(.retirement), state.retirementsOf ?? (0, 0) != (snapshot.generation, day) {
            observation.retirements = Retirement.near(snapshot, today: day)
            state.retirementsOf = (snapshot.generation, day)
        }
        return observation
    }

    // MARK: - Webhooks

    /// Those that stay keep what they were told; a new one hears of everything that is the case.
    private func adopt(_ webhooks: [Webhook], _ state: inout State) {
        var known = state.listeners
        state.listeners = webhooks.map { webhook in
            guard let index = known.firstIndex(where: { $0.webhook.isSamePlace(as: webhook) }) else {
                state.listenersMade += 1
                return Listener(number: state.listenersMade, webhook: webhook)
            }
            var listener = known.remove(at: index)
            listener.webhook = webhook
            return listener
        }
    }

    private func attend(
        _ listener: inout Listener, _ findings: AlertReader.Findings, _ observation: Observation, _ messages: inout Int,
        now: Instant
    ) -> Errand? {
        listener.book.take(
            findings, of: listener.webhook.kinds, leads: observation.leads, now: now, epoch: observation.epoch)
        if listener.book.dropped > listener.leftOutByBook {
            drop(listener.book.dropped - listener.leftOutByBook, &listener)
            listener.leftOutByBook = listener.book.dropped
        }
        // What cannot be delivered is not piled up: it waits in the book, where it may come to nothing.
        if listener.outbox.isEmpty {
            for notice in listener.book.tell(now: now, epoch: observation.epoch) {
                messages += 1
                let body = NoticeText.json(notice, node: world.node, leftOut: listener.leftOut)
                listener.outbox.put(id: "\(stamp)_\(messages)", body: body, now: now)
            }
        }
        guard let parcel = listener.outbox.begin(now: now) else { return nil }
        return Errand(listener: listener.number, webhook: listener.webhook, parcel: parcel)
    }

    /// Sends a message, once.
    func perform(_ errand: Errand) async {
        var answer = Outbox.Answer.later
        var said = "did not answer"
        if let request = errand.webhook.request(errand.parcel, epoch: world.time.epochSeconds()) {
            do throws(AttemptFailure) {
                let status = try await world.fetcher.fetch(request).status
                (answer, said) = (Outbox.Answer(status: status), "answered \(status)")
            } catch {
                // Nobody is there, or what came is no answer.
            }
        } else {
            said = "cannot be sent anything, because its signing_secret is not there or is no key,"
        }
        let now = world.time.now()
        state.withLock { state in
            // It may not be configured any more.
            guard let index = state.listeners.firstIndex(where: { $0.number == errand.listener }) else { return }
            settle(answer, said, &state.listeners[index], now: now)
        }
    }

    private func settle(_ answer: Outbox.Answer, _ said: String, _ listener: inout Listener, now: Instant) {
        if listener.outbox.end(answer, now: now) { drop(1, &listener) }
        let name = listener.webhook.name
        switch answer {
        case .taken:
            gateway.metrics.countNotice(webhook: name, outcome: "delivered")
            if listener.isSilent { world.say("planb: the webhook at \(name) takes messages again") }
            listener.isSilent = false
        case .later:
            gateway.metrics.countNotice(webhook: name, outcome: "retried")
            if !listener.isSilent {
                world.say("planb: the webhook at \(name) \(said); its messages are tried again")
            }
            listener.isSilent = true
        case .refused: world.say("planb: the webhook at \(name) \(said) to a message, which is dropped")
        }
    }

    private func drop(_ count: Int, _ listener: inout Listener) {
        listener.leftOut += count
        gateway.metrics.countNotice(webhook: listener.webhook.name, outcome: "dropped", by: count)
    }
}
