/// A set of capabilities, in one word: what a request needs is compared with what a target can do for every request.
public struct Capabilities: Sendable, Hashable, ExpressibleByArrayLiteral {
    private var bits: UInt32

    /// The set of what is listed.
    public init(_ capabilities: some Sequence<Capability>) {
        bits = 0
        for capability in capabilities { insert(capability) }
    }

    /// The set of what is listed.
    public init(arrayLiteral elements: Capability...) { self.init(elements) }

    private init(bits: UInt32) { self.bits = bits }

    /// Whether nothing is in it.
    public var isEmpty: Bool { bits == 0 }

    /// What is in it, in the order in which capabilities are declared.
    public var elements: [Capability] { Capability.allCases.filter(contains) }

    /// The one that is declared first; nil if nothing is in it.
    public var first: Capability? { bits == 0 ? nil : Capability.allCases.first(where: contains) }

    /// Whether `capability` is in it.
    public func contains(_ capability: Capability) -> Bool { bits & capability.bit != 0 }

    /// Puts `capability` in.
    public mutating func insert(_ capability: Capability) { bits |= capability.bit }

    /// Takes `capability` out.
    public mutating func remove(_ capability: Capability) { bits &= ~capability.bit }

    /// What is in one or the other.
    public func union(_ other: Capabilities) -> Capabilities { Capabilities(bits: bits | other.bits) }

    /// What is in both.
    public func intersection(_ other: Capabilities) -> Capabilities { Capabilities(bits: bits & other.bits) }

    /// What is in this one only.
    public func subtracting(_ other: Capabilities) -> Capabilities { Capabilities(bits: bits & ~other.bits) }
}

extension Capability {
    fileprivate var bit: UInt32 {
        switch self {
        case .tools: 1 << 0
        case .parallelTools: 1 << 1
        case .jsonSchema: 1 << 2
        case .images: 1 << 3
        case .audio: 1 << 4
        case .streaming: 1 << 5
        case .prefill: 1 << 6
        case .reasoning: 1 << 7
        case .imageURLs: 1 << 8
        case .documents: 1 << 9
        case .sampling: 1 << 10
        case .forcedTools: 1 << 11
        case .systemTurns: 1 << 12
        case .reasoningOff: 1 << 13
        }
    }
}
