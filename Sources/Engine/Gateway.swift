public import NIOCore
import PlanBDialects
public import PlanBLedger
public import PlanBPolicy
public import PlanBVocabulary
public import PlanBWire
import Synchronization

/// The engine: takes requests of clients, gives them to targets, and keeps the books. One for all event loops.
public final class Gateway: Sendable {
    private let current: Mutex<Installation>
    /// The health of all targets.
    let board: HealthBoard
    /// Limits and budgets.
    let treasury: Treasury
    /// For how long the keys of the snapshot are believed.
    public let keyTrust = KeyTrust()
    private let draining = Atomic<Bool>(false)
    /// The drills that requests take part in.
    public let drills: DrillDesk
    /// What users ask of each route, and how it goes.
    let watches = RouteWatches()
    /// What rehearsals have shown; nil: there are none.
    let proofs = Mutex<(@Sendable () -> [ProofNote])?>(nil)
    /// Which drills there are; nil: there are none.
    let drillNotes = Mutex<(@Sendable () -> [DrillNote])?>(nil)
    /// What rehearsals of the gateway's own are made with.
    let stage = Mutex<Installation?>(nil)
    /// Whose account made what.
    let owners = StateOwners()
    /// The size of all collected request bodies, in bytes.
    let buffered = Atomic<Int>(0)
    let time: any TimeSource
    let ledger: any LedgerSink
    let ids: RequestIDs
    let entropy: Entropy
    let rules: Rules
    /// Which traces are recorded; nil: the gateway makes no spans.
    let sampler: TraceSampler?
    /// How the ledger's database stands; nil: nobody knows.
    let store: @Sendable () -> StoreStanding?
    /// Counters and histograms.
    public let metrics: Metrics

    /// A gateway that serves `snapshot`. `sampler`: which traces are recorded; nil: none is begun, and what clients send is handed
    /// on where that is allowed. `store` tells how the ledger's database stands. `rules` other than the standard ones are for the simulator, which shows that each
    /// of them is needed.
    public init(
        snapshot: Snapshot, time: any TimeSource, ledger: any LedgerSink, ids: RequestIDs, entropy: Entropy,
        metrics: Metrics = Metrics(), rules: Rules = .standard, sampler: TraceSampler? = nil,
        store: @escaping @Sendable () -> StoreStanding? = { nil }
    ) {
        board = HealthBoard(rules: rules)
        treasury = Treasury(rules: rules)
        drills = DrillDesk(rules: rules)
        current = Mutex(Installation(snapshot, on: board, treasury, now: time.now()))
        self.time = time
        self.ledger = ledger
        self.ids = ids
        self.entropy = entropy
        self.rules = rules
        self.sampler = sampler
        self.metrics = metrics
        self.store = store
    }

    /// The configuration in force. Requests under way keep the one they started with.
    public var snapshot: Snapshot { installation.snapshot }

    /// The same, with the places of its targets in the health of all.
    var installation: Installation { current.withLock { $0 } }

    /// Puts another configuration in force, whole. What is known of its targets stays known.
    public func replace(with snapshot: Snapshot) {
        let next = Installation(snapshot, on: board, treasury, now: time.now())
        current.withLock { $0 = next }
        probeSoon()
    }

    /// The monotonic clock of this gateway.
    public var clockTime: Instant { time.now() }

    /// Whether the process is on its way out: `/readyz` says 503.
    public var isDraining: Bool { draining.load(ordering: .relaxed) }

    /// What the ledger has done since the start; nil: it does not count.
    public var ledgerFigures: LedgerFigures? { ledger.figures }

    /// Says that the process is on its way out.
    public func startDraining() { draining.store(true, ordering: .relaxed) }

    /// Serves one request, whatever it is, to its last byte.
    public func handle<U: Upstream, S: ReplySink & ~Copyable>(
        _ request: ClientRequest, upstream: U, sink: consuming S
    ) async {
        let installation = self.installation
        let snapshot = installation.snapshot
        let id = ids.next()
        let arrangement: Arrangement
        do throws(ClientError) {
            arrangement = try await arrange(request, id: id, installation)
        } catch {
            await refuse(error, request, id: id, consume sink)
            return
        }
        switch arrangement {
        case .document(var head, let body):
            head.allow(WebOrigin.allowed(request.head, snapshot.listener))
            sink.begin(head)
            await sink.finish(body)
        case .exchange(var exchange):
            let collected = exchange.facts.collectedBytes
            defer { buffered.subtract(collected, ordering: .relaxed) }
            if exchange.facts.isEventStream, let keepalive = exchange.route.keepalive {
                sink.keepAlive(after: keepalive, head: ReplyHeads.waiting(exchange), beat: exchange.codec.beat)
            }
            let ending = await drive(&exchange, upstream, &sink)
            settle(exchange, ending)
            leaveDrill(exchange, ending)
            if ledger.needsSettling { await ledger.settled() }
            switch ending {
            case .finish(let last):
                exchange.drill?.keep(last)
                await sink.finish(last)
            case .abort(let last): await sink.abort(last)
            case .vanish: await sink.abort(ByteBuffer())
            }
            observe(exchange)
        }
    }

    private func refuse<S: ReplySink & ~Copyable>(
        _ error: ClientError, _ request: ClientRequest, id: String, _ sink: consuming S
    ) async {
        metrics.countRefusal(status: error.status)
        // A body that was not read would be taken for the next request.
        let closes = !request.body.isComplete
        let codec = Codecs.codec(
            of: Endpoint.dialect(of: request.head.pathText, client: request.head.clientDialect))
        var head = ReplyHeads.error(error, id: id, codec, closes: closes)
        head.allow(WebOrigin.allowed(request.head, snapshot.listener))
        sink.begin(head)
        await sink.finish(codec.error(error, ErrorStory(requestID: id, attempts: [])))
    }

    /// The answer to bytes that are not an acceptable request; the connection ends with it.
    public func refusal(of fault: HTTPFault) -> (ReplyHead, ByteBuffer) {
        let id = ids.next()
        let error = ClientError(fault.status, code: "malformed_request", fault.description, shouldRetry: false)
        metrics.countRefusal(status: error.status)
        return (
            ReplyHeads.error(error, id: id, ChatCodec.self, closes: true),
            ChatCodec.error(error, ErrorStory(requestID: id, attempts: []))
        )
    }
}
