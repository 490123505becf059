public import PlanBPolicy
public import PlanBProviders
public import PlanBVocabulary

/// One way to reach one model. Immutable, and one object for all requests: nothing of it is copied for an attempt.
public final class UpstreamTarget: Sendable {
    /// Whose credential is sent.
    public enum Credential: Sendable {
        /// None.
        case none
        /// The configured one.
        case configured(any SecretSource)
        /// The caller's own, passed through to this vendor only.
        case client
        /// Requests are signed with these keys, for this region of AWS.
        case signed(any SigningKeys, region: String)
        /// The gateway's own identity in a cloud.
        case cloud(CloudCredential)

        /// Why it cannot be used, as far as that can be told without a clock; nil: it can, or will be soon.
        public var refusal: String? {
            switch self {
            case .none, .client: nil
            case .configured(let source):
                source.current() == nil ? source.problem ?? "its secret cannot be resolved" : nil
            case .signed(let keys, _): keys.current() == nil ? keys.problem ?? "its keys cannot be resolved" : nil
            case .cloud(let credential): credential.refusal
            }
        }
    }

    /// A model server that Plan B starts itself. From the configuration file only, never from an API.
    public struct Launch: Sendable, Equatable {
        /// Program and arguments; no shell.
        public var command: [String]
        /// The loopback port it listens on.
        public var port: Int
        /// Further environment variables.
        public var environment: [String: String]
        /// The folder it is started in, absolute: the one of the configuration file; nil is the gateway's own.
        public var folder: String?

        /// A launch.
        public init(command: [String], port: Int, environment: [String: String] = [:], folder: String? = nil) {
            self.command = command
            self.port = port
            self.environment = environment
            self.folder = folder
        }
    }

    /// Its place in the snapshot.
    public let id: TargetID
    /// Its name in the configuration.
    public let name: String
    /// The provider's data.
    public let provider: Provider
    /// Where connections go.
    public let origin: Origin
    /// What stands before the operation's path, without a slash at the end: `/v1`.
    public let basePath: String
    /// What stands after the path, without the question mark; empty for most.
    public let query: String
    /// The model name to send; nil sends the name the client asked for.
    public let model: String?
    /// The credential.
    public let credential: Credential
    /// Fixed request headers.
    public let headers: [(name: String, value: String)]
    /// The contract.
    public let contract: Contract
    /// The part of the contract that the configuration and probes say: it holds whatever model is asked for.
    public let statedContract: Contract
    /// Whose service it is.
    public let vendor: String
    /// The region label, if any.
    public let region: String?
    /// The account behind the credential, if it is labelled or known from the Azure resource.
    public let account: String?
    /// What fails or is withdrawn together with the model, if that is known: its label, or what the catalog says.
    public let lineage: String?
    /// A server that Plan B launches for it.
    public let launch: Launch?
    /// Only allowed in demo mode.
    public let isDemo: Bool
    /// What its tokens cost, if that is known.
    public let price: Price?
    /// Which price list that is: the day of the catalog, or `configuration`; empty if there is no price.
    public let priceVersion: String
    /// What the account may be sent of this model, as its operator knows it.
    public let quota: RateLimits
    /// How fast load may grow at it.
    public let ramp: RampRule
    /// Whether it is told the trace that a request belongs to.
    public let forwardsTrace: Bool
    /// How long its model thinks; what its contract says of reasoning counts more than its name.
    let thinking: Thinking

    /// A target. `ramp`: nil for what is known of the provider.
    public init(
        id: TargetID, name: String, provider: Provider, origin: Origin, basePath: String, query: String = "",
        model: String? = nil, credential: Credential = .none, headers: [(name: String, value: String)] = [],
        contract: Contract? = nil, vendor: String? = nil, region: String? = nil, account: String? = nil,
        lineage: String? = nil, launch: Launch? = nil, isDemo: Bool = false, statedContract: Contract? = nil,
        thinking: Thinking? = nil, price: Price? = nil, priceVersion: String = "", quota: RateLimits = .none,
        ramp: RampRule? = nil, forwardsTrace: Bool = false
    ) {
        self.forwardsTrace = forwardsTrace
        self.id = id
        self.name = name
        self.provider = provider
        self.origin = origin
        self.basePath = basePath
        self.query = query
        self.model = model
        self.credential = credential
        self.headers = headers
        self.contract = contract ?? provider.contract
        self.statedContract = statedContract ?? contract ?? Contract()
        self.vendor = vendor ?? provider.vendor
        self.region = region
        self.account = account
        self.lineage = lineage
        self.launch = launch
        self.isDemo = isDemo
        self.price = price
        self.priceVersion = priceVersion
        self.quota = quota
        self.ramp = ramp ?? .of(provider: provider.name, vendor: vendor ?? provider.vendor)
        let named = thinking ?? model.map(ModelNames.thinking) ?? .none
        // The catalog says who can reason. Only the configuration says of a model of its own that it does.
        switch self.statedContract.capabilities[.reasoning] {
        case true?: self.thinking = named == .none ? .reasons : named
        case false?: self.thinking = .none
        case nil: self.thinking = named
        }
    }
}
