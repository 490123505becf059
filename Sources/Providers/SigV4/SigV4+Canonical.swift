extension SigV4 {
    static func canonicalRequest(
        _ request: Request, _ headers: [(name: String, value: String)], _ names: String
    ) -> String {
        let lines = headers.map { "\($0.name):\($0.value)\n" }.joined()
        return [
            request.method, canonicalPath(request.path), canonicalQuery(request.query), lines, names,
            hash(request.body),
        ].joined(separator: "\n")
    }

    /// The path is encoded once more, as it was sent: a `%3A` of the wire is `%253A` here. (Only S3 does without.)
    static func canonicalPath(_ path: String) -> String {
        let digits = Array("0123456789ABCDEF")
        var text = path.hasPrefix("/") ? "" : "/"
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "~"), UInt8(ascii: "/"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                text.append("%")
                text.append(digits[Int(byte >> 4)])
                text.append(digits[Int(byte & 0xF)])
            }
        }
        return text
    }

    /// The items in the order of their names, then of their values; an item without a value has an empty one.
    static func canonicalQuery(_ query: String) -> String {
        let items = query.split(separator: "&").map { item in
            let parts = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (name: String(parts[0]), value: parts.count > 1 ? String(parts[1]) : "")
        }
        return items.sorted { ($0.name, $0.value) < ($1.name, $1.value) }.map { "\($0.name)=\($0.value)" }
            .joined(separator: "&")
    }

    /// Names in lower case and in order; values without white space around them, and one blank for more within.
    static func canonical(_ headers: [(name: String, value: String)]) -> [(name: String, value: String)] {
        var values: [String: [String]] = [:]
        for header in headers {
            let words = header.value.split { $0 == " " || $0 == "\t" }
            values[header.name.lowercased(), default: []].append(words.joined(separator: " "))
        }
        return values.keys.sorted().map { ($0, (values[$0] ?? []).joined(separator: ",")) }
    }
}
