public import PlanBVocabulary

/// A model as one provider offers it: what it can do there, what it costs there, how long it will be there.
public struct ModelOffer: Sendable, Equatable {
    /// The model's name in the catalog.
    public var model: String
    /// What fails or is withdrawn together with it: its maker, or for open weights the family.
    public var lineage: String
    /// The word after `provider:`.
    public var provider: String
    /// What it is called there: exact, or with `*`.
    public var ids: [String]
    /// What it can do there.
    public var contract: Contract
    /// What it costs there, if that is known.
    public var price: Price?
    /// How many numbers its vectors have, if it embeds.
    public var dimensions: Int?
    /// The day on which the provider ends it, `2027-01-14`: days compare as texts.
    public var ends: String?
    /// The version of the catalog that says so: a day, or the name of a file.
    public var version: String

    /// An offer.
    public init(
        model: String, lineage: String, provider: String, ids: [String], contract: Contract = Contract(),
        price: Price? = nil, dimensions: Int? = nil, ends: String? = nil, version: String
    ) {
        self.model = model
        self.lineage = lineage
        self.provider = provider
        self.ids = ids
        self.contract = contract
        self.price = price
        self.dimensions = dimensions
        self.ends = ends
        self.version = version
    }

    /// This offer, with what `other` says in the place of what is said here.
    func overlaid(with other: ModelOffer) -> ModelOffer {
        var merged = other
        merged.contract = contract.overlaid(with: other.contract)
        merged.price = other.price ?? price
        merged.dimensions = other.dimensions ?? dimensions
        merged.ends = other.ends ?? ends
        return merged
    }
}
