/// Reads `value; name=token; name="quoted"`, as Content-Type (RFC 2045 §5.1) and Content-Disposition (RFC 2183 §2) are
/// written. Names are compared without regard to case. Whitespace around `;` and `=` is tolerated.
struct HeaderParameters {
    /// What stands before the first semicolon, without whitespace around it.
    let value: String
    private let parameters: [(name: String, value: String)]

    /// Nil if the text is malformed: a quoted string does not end, or a parameter has no name or no `=`.
    init?(_ text: some Collection<UInt8>) {
        var rest = Array(text)[...]
        value = Self.trimmed(Self.take(&rest) { $0 != UInt8(ascii: ";") })
        var found: [(name: String, value: String)] = []
        while !rest.isEmpty {
            rest.removeFirst()
            let name = Self.trimmed(Self.take(&rest) { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ";") })
            // A semicolon at the end is a common slip without any harm.
            if name.isEmpty, rest.first != UInt8(ascii: "=") { continue }
            guard !name.isEmpty, rest.first == UInt8(ascii: "=") else { return nil }
            rest.removeFirst()
            _ = Self.take(&rest, while: Self.isWhitespace)
            if rest.first == UInt8(ascii: "\"") {
                guard let text = Self.takeQuoted(&rest) else { return nil }
                found.append((name.lowercased(), text))
            } else {
                found.append((name.lowercased(), Self.trimmed(Self.take(&rest) { $0 != UInt8(ascii: ";") })))
            }
        }
        parameters = found
    }

    /// The values of all parameters of that name, which is given in lower case.
    func all(_ name: String) -> [String] {
        parameters.filter { $0.name == name }.map(\.value)
    }

    /// A quoted string and the whitespace after it. A backslash quotes the quote and itself only: some browsers write
    /// the backslashes of a Windows path without quoting them.
    private static func takeQuoted(_ rest: inout ArraySlice<UInt8>) -> String? {
        rest.removeFirst()
        var text: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""):
                _ = take(&rest, while: isWhitespace)
                guard rest.isEmpty || rest.first == UInt8(ascii: ";") else { return nil }
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\") where rest.first == UInt8(ascii: "\"") || rest.first == UInt8(ascii: "\\"):
                text.append(rest.removeFirst())
            default: text.append(byte)
            }
        }
        return nil
    }

    private static func take(
        _ rest: inout ArraySlice<UInt8>, while predicate: (UInt8) -> Bool
    ) -> ArraySlice<UInt8> {
        let taken = rest.prefix(while: predicate)
        rest = rest[taken.endIndex...]
        return taken
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
        let start = bytes.drop(while: isWhitespace)
        let end = start.lastIndex { !isWhitespace($0) }.map { $0 + 1 } ?? start.startIndex
        return String(decoding: start[start.startIndex..<end], as: UTF8.self)
    }

    private static func isWhitespace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }
}
