import PlanBEngine
public import PlanBLedger
import PlanBVocabulary

/// Where a target is.
public struct ServerAddress: Sendable, Equatable {
    /// Host name or address.
    public var host: String
    /// TCP port.
    public var port: Int
    /// Whose service it is, in the word of `GenAINames`.
    public var provider: String

    /// An address.
    public init(host: String, port: Int, provider: String) {
        self.host = host
        self.port = port
        self.provider = provider
    }
}

/// What the ledger says of a request, as spans: one for the request, one for each attempt. The attributes are those of the
/// semantic conventions for generative AI as far as there are any, else they begin with `planb.`:
/// https://github.com/open-telemetry/semantic-conventions-genai
///
/// Only what is named here goes out: no prompt, no answer, no text of a provider, no label that a client chose.
public enum RequestSpans {
    /// The longest text of others, in Unicode scalars: the name of a model is what a client writes.
    static let longest = 256
    /// The most targets left out that are named.
    static let mostSkips = 32

    /// The spans of `request`, its own first; empty if its trace is not recorded. `attempts` are those of the request, in any
    /// order. `address` tells where a target is.
    public static func spans(
        of request: RequestEntry, _ attempts: [AttemptEntry], address: (String) -> ServerAddress?
    ) -> [TraceSpan] {
        guard let place = request.trace, place.isSampled, place.span != place.parent else { return [] }
        let attempts = attempts.count > 1 ? attempts.sorted { $0.number < $1.number } : attempts
        var spans = [server(request, attempts, at: place)]
        var failure: FailureClass?
        for attempt in attempts {
            spans.append(client(attempt, of: request, at: place, after: failure, address(attempt.target)))
            failure = attempt.failure ?? failure
        }
        return spans
    }

    private static func server(
        _ request: RequestEntry, _ attempts: [AttemptEntry], at place: TraceContext
    ) -> TraceSpan {
        let start = nanoseconds(request.time)
        var span = TraceSpan(
            trace: place.trace, span: place.span, parent: place.parent, hasRemoteParent: place.parent != nil,
            state: place.state, name: "\(name(request.operation)) \(request.route)", kind: .server, start: start,
            end: start + length(request.duration))
        span.links = place.link.map { [$0] } ?? []
        var list = AttributeList()
        list.add("gen_ai.operation.name", name(request.operation))
        list.add("gen_ai.request.model", request.model)
        list.add("gen_ai.request.stream", request.isStream)
        list.add("gen_ai.request.max_tokens", request.outputCap)
        list.add(request.usage)
        if request.isStream { list.add("gen_ai.response.time_to_first_chunk", request.commitAfter) }
        list.add("http.response.status_code", request.status)
        list.add("planb.request.id", request.id)
        list.add("planb.route", request.route)
        list.add("planb.dialect", request.dialect.rawValue)
        list.add("planb.key", request.key)
        list.add("planb.team", request.team)
        list.add("planb.outcome", request.outcome.rawValue)
        list.add("planb.target", request.target ?? "")
        list.add("planb.attempts", request.attempts)
        list.add("planb.usage.estimated", request.isEstimated ? true : nil)
        list.add(cost: request.cost)
        list.add("planb.generation", request.generation)
        for label in ["planb.drill", "planb.arm"] {
            if let tag = request.tags.last(where: { $0.hasPrefix(label + "=") }) {
                list.add(label, String(tag.dropFirst(label.utf8.count + 1)))
            }
        }
        if !request.skips.isEmpty {
            list.add("planb.skipped", request.skips.prefix(mostSkips).map(bounded))
        }
        if let offset = request.resumedAt { list.add("planb.resumed_at", offset) }
        span.error = error(of: request)
        list.add("error.type", span.error ?? (request.code.isEmpty ? "" : request.code))
        span.attributes = list.attributes
        span.events = events(of: request, attempts, from: start)
        // A failure that is the client's own is none of the server's.
        if request.outcome != .cut, request.status < 500 { span.error = nil }
        return span
    }

    private static func error(of request: RequestEntry) -> String? {
        switch request.outcome {
        case .cut: request.code.isEmpty ? "cut" : request.code
        case .failed, .surfaced, .interrupted: request.code.isEmpty ? String(request.status) : request.code
        case .answered, .abandoned: nil
        }
    }

    private static func events(
        of request: RequestEntry, _ attempts: [AttemptEntry], from start: UInt64
    ) -> [TraceSpan.Event] {
        var events: [TraceSpan.Event] = []
        if let after = request.commitAfter {
            events.append(TraceSpan.Event(time: start + length(after), name: "planb.first_output"))
        }
        // The answer was put together where the one that completes it had its first output.
        for attempt in attempts where ["restart", "prefill"].contains(attempt.reason) && attempt.isDelivered {
            guard let after = attempt.firstOutputAfter else { continue }
            var list = AttributeList()
            list.add("planb.target", attempt.target)
            list.add("planb.method", attempt.reason)
            if let offset = request.resumedAt { list.add("planb.resumed_at", offset) }
            events.append(
                TraceSpan.Event(
                    time: nanoseconds(attempt.time) + length(after), name: "planb.stitch", attributes: list.attributes))
        }
        return events.sorted { $0.time < $1.time }
    }

