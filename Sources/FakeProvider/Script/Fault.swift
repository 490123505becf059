extension FaultScript {
    /// A fault that hits some of the requests. All conditions that are given must hold.
    public struct Fault: Sendable, Equatable {
        /// The share of the requests that is hit; all of them when nil.
        public var rate: Behaviour.Rate?
        /// From so long after the start of the provider.
        public var from: Behaviour.Milliseconds?
        /// Until so long after the start of the provider, exclusive.
        public var until: Behaviour.Milliseconds?
        /// From the request with this number on, counted from 0.
        public var fromRequest: Int?
        /// Until the request with this number, exclusive.
        public var untilRequest: Int?
        /// Only requests whose path contains this.
        public var path: String?
        /// What is done.
        public var behaviour: Behaviour

        /// A fault that hits every request.
        public init(_ behaviour: Behaviour) { self.behaviour = behaviour }

        /// A fault that hits this share of the requests.
        public init(rate: Behaviour.Rate, _ behaviour: Behaviour) {
            self.rate = rate
            self.behaviour = behaviour
        }
    }
}

extension FaultScript.Fault: Codable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case rate, from, until, path, behaviour
        case fromRequest = "from_request"
        case untilRequest = "until_request"
    }

    /// Reads a mapping.
    public init(from decoder: any Decoder) throws {
        let keys = try decoder.strictContainer(CodingKeys.self)
        behaviour = try keys.decode(Behaviour.self, forKey: .behaviour)
        try keys.read(.rate, into: &rate)
        try keys.read(.from, into: &from)
        try keys.read(.until, into: &until)
        try keys.read(.fromRequest, into: &fromRequest)
        try keys.read(.untilRequest, into: &untilRequest)
        try keys.read(.path, into: &path)
    }
}
