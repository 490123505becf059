public import PlanBEngine
public import PlanBVocabulary

/// Where traces are sent, as the usual variables of OpenTelemetry say:
/// https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/
public struct TraceSettings: Sendable, Equatable {
    /// How spans are written in a request. OTLP 1, over HTTP.
    public enum Encoding: String, Sendable, CaseIterable {
        /// As JSON.
        case json = "http/json"
        /// As Protocol Buffers.
        case protobuf = "http/protobuf"

        /// The content type.
        public var mediaType: String { self == .json ? "application/json" : "application/x-protobuf" }
    }

    /// How many spans go when: the processor of batches of OpenTelemetry's SDKs.
    public struct Batches: Sendable, Equatable {
        /// The longest that a span waits to be sent.
        public var delay: Instant.Span
        /// How many may wait. What comes then is left out.
        public var queue: Int
        /// How many are sent at a time, at most; not more than `queue`.
        public var size: Int

        /// Batches. The defaults are those of the specification.
        public init(delay: Instant.Span = .seconds(5), queue: Int = 2048, size: Int = 512) {
            self.delay = delay
            self.queue = queue
            self.size = size
        }
    }

    /// What is known of whoever makes the spans.
    public struct Attribute: Sendable, Equatable {
        /// Its name.
        public var name: String
        /// Its value.
        public var value: String

        /// An attribute.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The collector.
    public var origin: Origin
    /// Where it takes traces; begins with a slash.
    public var path: String
    /// Further field lines of each request, each with its line end: they may hold credentials.
    public var headers: Secret
    /// How spans are written.
    public var encoding: Encoding
    /// The longest that the collector may take for a request.
    public var timeout: Instant.Span
    /// What is known of this gateway, `service.name` first.
    public var resource: [Attribute]
    /// Which traces are recorded.
    public var sampler: TraceSampler
    /// How many spans go when.
    public var batches: Batches

    /// Settings.
    public init(
        origin: Origin, path: String, headers: Secret = Secret([]), encoding: Encoding = .protobuf,
        timeout: Instant.Span = .seconds(10), resource: [Attribute] = [Attribute("service.name", "planb")],
        sampler: TraceSampler = TraceSampler(.always, followsParent: true), batches: Batches = Batches()
    ) {
        self.origin = origin
        self.path = path
        self.headers = headers
        self.encoding = encoding
        self.timeout = timeout
        self.resource = resource
        self.sampler = sampler
        self.batches = batches
    }

    /// Where traces go, for messages: never with a credential.
    public var place: String { "\(origin.isTLS ? "https" : "http")://\(origin.authority)\(path)" }
}
