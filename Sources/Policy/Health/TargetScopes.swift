/// What the health of one target is made of, by name. Targets that share a name share the health behind it, and health
/// survives a reload by these names.
public struct TargetScopes: Sendable, Hashable {
    /// The target's name in the configuration.
    public var name: String
    /// Host and port.
    public var endpoint: String
    /// The account or key; nil if it is each caller's own, about which nothing is remembered.
    public var account: String?
    /// Vendor and region, if the region is known.
    public var region: String?
    /// The model at this account and endpoint.
    public var model: String
    /// One's own hardware: nobody else limits its load.
    public var isSelfHosted: Bool
    /// Plan B can make a request of its own here.
    public var canBeProbed: Bool
    /// What the account may be sent of this model, as its operator knows it.
    public var quota: RateLimits
    /// How fast load may grow at it.
    public var ramp: RampRule

    /// The scopes of one target.
    public init(
        name: String, endpoint: String, account: String?, region: String? = nil, model: String,
        isSelfHosted: Bool = false, canBeProbed: Bool = true, quota: RateLimits = .none, ramp: RampRule = .unknown
    ) {
        self.name = name
        self.endpoint = endpoint
        self.account = account
        self.region = region
        self.model = model
        self.isSelfHosted = isSelfHosted
        self.canBeProbed = canBeProbed
        self.quota = quota
        self.ramp = ramp
    }

    /// Whether `other` is the same target, whatever may be sent to it.
    func isSamePlace(as other: TargetScopes) -> Bool {
        name == other.name && endpoint == other.endpoint && account == other.account && region == other.region
            && model == other.model && isSelfHosted == other.isSelfHosted && canBeProbed == other.canBeProbed
    }
}
