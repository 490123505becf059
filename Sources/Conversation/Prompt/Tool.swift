public import PlanBWire

/// A function that the model may call.
public struct Tool: Sendable {
    /// Its name, as the client says it.
    public var name: String
    /// What it is for.
    public var description: JSONString?
    /// The JSON Schema of its arguments, an object; nil: it takes none.
    public var schema: JSONNode?
    /// Whether the arguments must follow the schema; nil: not said.
    public var isStrict: Bool?
    /// The tools up to here are worth caching.
    public var cache: CacheMark?

    /// A tool.
    public init(
        name: String, description: JSONString? = nil, schema: JSONNode? = nil, isStrict: Bool? = nil,
        cache: CacheMark? = nil
    ) {
        self.name = name
        self.description = description
        self.schema = schema
        self.isStrict = isStrict
        self.cache = cache
    }
}

/// Which tools the model may or must call.
public enum ToolChoice: Sendable, Equatable {
    /// As it likes.
    case auto
    /// None, although there are some.
    case none
    /// At least one.
    case required
    /// This one.
    case named(String)
    /// Only these; at least one of them if `isRequired`.
    case allowed([String], isRequired: Bool)

    /// Whether a call is demanded.
    public var isForced: Bool {
        switch self {
        case .auto, .none: false
        case .required, .named: true
        case .allowed(_, let isRequired): isRequired
        }
    }
}
