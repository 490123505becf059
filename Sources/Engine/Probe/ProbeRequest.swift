import NIOCore
import PlanBProviders
import PlanBVocabulary
import PlanBWire

/// The request of a probe: as small as one that the model has to answer can be.
enum ProbeRequest {
    /// A probe of `target`, which was last used for `operation`. Fails if the target's credential is not there.
    static func request(
        to target: UpstreamTarget, like operation: Operation?
    ) throws(AttemptFailure) -> UpstreamRequest {
        let (path, body) = content(target, operation ?? .chat)
        var head = ByteBufferAllocator().buffer(capacity: 512)
        head.writeStaticString(body == nil ? "GET " : "POST ")
        head.writeString(target.basePath + path + (target.query.isEmpty ? "" : "?" + target.query))
        head.writeString(" HTTP/1.1\r\nhost: \(target.origin.authority)\r\nuser-agent: planb-probe\r\naccept: */*\r\n")
        head.writeStaticString("accept-encoding: identity\r\n")
        try Outgoing.authenticate(target, clientSecret: nil, &head)
        for header in target.headers { Outgoing.append(header.name, header.value, &head) }
        if let body {
            head.writeString("content-type: application/json\r\ncontent-length: \(body.readableBytes)\r\n")
        }
        head.writeStaticString("\r\n")
        return UpstreamRequest(
            origin: target.origin, head: head, body: .bytes(body ?? ByteBuffer()), needsFreshConnection: true)
    }

    /// Whether a probe like `operation` asks for text.
    static func isChat(_ operation: Operation?) -> Bool {
        switch operation ?? .chat {
        case .chat, .completion, .response: true
        default: false
        }
    }

    /// Text models answer one token. Of what makes images or sound only the list of models is asked: it needs the same
    /// host and the same key, and costs nothing.
    private static func content(_ target: UpstreamTarget, _ operation: Operation) -> (path: String, body: ByteBuffer?) {
        let model = target.model ?? ""
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("model")
        writer.string(model)
        switch operation {
        case .chat, .completion, .response:
            writer.key("messages")
            writer.beginArray()
            writer.beginObject()
            writer.key("role")
            writer.string("user")
            writer.key("content")
            writer.string("Say OK.")
            writer.endObject()
            writer.endArray()
            writer.key(target.provider.outputLimit.name)
            writer.int(target.provider.outputLimit.least)
            writer.endObject()
            return ("/chat/completions", writer.buffer)
        case .embedding:
            writer.key("input")
            writer.string("OK")
            writer.endObject()
            return ("/embeddings", writer.buffer)
        default: return ("/models", nil)
        }
    }
}
