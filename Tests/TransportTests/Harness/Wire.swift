/// A request as it stands on the wire.
struct Wire: Sendable {
    var method = "POST"
    var target = "/v1/chat/completions"
    var version = "HTTP/1.1"
    var fields = ["host: localhost", "content-type: application/json"]
    var body: [UInt8] = []
    /// Nil leaves the field out.
    var length: String?

    /// A request with this body and its length.
    init(_ body: some Sequence<UInt8>, fields: [String] = []) {
        self.body = Array(body)
        self.fields += fields
        length = String(self.body.count)
    }

    /// A chat completion with this JSON.
    static func json(_ text: String) -> Wire { Wire(text.utf8) }

    /// A good chat completion; `more` are further members, each after a comma.
    static func chat(_ more: String = "", isStream: Bool = false, fields: [String] = []) -> Wire {
        let members = #""model":"gpt-4.1","stream":\#(isStream),"messages":[{"role":"user","content":"a b c"}]"#
        return Wire("{\(members)\(more)}".utf8, fields: fields)
    }

    /// A request without a body.
    static func get(_ target: String, fields: [String] = []) -> Wire {
        Wire([], fields: fields).with {
            $0.method = "GET"
            $0.target = target
            $0.length = nil
        }
    }

    /// A copy that is changed by `edit`.
    func with(_ edit: (inout Wire) -> Void) -> Wire {
        var copy = self
        edit(&copy)
        return copy
    }

    var head: String {
        var lines = ["\(method) \(target) \(version)"] + fields
        if let length { lines.append("content-length: \(length)") }
        return lines.joined(separator: "\r\n") + "\r\n\r\n"
    }

    var bytes: [UInt8] { Array(head.utf8) + body }

    /// The same request with its body in these chunks.
    func chunked(_ chunks: String) -> [UInt8] {
        Array(
            with {
                $0.length = nil; $0.fields.append("transfer-encoding: chunked")
            }.head.utf8) + Array(chunks.utf8)
    }
}
