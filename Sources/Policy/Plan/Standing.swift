public import PlanBVocabulary

/// What the planner needs to know of a target. Anything that is not here cannot influence a plan.
public struct Standing: Sendable, Equatable {
    /// The target.
    public var target: TargetID
    /// Its place in the health of all targets.
    public var slot: HealthSlot
    /// Its name in the configuration.
    public var name: String
    /// The model name that this request would send to it.
    public var model: String
    /// What it can do.
    public var contract: Contract
    /// Operations it serves.
    public var operations: Set<Operation>
    /// Why it cannot be used at all now (a secret that does not resolve, for example); nil if it can.
    public var disabled: String?
    /// How long its model thinks before it says something.
    public var thinking: Thinking
    /// It runs on one's own hardware.
    public var isSelfHosted: Bool
    /// What its contract lacks and translation brings about for this request all the same.
    public var bridged: Capabilities
    /// What its tokens cost; nil if that is not known.
    public var price: Price?
    /// Which price list that is; empty if there is no price.
    public var priceVersion: String

    /// A target's standing.
    public init(
        target: TargetID, slot: HealthSlot? = nil, name: String, model: String, contract: Contract,
        operations: Set<Operation>,
        disabled: String?, thinking: Thinking = .none, isSelfHosted: Bool = false, bridged: Capabilities = [],
        price: Price? = nil, priceVersion: String = ""
    ) {
        self.target = target
        self.slot = slot ?? HealthSlot(target.index)
        self.name = name
        self.model = model
        self.contract = contract
        self.operations = operations
        self.disabled = disabled
        self.thinking = thinking
        self.isSelfHosted = isSelfHosted
        self.bridged = bridged
        self.price = price
        self.priceVersion = priceVersion
    }
}
