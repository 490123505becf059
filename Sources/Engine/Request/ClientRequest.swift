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

/// What is remembered between the requests of one connection: the last credential that was found good, so that a MAC is
/// computed once a connection and not once a request. Confined to the connection's event loop.
public final class ConnectionMemory {
    var generation = 0
    var credential = Secret([])
    var key: VirtualKey?

    /// Nothing is known yet.
    public init() {}
}
