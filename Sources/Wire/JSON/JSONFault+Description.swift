extension JSONFault: CustomStringConvertible {
    /// One line, for example `byte 17: a string contains the raw control character U+000A; write it as \u000A`.
    public var description: String { "byte \(offset): \(explanation)" }

    private var explanation: String {
        switch reason {
        case .unexpectedEnd: "the text ends before the JSON value is complete"
        case .unexpectedByte: "found \(foundText) where \(expectedText) is due"
        case .depth: "objects and arrays are nested too deeply"
        case .invalidUTF8: "a string is not valid UTF-8\(found.map { " (byte 0x\(Self.hexadecimal($0)))" } ?? "")"
        case .loneSurrogate: "a \\u escape is one half of a surrogate pair, and the other half is missing"
        case .invalidEscape:
            "a backslash must be followed by one of \" \\ / b f n r t, or u and four hexadecimal digits"
        case .controlCharacter:
            found.map {
                "a string contains the raw control character U+00\(Self.hexadecimal($0)); "
                    + "write it as \\u00\(Self.hexadecimal($0))"
            } ?? "a string contains a raw control character; escape it"
        case .invalidNumber: "not a number as JSON writes it"
        case .tooManyMembers: "the document has too many object members"
        case .trailingBytes: "\(foundText) follows the end of the document"
        }
    }

    private var foundText: String {
        switch found {
        case .some(let byte) where byte > 0x20 && byte < 0x7F: "'\(Character(UnicodeScalar(byte)))'"
        case .some(let byte): "byte 0x\(Self.hexadecimal(byte))"
        case .none: "something"
        }
    }

    private var expectedText: String {
        switch expected {
        case .object: "an object"
        case .array: "an array"
        case .key: "a member name in double quotes"
        case .colon: "':'"
        case .commaOrBrace: "',' or '}'"
        case .commaOrBracket: "',' or ']'"
        case .value, .none: "a value"
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.count == 1 ? "0" + digits : digits
    }
}
