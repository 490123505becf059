import PlanBEngine
import PlanBLedger
import PlanBPolicy
import PlanBVocabulary

/// What the thread does in each turn.
struct ClusterLoop {
    private static let beatEvery = Instant.Span.seconds(2)
    private static let hungryPause = Instant.Span.milliseconds(50)
    private static let tidyEvery = Instant.Span.seconds(3600)

    private let world: ClusterService.World
    private var exchange: LeaseExchange
    private var state: ClusterState
    /// The documents as they were handed on.
    private var known: [String: Int64] = [:]
    private var tidiedAt: Instant?
    /// The database did not answer.
    private var isLost = false

    init(_ world: ClusterService.World, node: String) {
        self.world = world
        exchange = LeaseExchange(
            gateway: world.gateway, store: world.store, node: node, clock: world.clock, spent: world.spent)
        state = ClusterState(node: node)
    }

    /// One turn; then it waits for notices, at most so long.
    mutating func step(waiting span: Instant.Span) -> ClusterState {
        do {
            let trouble = try beat()
            let isHungry = try exchange.run()
            state.trouble = trouble
            // Who has used up its part will soon want more again.
            let pause = isHungry ? min(span, Self.hungryPause) : span
            if span > .zero { try hear(try world.store.wait(atMost: pause)) }
        } catch {
            state.trouble = "\(error)"
            isLost = true
            exchange.lapse()
        }
        return state
    }

    /// Gives back what it holds. If the database is away, others have it when the lease is over.
    mutating func end() {
        try? exchange.end()
        world.store.close()
    }

    /// Says that this node is there, if it is time, and why a document could not be taken over, which is no reason not to go on
    /// with the rest.
    private mutating func beat() throws -> String? {
        let now = world.clock.now()
        // After a failure at once: notices may have been lost.
        if !isLost, let heardAt = state.heardAt, now - heardAt < Self.beatEvery { return state.trouble }
        let fellowship = try world.store.beat(world.beat())
        isLost = false
        state.fellowship = fellowship
        state.heardAt = now
        exchange.share(with: fellowship.members.filter { $0.age <= RateDesk.term }.count)
        if state.leads(at: now), tidiedAt.map({ now - $0 >= Self.tidyEvery }) ?? true {
            tidiedAt = now
            try world.store.tidy()
        }
        var trouble: String?
        for name in world.documents.keys.sorted() {
            do {
                if fellowship.documents[name, default: 0] != known[name] { try fetch(name) }
                world.confirmed(name, now)
            } catch { trouble = "\(error)" }
        }
        return trouble
    }

    private mutating func fetch(_ name: String) throws {
        guard let take = world.documents[name] else { return }
        let document = try world.store.document(name)
        guard document?.version != known[name] || known[name] == nil else { return }
        try take(document)
        known[name] = document?.version ?? 0
    }

    private mutating func hear(_ notices: [SharedNotice]) throws {
        for notice in notices {
            switch notice {
            case .document(let name):
                // If it cannot be taken over now, the next beat says so.
                try? fetch(name)
            case .short(let account, let node): if node != state.node { exchange.want(account) }
            }
        }
    }
}
