public import NIOCore

extension JSONValue {
    /// Appends the value without any insignificant whitespace. Uses no recursion.
    public func write(into buffer: inout ByteBuffer) {
        var writer = JSONWriter(buffer: buffer)
        // So that the writer holds the only reference to the storage and need not copy it.
        buffer = ByteBuffer()
        writer.value(self)
        buffer = writer.buffer
    }
}

extension JSONWriter {
    /// A value of any kind.
    public mutating func value(_ value: JSONValue) {
        var open: [Pending] = []
        var next: JSONValue? = value
        while true {
            if let value = next { begin(value, &open) }
            guard let last = open.indices.last else { return }
            next = open[last].next(&self)
            if next == nil { open.removeLast() }
        }
    }

    private mutating func begin(_ value: JSONValue, _ open: inout [Pending]) {
        switch value {
        case .object(let pairs):
            beginObject()
            open.append(.object(pairs[...]))
        case .array(let elements):
            beginArray()
            open.append(.array(elements[...]))
        case .string(let text): string(text)
        case .number(let text): number(text)
        case .bool(let flag): bool(flag)
        case .null: null()
        }
    }
}

/// A container of which a part is still to be written.
private enum Pending {
    case object(ArraySlice<JSONPair>)
    case array(ArraySlice<JSONValue>)

    /// The next value to write; nil if the container was closed.
    mutating func next(_ writer: inout JSONWriter) -> JSONValue? {
        switch self {
        case .object(let pairs):
            guard let pair = pairs.first else {
                writer.endObject()
                return nil
            }
            writer.key(pair.name)
            self = .object(pairs.dropFirst())
            return pair.value
        case .array(let elements):
            guard let element = elements.first else {
                writer.endArray()
                return nil
            }
            self = .array(elements.dropFirst())
            return element
        }
    }
}
