/// What is known of abilities: each is there, or is not, or is unknown, which is not a no.
public struct KnownAbilities: Sendable, Equatable, ExpressibleByDictionaryLiteral {
    /// Those that are there.
    public private(set) var present: Capabilities = []
    /// Those that are known not to be.
    public private(set) var absent: Capabilities = []

    /// What the pairs say; the last one of an ability counts.
    public init(dictionaryLiteral elements: (Capability, Bool)...) {
        for (capability, isPresent) in elements { self[capability] = isPresent }
    }

    /// What the pairs say.
    public init(_ pairs: [Capability: Bool]) {
        for (capability, isPresent) in pairs { self[capability] = isPresent }
    }

    /// What the two sets say; what is in both is there.
    public init(present: Capabilities, absent: Capabilities) {
        self.present = present
        self.absent = absent.subtracting(present)
    }

    /// Whether the ability is there; nil if nobody knows.
    public subscript(_ capability: Capability) -> Bool? {
        get { present.contains(capability) ? true : absent.contains(capability) ? false : nil }
        set {
            present.remove(capability)
            absent.remove(capability)
            switch newValue {
            case true?: present.insert(capability)
            case false?: absent.insert(capability)
            case nil: break
            }
        }
    }

    /// These, with what `other` knows in the place of what is known here.
    public func overlaid(with other: KnownAbilities) -> KnownAbilities {
        KnownAbilities(
            present: present.subtracting(other.absent).union(other.present),
            absent: absent.subtracting(other.present).union(other.absent))
    }
}

/// What one target can do, as far as it is known.
public struct Contract: Sendable, Equatable {
    /// Known abilities; what is missing is unknown, which is not a no.
    public var capabilities: KnownAbilities
    /// The most tokens of a prompt.
    public var context: Int?
    /// The largest request body it takes, in bytes.
    public var body: Int?
    /// The most tokens it generates for one answer, reasoning included.
    public var output: Int?

    /// A contract.
    public init(
        capabilities: KnownAbilities = [:], context: Int? = nil, body: Int? = nil, output: Int? = nil
    ) {
        self.capabilities = capabilities
        self.context = context
        self.body = body
        self.output = output
    }

    /// Whether the contract says no to `capability`.
    public func lacks(_ capability: Capability) -> Bool { capabilities.absent.contains(capability) }

    /// Whether the contract says yes to `capability`.
    public func has(_ capability: Capability) -> Bool { capabilities.present.contains(capability) }

    /// This contract, with what `other` knows in the place of what is known here.
    public func overlaid(with other: Contract) -> Contract {
        Contract(
            capabilities: capabilities.overlaid(with: other.capabilities), context: other.context ?? context,
            body: other.body ?? body, output: other.output ?? output)
    }
}
