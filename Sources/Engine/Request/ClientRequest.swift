import NIOCore
import PlanBDialects
public import PlanBVocabulary
public import PlanBWire

/// A request of a client as the listener hands it over: the head parsed, the body still to come.
public struct ClientRequest {
    /// The head.
    public var head: HTTPRequestHead
    /// When its first byte was read.
    public var arrival: Instant
    /// Both ends of the connection are loopback addresses.
    public var isLoopback: Bool
    /// The body.
    public var body: any RequestBody
    /// What is remembered between requests of one connection.
    public var memory: ConnectionMemory
    /// How long it has waited for others.
    let waits = WaitClock()

    /// A request.
    public init(
        head: HTTPRequestHead, arrival: Instant, isLoopback: Bool, body: any RequestBody, memory: ConnectionMemory
    ) {
        self.head = head
        self.arrival = arrival
        self.isLoopback = isLoopback
        self.body = body
        self.memory = memory
    }
}

/// What is remembered between the requests of one connection, which are mostly alike: what was found good once is
/// compared with, not worked out again. Everything is forgotten when another configuration comes into force. Confined
/// to the connection's event loop.
public final class ConnectionMemory {
    private var generation = 0
    /// The last `authorization` that held a good key, and the key.
    private var authorization = Secret([])
    private var key: VirtualKey?
    /// The last `host` that is ours.
    private var host = ByteBuffer()
    /// The last request target, and what it asks for.
    private var method = HTTPVerb.get
    private var target = ByteBuffer()
    private var endpoint: Endpoint?

    /// Nothing is known yet.
    public init() {}

    /// Forgets what another configuration said.
    func align(with snapshot: Snapshot) {
        guard generation != snapshot.generation else { return }
        generation = snapshot.generation
        authorization = Secret([])
        key = nil
        host = ByteBuffer()
        target = ByteBuffer()
    }

    /// The key behind `value`, if it is the value that held a good one before. Takes the same time for every value of
    /// one length.
    func knownKey(authorization value: ByteBuffer) -> VirtualKey? {
        guard let key, Secret(Array(value.readableBytesView)) == authorization else { return nil }
        return key
    }

    func remember(authorization value: ByteBuffer, key: VirtualKey) {
        authorization = Secret(Array(value.readableBytesView))
        self.key = key
    }

    func isKnown(host value: ByteBuffer) -> Bool { host.readableBytes > 0 && host == value }

    func remember(host value: ByteBuffer) { host = ByteBuffer(bytes: value.readableBytesView) }

    func knownEndpoint(_ head: HTTPRequestHead) -> Endpoint? {
        target.readableBytes > 0 && target == head.target && method == head.method ? endpoint : nil
    }

    func remember(_ endpoint: Endpoint, for head: HTTPRequestHead) {
        method = head.method
        target = ByteBuffer(bytes: head.target.readableBytesView)
        self.endpoint = endpoint
    }
}
