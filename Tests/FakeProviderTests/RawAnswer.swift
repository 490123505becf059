/// An answer taken apart by hand: just enough to compare bodies. Nil members mean that the bytes do not have them.
struct RawAnswer {
    var head: String
    var rest: [UInt8]

    init?(_ bytes: [UInt8]) {
        let blank = Array("\r\n\r\n".utf8)
        guard let start = bytes.indices.first(where: { bytes[$0...].starts(with: blank) }) else { return nil }
        head = String(decoding: bytes[..<start], as: UTF8.self)
        rest = Array(bytes[(start + 4)...])
    }

    var status: Int? { Int(head.split(separator: " ").dropFirst().first ?? "") }

    func header(_ name: String) -> String? {
        head.split(separator: "\r\n").dropFirst().first { $0.hasPrefix("\(name): ") }.map {
            String($0.dropFirst(name.count + 2))
        }
    }

    /// The sizes and the bytes of the chunks; whether the last chunk is there.
    var chunks: (data: [[UInt8]], isComplete: Bool)? {
        var data: [[UInt8]] = []
        var rest = rest[...]
        while let end = rest.firstIndex(of: 0x0A) {
            let line = String(decoding: rest[..<end].dropLast(), as: UTF8.self)
            guard let size = Int(line, radix: 16) else { return nil }
            rest = rest[(end + 1)...]
            if size == 0 { return (data, rest.elementsEqual([0x0D, 0x0A])) }
            data.append(Array(rest.prefix(size)))
            rest = rest.dropFirst(size + 2)
        }
        return (data, false)
    }

    /// The body without its framing.
    var body: [UInt8] {
        header("transfer-encoding") == "chunked" ? (chunks?.data ?? []).flatMap { $0 } : rest
    }

    var text: String { String(decoding: body, as: UTF8.self) }
}

/// A request for a chat completion.
func chatRequest(stream: Bool = true, extra: String = "", headers: String = "") -> String {
    let body = #"{"model":"gpt-4.1","stream":\#(stream),"messages":[{"role":"user","content":"a b c"}]\#(extra)}"#
    return
        "POST /v1/chat/completions HTTP/1.1\r\nhost: fake\r\n\(headers)content-length: \(body.utf8.count)\r\n\r\n\(body)"
}
