/// What a fake provider does over time: phases one after the other, and faults that hit a share of the requests.
///
/// For each request the behaviour is looked up in this order: the queue of ``FakeProvider/enqueue(_:)``, what
/// ``FakeProvider/set(_:)`` set, the first fault of the present phase that hits, the first fault of the script that
/// hits, the behaviour of the present phase, the behaviour of the script.
public struct FaultScript: Sendable, Equatable {
    /// The dialect that the provider speaks.
    public var dialect = FakeProvider.Dialect.openAI
    /// The port; 0 takes a free one. Nil leaves it to the caller.
    public var port: Int?
    /// Not a provider at all, but a port that is broken in this way. All other keys are ignored then.
    public var listener: BrokenListener.Manner?
    /// Makes `rate` reproducible: the same seed hits the same requests. Providers with different ones (up to 1000) give
    /// different identifiers too.
    public var seed: UInt64 = 1
    /// The names of the models that are listed. Others are answered too.
    public var models = FakeProvider.Dialect.openAI.models
    /// Whether a request that the provider would refuse is refused. Off, everything that can be answered is.
    public var isStrict = true
    /// Header lines that every request must have, by name. Without them the answer is the provider's 401.
    public var expects: [String: String] = [:]
    /// Which account it is: what another one keeps, it does not know. Empty: it takes every identifier for its own.
    public var account = ""
    /// What is done when nothing else applies.
    public var behaviour = Behaviour.ok
    /// Faults that hit in every phase.
    public var faults: [Fault] = []
    /// What is done one after the other, from the start of the provider. After the last one `behaviour` applies.
    public var phases: [Phase] = []
    /// Whether the phases start again after the last one.
    public var repeats = false

    /// A healthy provider.
    public init() {}

    /// A provider that always behaves like this.
    public init(_ behaviour: Behaviour) { self.behaviour = behaviour }

    /// A provider that speaks this dialect, lists models that go with it, and always behaves like this.
    public init(_ dialect: FakeProvider.Dialect, _ behaviour: Behaviour = .ok) {
        self.dialect = dialect
        self.behaviour = behaviour
        models = dialect.models
    }
}

extension FaultScript: Codable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case dialect, port, listener, seed, models, expects, account, behaviour, faults, phases
        case repeats = "repeat"
        case isStrict = "strict"
    }

    /// Reads a mapping.
    public init(from decoder: any Decoder) throws {
        let keys = try decoder.strictContainer(CodingKeys.self)
        try keys.read(.dialect, into: &dialect)
        models = dialect.models
        try keys.read(.isStrict, into: &isStrict)
        try keys.read(.port, into: &port)
        if let port, !(0...65_535).contains(port) { throw decoder.corrupted("a port is between 0 and 65535") }
        try keys.read(.listener, into: &listener)
        try keys.read(.seed, into: &seed)
        try keys.read(.models, into: &models)
        try keys.read(.expects, into: &expects)
        try keys.read(.account, into: &account)
        try keys.read(.behaviour, into: &behaviour)
        try keys.read(.faults, into: &faults)
        try keys.read(.phases, into: &phases)
        try keys.read(.repeats, into: &repeats)
    }
}
