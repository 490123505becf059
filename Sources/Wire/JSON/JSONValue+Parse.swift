extension JSONValue {
    /// Reads a whole document. Uses no recursion: the open containers are kept in an array.
    /// - Parameters:
    ///   - bytes: the document; a leading byte order mark is passed over.
    ///   - limits: the bounds on depth and members.
    /// - Throws: the first fault of the document.
    public static func parse(
        _ bytes: Span<UInt8>, limits: JSONLimits = .default
    ) throws(JSONFault) -> JSONValue {
        var cursor = JSONCursor(limits: limits)
        cursor.skipBOMAndWhitespace(in: bytes)
        var open: [Container] = []
        while true {
            var value: JSONValue?
            switch try cursor.peekKind(in: bytes) {
            case .object:
                try cursor.enterObject(in: bytes)
                open.append(.object([], key: ""))
            case .array:
                try cursor.enterArray(in: bytes)
                open.append(.array([]))
            default: value = try scalar(of: cursor.skipValue(in: bytes), in: bytes)
            }
            // Hand the value to its container, and the container to the next one, as long as containers end here.
            while true {
                guard var container = open.popLast() else {
                    try cursor.finish(in: bytes)
                    return value ?? .null
                }
                if let value { container.append(value) }
                value = try container.advance(&cursor, in: bytes)
                if value == nil {
                    open.append(container)
                    break
                }
            }
        }
    }

    private static func scalar(of range: JSONValueRange, in bytes: Span<UInt8>) throws(JSONFault) -> JSONValue {
        switch range.kind {
        case .true: return .bool(true)
        case .false: return .bool(false)
        case .string: return .string(try JSONText.unescape(range.bytes, in: bytes))
        case .number: return .number(try JSONText.unescape(range.bytes, in: bytes))
        case .null, .object, .array: return .null
        }
    }
}

/// A container whose end was not reached yet.
private enum Container {
    /// `key` is the name of the value that comes next.
    case object([JSONPair], key: String)
    case array([JSONValue])

    mutating func append(_ value: JSONValue) {
        switch consume self {
        case .object(var pairs, let key):
            pairs.append(JSONPair(key, value))
            self = .object(pairs, key: key)
        case .array(var elements):
            elements.append(value)
            self = .array(elements)
        }
    }

    /// Goes to the next item; gives the finished value if there is none.
    mutating func advance(_ cursor: inout JSONCursor, in bytes: Span<UInt8>) throws(JSONFault) -> JSONValue? {
        switch self {
        case .object(let pairs, _):
            guard let key = try cursor.nextKey(in: bytes) else { return .object(pairs) }
            self = .object(pairs, key: try JSONText.unescape(key, in: bytes))
        case .array(let elements):
            guard try cursor.nextElement(in: bytes) else { return .array(elements) }
        }
        return nil
    }
}
