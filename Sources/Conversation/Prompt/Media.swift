public import PlanBWire

/// An image, a document, or sound.
public struct Media: Sendable {
    /// What it is for a model.
    public enum Kind: String, Sendable, Equatable {
        case image
        case document
        case audio
        case video
    }

    /// Where its bytes are.
    public enum Source: Sendable {
        /// Here, in base64 (RFC 4648 §4), with the media type as it was declared: `image/png`.
        case data(type: String, base64: JSONString)
        /// Here, as plain text: Anthropic's text documents.
        case text(JSONString)
        /// At an address that the provider is to fetch.
        case url(JSONString)
        /// In the account of one provider, by its id.
        case file(JSONString)
    }

    /// What it is.
    public var kind: Kind
    /// Where its bytes are.
    public var source: Source
    /// The name of a document.
    public var name: JSONString?
    /// How closely an image is to be looked at: OpenAI's `detail`.
    public var detail: String?

    /// Media.
    public init(_ kind: Kind, _ source: Source, name: JSONString? = nil, detail: String? = nil) {
        self.kind = kind
        self.source = source
        self.name = name
        self.detail = detail
    }
}