    private static func client(
        _ attempt: AttemptEntry, of request: RequestEntry, at place: TraceContext, after failure: FailureClass?,
        _ address: ServerAddress?
    ) -> TraceSpan {
        let start = nanoseconds(attempt.time)
        var span = TraceSpan(
            trace: place.trace, span: place.span(ofAttempt: attempt.number), parent: place.span, state: place.state,
            name: "\(name(attempt.operation)) \(bounded(attempt.model))", kind: .client, start: start,
            end: start + length(attempt.duration))
        var list = AttributeList()
        list.add("gen_ai.operation.name", name(attempt.operation))
        list.add("gen_ai.provider.name", address?.provider ?? attempt.vendor)
        list.add("gen_ai.request.model", attempt.model)
        list.add("gen_ai.request.stream", request.isStream)
        list.add(attempt.usage)
        if request.isStream { list.add("gen_ai.response.time_to_first_chunk", attempt.firstOutputAfter) }
        list.add("server.address", address?.host ?? "")
        list.add("server.port", address?.port)
        list.add("http.response.status_code", attempt.status)
        list.add("planb.attempt.number", attempt.number)
        list.add("planb.attempt.reason", attempt.reason)
        if attempt.reason != "first", attempt.reason != "hedge" {
            list.add("planb.failover.reason", failure?.rawValue ?? "")
        }
        list.add("planb.target", attempt.target)
        list.add("planb.vendor", attempt.vendor)
        list.add("planb.account", attempt.account)
        list.add("planb.region", attempt.region)
        list.add("planb.lineage", attempt.lineage)
        list.add("planb.outcome", attempt.outcome)
        list.add("planb.delivered", attempt.isDelivered)
        list.add("planb.usage.estimated", attempt.isEstimated ? true : nil)
        list.add(cost: attempt.cost)
        list.add("error.type", attempt.failure?.rawValue ?? "")
        span.attributes = list.attributes
        span.error = attempt.failure.flatMap { isNobodys($0) ? nil : $0.rawValue }
        if let after = attempt.sentAfter {
            span.events.append(TraceSpan.Event(time: start + length(after), name: "planb.sent"))
        }
        if let after = attempt.firstOutputAfter {
            span.events.append(TraceSpan.Event(time: start + length(after), name: "planb.first_chunk"))
        }
        if attempt.failure?.isSlowness == true {
            span.events.append(TraceSpan.Event(time: span.end, name: "planb.stall"))
        }
        return span
    }

    /// Whether the failure is not the target's.
    private static func isNobodys(_ failure: FailureClass) -> Bool {
        switch failure {
        case .clientGone, .busy, .superseded, .draining: true
        default: false
        }
    }

    /// The word of the conventions, where they have one.
    private static func name(_ operation: Operation) -> String {
        GenAINames.operation(operation) ?? operation.rawValue
    }

    static func bounded(_ text: String) -> String {
        text.utf8.count <= longest ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(longest)))
    }

    /// From milliseconds since 1970. Times before that, and after 2262, are none of ours.
    private static func nanoseconds(_ milliseconds: Int64) -> UInt64 {
        UInt64(min(max(milliseconds, 0), 9_000_000_000_000)) * 1_000_000
    }

    private static func length(_ span: Instant.Span) -> UInt64 { UInt64(max(span.nanoseconds, 0)) }
}

/// Attributes, without those that say nothing.
private struct AttributeList {
    var attributes: [TraceSpan.Attribute] = []

    /// As many as a span of an attempt has.
    init() { attributes.reserveCapacity(24) }

    mutating func add(_ name: String, _ text: String) {
        if !text.isEmpty { attributes.append(.init(name, .text(RequestSpans.bounded(text)))) }
    }

    mutating func add(_ name: String, _ number: Int?) {
        if let number { attributes.append(.init(name, .int(number))) }
    }

    mutating func add(_ name: String, _ flag: Bool?) {
        if let flag { attributes.append(.init(name, .flag(flag))) }
    }

    mutating func add(_ name: String, _ texts: [String]) { attributes.append(.init(name, .texts(texts))) }

    /// In seconds.
    mutating func add(_ name: String, _ span: Instant.Span?) {
        if let span { attributes.append(.init(name, .double(Double(span.nanoseconds) / 1e9))) }
    }

    mutating func add(_ usage: Usage?) {
        guard let usage else { return }
        add("gen_ai.usage.input_tokens", usage.input)
        add("gen_ai.usage.output_tokens", usage.output)
        if usage.cachedInput > 0 { add("gen_ai.usage.cache_read.input_tokens", usage.cachedInput) }
        if usage.writtenInput > 0 { add("gen_ai.usage.cache_creation.input_tokens", usage.writtenInput) }
        if usage.reasoning > 0 { add("gen_ai.usage.reasoning.output_tokens", usage.reasoning) }
    }

    mutating func add(cost: Int?) {
        if let cost { attributes.append(.init("planb.cost_usd", .double(Double(cost) / 1e9))) }
    }
}
