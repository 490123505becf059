import NIOCore
import PlanBDialects
import PlanBWire

/// What a web page needs to be told so that its browser lets it call the gateway
/// (https://fetch.spec.whatwg.org/#http-cors-protocol). Only origins in `cors:` get here; credentials are never those of
/// the browser, so none are allowed.
enum WebOrigin {
    /// The origin of the page that sent `head`, if it may call.
    static func allowed(_ head: HTTPRequestHead, _ settings: ListenerSettings) -> String? {
        guard !settings.corsOrigins.isEmpty, let origin = head.fields.first("origin") else { return nil }
        return settings.corsOrigins.contains(origin) ? origin : nil
    }

    /// The answer to the question that a browser asks before the request itself; nil for any other request.
    static func preflight(_ head: HTTPRequestHead, _ settings: ListenerSettings) -> ReplyHead? {
        guard head.method == .options, head.fields.contains("access-control-request-method"),
            allowed(head, settings) != nil
        else { return nil }
        var fields = ByteBuffer(string: "access-control-allow-methods: GET, POST, DELETE\r\n")
        fields.writeStaticString("access-control-max-age: 600\r\naccess-control-allow-headers: ")
        fields.writeString(requestedHeaders(head))
        fields.writeStaticString("\r\n")
        return ReplyHead(status: 204, fields: fields, framing: .whole)
    }

    /// What the page wants to send, repeated: an allowed page may send any header that the gateway understands.
    private static func requestedHeaders(_ head: HTTPRequestHead) -> String {
        let asked = head.fields.first("access-control-request-headers") ?? ""
        let names = asked.split(separator: ",").map { $0.filter { $0 != " " } }
        let safe = names.filter { name in
            !name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }
        }
        return safe.isEmpty ? "authorization, content-type" : safe.joined(separator: ", ")
    }
}

extension ReplyHead {
    /// Tells the browser that the page of `origin` may read the answer.
    mutating func allow(_ origin: String?) {
        guard let origin else { return }
        fields.writeStaticString("access-control-allow-origin: ")
        fields.writeString(origin)
        fields.writeStaticString("\r\nvary: origin\r\naccess-control-expose-headers: *\r\n")
    }
}
