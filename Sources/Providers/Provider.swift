public import PlanBVocabulary

/// A provider, as data: where it lives, how it authenticates, what it serves, who owns it.
public struct Provider: Sendable, Equatable {
    /// How the credential is sent.
    public enum Auth: Sendable, Equatable {
        /// `authorization: Bearer …`
        case bearer
        /// `api-key: …`
        case apiKeyHeader
        /// `x-api-key: …`
        case xAPIKeyHeader
        /// `x-goog-api-key: …`
        case googleKeyHeader
    }

    /// How the provider's base URL comes about.
    public enum Base: Sendable, Equatable {
        /// A fixed URL, which `url:` may replace.
        case fixed(String)
        /// Built from the Azure resource name: `https://RESOURCE.openai.azure.com/openai/v1`.
        case azureResource
        /// Built from the region: `https://bedrock-runtime.REGION.amazonaws.com`.
        case awsRegion
        /// Built from the project and the location of Vertex AI.
        case vertexProject
        /// Given by `url:` only.
        case configured
        /// Loopback, at the port of the launched server.
        case launched
    }

    /// The cloud that it is part of, whose identities open it.
    public enum Cloud: Sendable, Equatable {
        /// Requests are signed for this service (`AWSCredentials`), unless there is a key.
        case aws(service: String)
        /// Tokens of Microsoft Entra.
        case azure
        /// OAuth tokens of Google.
        case google
    }

    /// How the length of an answer is bounded.
    public struct OutputLimit: Sendable, Equatable {
        /// The member of the request.
        public var name: String
        /// Its smallest value.
        public var least: Int

        /// A bound.
        public init(name: String, least: Int) {
            self.name = name
            self.least = least
        }
    }

    /// The word after `provider:`.
    public var name: String
    /// The dialect it speaks. What clients of others ask is translated into it.
    public var dialect: DialectID
    /// Other dialects that it understands as well as its own, so that they need no translation.
    public var alsoSpeaks: Set<DialectID>
    /// What it does in its own way.
    public var quirks: Quirks
    /// Its ways differ so much that even requests in its own dialect are read and written anew.
    public var isRewritten: Bool
    /// Whose service it is; `self` for one's own hardware.
    public var vendor: String
    /// Where it lives.
    public var base: Base
    /// What a `url:` without a path gets: where the vendor's SDK takes a base URL without one and adds it.
    public var urlPath: String
    /// How the credential is sent.
    public var auth: Auth
    /// The cloud whose identities open it; nil: there is nothing but keys.
    public var cloud: Cloud?
    /// What it serves.
    public var operations: Set<Operation>
    /// The member that bounds the length of an answer, and the least it may say.
    public var outputLimit: OutputLimit
    /// How a target of this provider is given the beginning of its answer, if its contract says that it can be.
    public var prefillStyle: PrefillStyle
    /// Accepts `stream_options.include_usage`.
    public var reportsStreamUsage: Bool
    /// Request headers of the client that are meant for this vendor and are passed on to it, in lower case.
    public var vendorHeaders: [String]
    /// What its dialect lets one expect of a model that nothing else is known about.
    public var contract: Contract

    /// A provider.
    public init(
        name: String, dialect: DialectID, vendor: String, base: Base, auth: Auth, operations: Set<Operation>,
        reportsStreamUsage: Bool, vendorHeaders: [String], contract: Contract,
        outputLimit: OutputLimit = OutputLimit(name: "max_tokens", least: 1),
        prefillStyle: PrefillStyle = .trailingMessage, alsoSpeaks: Set<DialectID> = [], quirks: Quirks = Quirks(),
        isRewritten: Bool = false, urlPath: String = "", cloud: Cloud? = nil
    ) {
        self.name = name
        self.dialect = dialect
        self.vendor = vendor
        self.base = base
        self.auth = auth
        self.operations = operations
        self.reportsStreamUsage = reportsStreamUsage
        self.vendorHeaders = vendorHeaders
        self.contract = contract
        self.outputLimit = outputLimit
        self.prefillStyle = prefillStyle
        self.alsoSpeaks = alsoSpeaks
        self.quirks = quirks
        self.isRewritten = isRewritten
        self.urlPath = urlPath
        self.cloud = cloud
    }

    /// Whether what a client says in `dialect` is handed on as it is.
    public func takesUnchanged(_ dialect: DialectID) -> Bool {
        !isRewritten && (dialect == self.dialect || alsoSpeaks.contains(dialect))
    }
}
