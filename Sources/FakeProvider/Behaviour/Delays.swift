extension Behaviour {
    /// Pauses at fixed places of an answer. Each is 0 by default.
    public struct Delays: Sendable, Equatable {
        /// After a connection was accepted, before anything is read from it.
        public var accept: Milliseconds = 0
        /// After the head of the request was read, before its body is.
        public var requestBody: Milliseconds = 0
        /// After the request was read, before the head of the answer.
        public var head: Milliseconds = 0
        /// After the head of the answer, before the first event.
        public var firstEvent: Milliseconds = 0
        /// Before each event but the first.
        public var betweenEvents: Milliseconds = 0
        /// After the last event, before the end of the body is told.
        public var end: Milliseconds = 0

        /// No pause anywhere.
        public init() {}
    }

    /// The speed of a model. In a stream the pauses come before the tokens; an answer in one piece is held back for as
    /// long as all of its tokens would have taken.
    public struct Latency: Sendable, Equatable {
        /// From the request to the first token.
        public var firstToken: Milliseconds
        /// From each token to the next.
        public var perToken: Milliseconds

        /// A model with this speed.
        public init(firstToken: Milliseconds, perToken: Milliseconds = 0) {
            self.firstToken = firstToken
            self.perToken = perToken
        }
    }
}

extension Behaviour.Delays: Codable, Overlay {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case accept, head, end
        case requestBody = "request_body"
        case firstEvent = "first_event"
        case betweenEvents = "between_events"
    }

    /// Reads a mapping.
    public init(from decoder: any Decoder) throws {
        self.init()
        try overlay(decoder)
    }

    mutating func overlay(_ decoder: any Decoder) throws {
        let keys = try decoder.strictContainer(CodingKeys.self)
        try keys.read(.accept, into: &accept)
        try keys.read(.requestBody, into: &requestBody)
        try keys.read(.head, into: &head)
        try keys.read(.firstEvent, into: &firstEvent)
        try keys.read(.betweenEvents, into: &betweenEvents)
        try keys.read(.end, into: &end)
    }
}

extension Behaviour.Latency: Codable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case firstToken = "first_token"
        case perToken = "per_token"
    }

    /// Reads a mapping.
    public init(from decoder: any Decoder) throws {
        let keys = try decoder.strictContainer(CodingKeys.self)
        firstToken = try keys.decode(.firstToken, or: 0)
        perToken = try keys.decode(.perToken, or: 0)
    }
}
