/// The head of an answer: status line and header lines, with the behaviour's edits.
struct AnswerHead {
    var status: Int
    var lines: [Behaviour.HeaderLine]
    var edit: Behaviour.Head

    /// Whether answers with this status never have a body, RFC 9110 section 6.4.1.
    static func hasNoBody(_ status: Int) -> Bool { (100..<200).contains(status) || status == 204 || status == 304 }

    var isHTTP10: Bool { edit.version == "HTTP/1.0" }

    /// The header lines as they are sent.
    var edited: [Behaviour.HeaderLine] {
        var lines = lines.filter { line in !edit.remove.contains { $0.equalsIgnoringCase(line.name) } }
        for line in edit.set {
            let name = line.name
            let place = lines.firstIndex { $0.name == name }
            lines.removeAll { $0.name == name }
            lines.insert(line, at: place ?? lines.count)
        }
        return lines + edit.add
    }

    /// Whether the behaviour has written that the connection ends.
    var announcesClose: Bool {
        (edit.set + edit.add).contains { $0.name == "connection" && $0.value.lowercased().contains("close") }
    }

    var bytes: [UInt8] {
        let end = edit.lineEnd.bytes
        var bytes =
            edit.statusLine?.bytes
            ?? Array("\(edit.version ?? "HTTP/1.1") \(status) \(edit.reason ?? reasonPhrase(status))".utf8)
        bytes += end
        for line in edited { bytes += line.line.bytes + end }
        return bytes + end
    }

    /// An informational answer.
    static func informational(_ status: Int) -> [UInt8] {
        let link = status == 103 ? "link: </style.css>; rel=preload; as=style\r\n" : ""
        return Array("HTTP/1.1 \(status) \(reasonPhrase(status))\r\n\(link)\r\n".utf8)
    }
}

/// The usual reason phrase of a status code.
func reasonPhrase(_ status: Int) -> String {
    switch status {
    case 100: "Continue"
    case 101: "Switching Protocols"
    case 102: "Processing"
    case 103: "Early Hints"
    case 200: "OK"
    case 201: "Created"
    case 202: "Accepted"
    case 204: "No Content"
    case 301: "Moved Permanently"
    case 302: "Found"
    case 303: "See Other"
    case 304: "Not Modified"
    case 307: "Temporary Redirect"
    case 308: "Permanent Redirect"
    case 400: "Bad Request"
    case 401: "Unauthorized"
    case 402: "Payment Required"
    case 403: "Forbidden"
    case 404: "Not Found"
    case 405: "Method Not Allowed"
    case 408: "Request Timeout"
    case 409: "Conflict"
    case 413: "Content Too Large"
    case 415: "Unsupported Media Type"
    case 422: "Unprocessable Content"
    case 429: "Too Many Requests"
    case 431: "Request Header Fields Too Large"
    case 500: "Internal Server Error"
    case 502: "Bad Gateway"
    case 503: "Service Unavailable"
    case 504: "Gateway Timeout"
    case 529: "Site is overloaded"
    default: "Status"
    }
}
