/// What a provider does in its own way, within a dialect that others speak too. Data of the catalog.
public struct Quirks: Sendable, Equatable {
    /// The member of a chat completion that bounds its length.
    public var outputLimit = "max_completion_tokens"
    /// It knows the role `developer`.
    public var knowsDeveloperRole = true
    /// The member for the seed; nil: it has none.
    public var seed: String? = "seed"
    /// The word with which a call is demanded.
    public var requiredChoice = "required"
    /// Ids of calls are nine letters and digits.
    public var hasNineLetterIDs = false
    /// Documents are parts of type `document_url`: an address, or the document in one (`data:`). Otherwise of type `file`.
    public var hasDocumentURLs = false
    /// The only members of a chat completion that it takes; nil: it takes any.
    public var members: Set<String>?
    /// Members of a request in its own dialect that it knows by another name: theirs to its.
    public var renames: [String: String] = [:]
    /// The member of a request for vectors that says how many numbers one has.
    public var vectorSize = "dimensions"
    /// A stream reports usage only when asked with `stream_options`.
    public var reportsUsageOnRequest = true
    /// The version in `anthropic-version`, where the Messages API is not the vendor's own: `bedrock-2023-05-31`,
    /// `vertex-2023-10-16`. It goes into the body there, and the model and the stream into the path.
    public var anthropicVersionInBody: String?

    /// Google's models stand below their publisher, `/publishers/google/models/…`, as on Vertex AI.
    public var hasPublishers = false

    /// The ways of the dialect's own vendor.
    public init() {}
}
