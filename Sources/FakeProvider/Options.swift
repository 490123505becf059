extension FakeProvider {
    /// How a fake provider is run, as opposed to how it behaves.
    public struct Options: Sendable {
        /// How many of the last requests are kept in ``FakeProvider/requests``. 0 for load tests.
        public var keptRequests = 10_000
        /// The most bytes of a request body; more is answered with 413.
        public var bodyLimit = 256 << 20
        /// How long a connection that was closed with a FIN waits for the peer to close it too.
        public var linger: Behaviour.Milliseconds = 2000
        /// Whether requests can choose their behaviour (header `x-fake-behaviour`), and the paths under `/_fake` are
        /// there. Off by default, so that nothing of what a gateway sends can change what it is tested against.
        public var remoteControl = false
        /// Seconds since the Unix epoch, for dates and `created`. A fixed instant unless set, so that answers are
        /// reproducible to the byte.
        public var now: @Sendable () -> Int = { 1_795_226_400 }
        /// Called on an event loop for each request that ended. For logs; must not block.
        public var observer: (@Sendable (Observation) -> Void)?

        /// The defaults.
        public init() {}
    }

    /// How a request ended.
    public enum Outcome: String, Sendable, Equatable {
        /// The answer was complete.
        case answered
        /// The behaviour broke the answer off.
        case cut
        /// The client closed the connection before the answer was complete.
        case cancelled
    }

    /// A request that ended.
    public struct Observation: Sendable {
        /// The request; with an empty body when it was not read.
        public let request: ReceivedRequest
        /// How it ended.
        public let outcome: Outcome
    }

    /// Counts since the start.
    public struct Counters: Sendable, Equatable {
        /// Connections that are open now.
        public var openConnections = 0
        /// Connections that were accepted.
        public var totalConnections = 0
        /// Requests that were received.
        public var totalRequests = 0
        /// Answers that were complete.
        public var answeredRequests = 0
        /// Answers that the behaviour broke off.
        public var cutRequests = 0
        /// Requests whose client closed the connection before the answer was complete.
        public var cancelledRequests = 0
    }
}
