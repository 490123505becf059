extension FaultScript {
    /// A time in the life of a provider. Without an end it lasts for ever.
    public struct Phase: Sendable, Equatable {
        /// How many requests it lasts.
        public var requests: Int?
        /// How long it lasts.
        public var duration: Behaviour.Milliseconds?
        /// What is done; that of the script when nil.
        public var behaviour: Behaviour?
        /// Faults that hit in this phase.
        public var faults: [Fault] = []

        /// A phase that lasts for ever.
        public init(_ behaviour: Behaviour? = nil) { self.behaviour = behaviour }

        /// A phase that lasts for so many requests.
        public init(requests: Int, _ behaviour: Behaviour) {
            self.requests = requests
            self.behaviour = behaviour
        }
    }
}

extension FaultScript.Phase: Codable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case requests, behaviour, faults
        case duration = "for"
    }

    /// Reads a mapping.
    public init(from decoder: any Decoder) throws {
        let keys = try decoder.strictContainer(CodingKeys.self)
        try keys.read(.requests, into: &requests)
        try keys.read(.duration, into: &duration)
        try keys.read(.behaviour, into: &behaviour)
        try keys.read(.faults, into: &faults)
    }
}
