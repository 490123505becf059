import NIOCore
import PlanBDialects
import PlanBPolicy
import PlanBVocabulary
import PlanBWire

/// The heads of what a client receives. Only these field lines leave: none of a provider's is copied but the content type of what
/// is not looked into.
enum ReplyHeads {
    /// The head of an answer that a target gives.
    static func answer(_ exchange: Exchange, framing: ReplyHead.Framing) -> ReplyHead {
        var fields = start(contentType: exchange.replyContentType ?? "application/json", id: exchange.id)
        if exchange.facts.isEventStream { appendStreamFields(&fields) }
        appendStory(exchange, answeredWith: "200", &fields)
        if exchange.facts.operation == .passthrough { append("x-planb-passthrough", "1", &fields) }
        appendLimits(exchange, &fields)
        if !exchange.dropped.isEmpty { append("x-planb-dropped", exchange.dropped.joined(separator: ","), &fields) }
        return head(200, fields, framing, exchange)
    }

    /// The head of a stream that is kept alive before anybody has answered.
    static func waiting(_ exchange: Exchange) -> ReplyHead {
        var fields = start(contentType: exchange.codec.streamType, id: exchange.id)
        appendStreamFields(&fields)
        return head(200, fields, .stream, exchange)
    }

    /// The head of a provider's final error answer.
    static func finalAnswer(_ exchange: Exchange, _ answer: Exchange.FinalAnswer) -> ReplyHead {
        var fields = start(contentType: "application/json", id: exchange.id)
        append("x-should-retry", "false", &fields)
        // Behind the name an address may follow, which is no business of a client.
        let name = answer.errorType?.prefix { $0 != ":" && $0 != "#" } ?? ""
        if !name.isEmpty, name.utf8.allSatisfy({ 0x41...0x5A ~= $0 || 0x61...0x7A ~= $0 }) {
            append("x-amzn-errortype", String(name), &fields)
        }
        appendLimits(exchange, &fields)
        appendStory(exchange, answeredWith: nil, &fields)
        return head(answer.status, fields, .whole, exchange)
    }

    /// The head of an error of Plan B's own, after attempts.
    static func error(_ error: ClientError, exchange: Exchange) -> ReplyHead {
        var head = ReplyHeads.error(error, id: exchange.id, exchange.codec)
        appendLimits(exchange, &head.fields)
        appendStory(exchange, answeredWith: nil, &head.fields)
        head.allow(exchange.webOrigin)
        return head
    }

    /// The head of an error of Plan B's own.
    static func error(
        _ error: ClientError, id: String, _ codec: any ConversationCodec.Type, closes: Bool = false
    ) -> ReplyHead {
        var fields = start(contentType: "application/json", id: id)
        if let shouldRetry = error.shouldRetry { append("x-should-retry", shouldRetry ? "true" : "false", &fields) }
        if let seconds = error.retryAfterSeconds { append("retry-after", String(seconds), &fields) }
        for header in error.headers + codec.headers(error) { append(header.name, header.value, &fields) }
        return ReplyHead(status: codec.status(error), fields: fields, framing: .whole, closes: closes)
    }

    /// The head of a health document.
    static func page(_ page: Pages.Page, id: String) -> ReplyHead {
        ReplyHead(status: page.status, fields: start(contentType: "application/json", id: id), framing: .whole)
    }

    /// The head of one of Plan B's own documents.
    static func document(id: String) -> ReplyHead {
        ReplyHead(status: 200, fields: start(contentType: "application/json", id: id), framing: .whole)
    }

    private static func head(
        _ status: Int, _ fields: ByteBuffer, _ framing: ReplyHead.Framing, _ exchange: Exchange
    ) -> ReplyHead {
        var head = ReplyHead(status: status, fields: fields, framing: framing)
        head.allow(exchange.webOrigin)
        return head
    }

    private static func start(contentType: String, id: String) -> ByteBuffer {
        var fields = ByteBufferAllocator().buffer(capacity: 512)
        append("content-type", contentType, &fields)
        append("x-request-id", id, &fields)
        return fields
    }

    /// Proxies in front must hand events on as they come. https://nginx.org/en/docs/http/ngx_http_proxy_module.html
    private static func appendStreamFields(_ fields: inout ByteBuffer) {
        fields.writeStaticString("cache-control: no-cache, no-transform\r\nx-accel-buffering: no\r\n")
    }

    private static func appendLimits(_ exchange: Exchange, _ fields: inout ByteBuffer) {
        guard let purse = exchange.purse, purse.scopes.hasLimits else { return }
        RateLimitFields(purse.standing, exchange.facts.dialect, epoch: exchange.arrivedAt / 1000).append(to: &fields)
    }

    private static func appendStory(_ exchange: Exchange, answeredWith outcome: String?, _ fields: inout ByteBuffer) {
        guard exchange.route.reveal == .full else { return }
        if let target = exchange.target, outcome != nil { append("x-planb-target", target.name, &fields) }
        var story = ""
        for note in exchange.notes { story += (story.isEmpty ? "" : ",") + note.target + ":" + note.outcome }
        if let outcome, let target = exchange.target {
            story += (story.isEmpty ? "" : ",") + target.name + ":" + outcome
        }
        if !story.isEmpty { append("x-planb-attempts", story, &fields) }
        if let drill = exchange.drill, drill.arm == .experiment {
            append("x-planb-rehearsal", "\(drill.order.level.rawValue) \(drill.arm.rawValue)", &fields)
        }
    }

    /// A value with a control character would be a way to write further fields: it is left out.
    private static func append(_ name: StaticString, _ value: String, _ fields: inout ByteBuffer) {
        HTTPEncoder.appendField(name, value, to: &fields)
    }
}
