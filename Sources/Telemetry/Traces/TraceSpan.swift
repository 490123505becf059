public import PlanBVocabulary

/// One span, as OTLP has it. https://opentelemetry.io/docs/specs/otel/trace/api/#span
public struct TraceSpan: Sendable, Equatable {
    /// Whose work it is. The numbers are those of OTLP.
    public enum Kind: Int, Sendable {
        /// The gateway serves a client.
        case server = 2
        /// The gateway asks a target.
        case client = 3
    }

    /// Something that happened in it.
    public struct Event: Sendable, Equatable {
        /// Nanoseconds since 1970.
        public var time: UInt64
        /// One of few stable words.
        public var name: String
        /// What is known of it.
        public var attributes: [Attribute] = []
    }

    /// What is known of a span.
    public struct Attribute: Sendable, Equatable {
        /// Its name.
        public var name: String
        /// Its value.
        public var value: Value

        /// An attribute.
        public init(_ name: String, _ value: Value) {
            self.name = name
            self.value = value
        }
    }

    /// The value of an attribute.
    public enum Value: Sendable, Equatable {
        /// A text.
        case text(String)
        /// A whole number.
        case int(Int)
        /// Any number.
        case double(Double)
        /// Yes or no.
        case flag(Bool)
        /// Several texts.
        case texts([String])
    }

    /// The trace.
    public var trace: TraceID
    /// Its own name.
    public var span: UInt64
    /// The span that it is part of; nil: none.
    public var parent: UInt64?
    /// The parent is another process's.
    public var hasRemoteParent = false
    /// What vendors of tracing systems hand on; empty: nothing.
    public var state = ""
    /// What was done, in few different words.
    public var name: String
    /// Whose work it is.
    public var kind: Kind
    /// Nanoseconds since 1970.
    public var start: UInt64
    /// Nanoseconds since 1970; not before `start`.
    public var end: UInt64
    /// What is known of it.
    public var attributes: [Attribute] = []
    /// What happened in it, by time.
    public var events: [Event] = []
    /// Spans of other traces that it has to do with.
    public var links: [TraceLink] = []
    /// Why it failed, in one word; nil: it did not.
    public var error: String?
}
