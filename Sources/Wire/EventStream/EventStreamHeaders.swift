import NIOCore

/// Reads the block of headers of a message.
enum EventStreamHeaders {
    /// Many more than any message has. It bounds the search for names that come twice.
    private static let most = 64

    /// All headers of `block`.
    static func read(_ block: ByteBuffer) throws(EventStreamFault) -> [EventStreamHeader] {
        var block = block
        var headers: [EventStreamHeader] = []
        headers.reserveCapacity(4)
        while block.readableBytes > 0 {
            guard headers.count < most, let length = block.readInteger(as: UInt8.self), length > 0,
                let name = block.readSlice(length: Int(length)), let kind = block.readInteger(as: UInt8.self),
                let value = value(kind, &block), !headers.contains(where: { $0.name == name })
            else { throw .header }
            headers.append(EventStreamHeader(name: name, value: value))
        }
        return headers
    }

    /// Nil if there is no such kind, or the block ends before the value does.
    private static func value(_ kind: UInt8, _ block: inout ByteBuffer) -> EventStreamHeader.Value? {
        switch kind {
        case 0: .bool(true)
        case 1: .bool(false)
        case 2: block.readInteger().map { .int8($0) }
        case 3: block.readInteger().map { .int16($0) }
        case 4: block.readInteger().map { .int32($0) }
        case 5: block.readInteger().map { .int64($0) }
        case 6: block.readLengthPrefixedSlice(as: UInt16.self).map { .bytes($0) }
        case 7: block.readLengthPrefixedSlice(as: UInt16.self).map { .string($0) }
        case 8: block.readInteger().map { .timestamp($0) }
        case 9: block.readSlice(length: 16).map { .uuid($0) }
        default: nil
        }
    }
}
