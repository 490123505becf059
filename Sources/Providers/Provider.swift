public import PlanBVocabulary

/// A provider, as data: where it lives, how it authenticates, what it serves, who owns it.
public struct Provider: Sendable, Equatable {
    /// How the credential is sent.
    public enum Auth: Sendable, Equatable {
        /// `authorization: Bearer …`
        case bearer
        /// `api-key: …`
        case apiKeyHeader
    }

    /// How the provider's base URL comes about.
    public enum Base: Sendable, Equatable {
        /// A fixed URL, which `url:` may replace.
        case fixed(String)
        /// Built from the Azure resource name: `https://RESOURCE.openai.azure.com/openai/v1`.
        case azureResource
        /// Given by `url:` only.
        case configured
        /// Loopback, at the port of the launched server.
        case launched
    }

    /// The word after `provider:`.
    public var name: String
    /// The dialect it speaks.
    public var dialect: DialectID
    /// Whose service it is; `self` for one's own hardware.
    public var vendor: String
    /// Where it lives.
    public var base: Base
    /// How the credential is sent.
    public var auth: Auth
    /// What it serves.
    public var operations: Set<Operation>
    /// Accepts `stream_options.include_usage`.
    public var reportsStreamUsage: Bool
    /// Request headers of the client that are meant for this vendor and are passed on to it, in lower case.
    public var vendorHeaders: [String]
    /// What its dialect lets one expect of a model that nothing else is known about.
    public var contract: Contract
}
