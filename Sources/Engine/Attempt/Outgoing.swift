import NIOCore
import PlanBDialects
import PlanBPolicy
import PlanBProviders
import PlanBVocabulary
import PlanBWire

/// Makes the request for one target, afresh for every attempt, from bytes that are never changed.
enum Outgoing {
    /// The request. Fails if the target's credential is not there. `epoch` is now, in seconds since 1970.
    static func request(
        _ exchange: Exchange, _ attempt: Try, _ preparation: Preparation, to target: UpstreamTarget, epoch: Int64
    ) throws(AttemptFailure) -> UpstreamRequest {
        let facts = exchange.facts
        let model = attempt.candidate.model
        var head = ByteBufferAllocator().buffer(capacity: 640)
        head.writeString(facts.method)
        head.writeStaticString(" ")
        let path = target.basePath + preparation.path
        let query = joinedQuery(target.query, preparation.query)
        head.writeString(path)
        if !query.isEmpty { head.writeString("?" + query) }
        head.writeStaticString(" HTTP/1.1\r\n")
        append("host", target.origin.authority, &head)
        append("accept", facts.probe.isStream ? streamType(facts, target) : "*/*", &head)
        // The stream is read on its way: compressed, it could not be.
        head.writeStaticString("user-agent: planb\r\naccept-encoding: identity\r\n")
        for header in target.headers { append(header.name, header.value, &head) }
        // What the configuration or the translation says, the client cannot say otherwise.
        let said = target.headers.map { $0.name.lowercased() } + preparation.headers.map(\.name.description)
        for header in exchange.head.values
        where target.provider.vendorHeaders.contains(header.name) && !said.contains(header.name) {
            append(header.name, header.value, &head)
        }
        for header in preparation.headers { append(header.name.description, header.value, &head) }
        if target.forwardsTrace, let trace = exchange.trace, !said.contains("traceparent") {
            let span = trace.span(ofAttempt: exchange.numbers.upcoming)
            append("traceparent", trace.header(from: span), &head)
            if !trace.state.isEmpty { append("tracestate", trace.state, &head) }
        }
        if let type = facts.contentType { append("content-type", type, &head) }
        let beginning = attempt.reason == .prefill ? exchange.delivered : nil
        let body: UpstreamRequest.Body
        if let written = preparation.body {
            append("content-length", String(written.readableBytes), &head)
            body = .bytes(written)
        } else {
            body = try self.body(facts, target, model: model, beginning, head: &head)
        }
        let message = Authentication.Message(
            method: facts.method, path: path, query: query, contentType: facts.contentType, body: body.whole)
        try Authentication(target: target, epoch: epoch).write(
            message, clientSecret: exchange.caller.ownCredential, &head)
        head.writeStaticString("\r\n")
        return UpstreamRequest(
            origin: target.origin, head: head, body: body, isHead: facts.method == "HEAD",
            needsFreshConnection: attempt.needsFreshConnection)
    }

    private static func body(
        _ facts: Facts, _ target: UpstreamTarget, model: String, _ beginning: Delivered?, head: inout ByteBuffer
    ) throws(AttemptFailure) -> UpstreamRequest.Body {
        switch facts.body {
        case .whole(let bytes):
            if let beginning {
                let body = try OpenAIRequest.body(
                    bytes, probe: facts.probe, model: model, prefill: beginning, style: target.provider.prefillStyle,
                    addsUsage: target.provider.reportsStreamUsage)
                append("content-length", String(body.readableBytes), &head)
                return .bytes(body)
            }
            // Where the path names the model, the body does not.
            let body =
                facts.form == .opaque || facts.pathFacts.model != nil
                ? bytes
                : OpenAIRequest.body(
                    bytes, probe: facts.probe, model: model, isForm: facts.form == .form,
                    addsUsage: target.provider.reportsStreamUsage && facts.countsTokensInStream,
                    renames: target.provider.quirks.renames)
            if body.readableBytes > 0 || facts.method == "POST" {
                append("content-length", String(body.readableBytes), &head)
            }
            return .bytes(body)
        case .prefix(let bytes):
            // A rewritten model changes the length; chunks need none.
            let prefix =
                facts.form == .form
                ? OpenAIRequest.body(bytes, probe: facts.probe, model: model, isForm: true, addsUsage: false) : bytes
            guard let length = facts.source?.declaredLength else {
                append("transfer-encoding", "chunked", &head)
                return upload(prefix, facts, isChunked: true)
            }
            append("content-length", String(length + prefix.readableBytes - bytes.readableBytes), &head)
            return upload(prefix, facts, isChunked: false)
        }
    }

    private static func upload(_ prefix: ByteBuffer, _ facts: Facts, isChunked: Bool) -> UpstreamRequest.Body {
        guard let source = facts.source else { return .bytes(prefix) }
        return .upload(prefix: prefix, source: source, isChunked: isChunked)
    }

    /// Values come from the configuration or from a parsed head, neither of which can hold a line end; checked again
    /// here because a mistake would let a caller write headers.
    static func append(_ name: String, _ value: String, _ head: inout ByteBuffer) {
        HTTPEncoder.appendField(name: name, value: value, to: &head)
    }

    /// Amazon's streams are not server-sent events.
    private static func streamType(_ facts: Facts, _ target: UpstreamTarget) -> String {
        facts.isConversation && target.provider.dialect == .bedrock
            ? "application/vnd.amazon.eventstream" : "text/event-stream"
    }

    private static func joinedQuery(_ fixed: String, _ asked: String) -> String {
        if fixed.isEmpty { return asked }
        return asked.isEmpty ? fixed : fixed + "&" + asked
    }
}

extension UpstreamRequest.Body {
    /// The bytes; nil if they are still arriving.
    var whole: ByteBuffer? { if case .bytes(let bytes) = self { bytes } else { nil } }
}
