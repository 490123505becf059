/// Writes messages of Protocol Buffers: https://protobuf.dev/programming-guides/encoding/
///
/// As in proto3, what is zero or empty is not written.
struct ProtobufWriter {
    private(set) var bytes: [UInt8] = []

    /// Without a message. There is room for so many bytes before it has to grow.
    init(capacity: Int = 0) { bytes.reserveCapacity(capacity) }

    mutating func varint(_ field: Int, _ value: UInt64) {
        guard value != 0 else { return }
        tag(field, 0)
        append(value)
    }

    mutating func fixed64(_ field: Int, _ value: UInt64) {
        guard value != 0 else { return }
        tag(field, 1)
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func fixed32(_ field: Int, _ value: UInt32) {
        guard value != 0 else { return }
        tag(field, 5)
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    mutating func string(_ field: Int, _ text: String) {
        if !text.isEmpty { member(field, text) }
    }

    /// Of several kinds of value one: it is written also where it is empty.
    mutating func member(_ field: Int, _ text: String) {
        tag(field, 2)
        append(UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    /// As `member`, for a number.
    mutating func member(_ field: Int, _ value: UInt64) {
        tag(field, 0)
        append(value)
    }

    /// As `member`, for a number with a point.
    mutating func member(_ field: Int, _ value: Double) {
        tag(field, 1)
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// Words of 64 bits as bytes, the highest first.
    mutating func words(_ field: Int, _ words: UInt64...) {
        tag(field, 2)
        append(UInt64(words.count * 8))
        for word in words { withUnsafeBytes(of: word.bigEndian) { bytes.append(contentsOf: $0) } }
    }

    /// A message within this one. It is written where it belongs, behind one byte for its length, which is enough for most;
    /// what is longer is moved.
    mutating func message(_ field: Int, _ write: (inout ProtobufWriter) -> Void) {
        tag(field, 2)
        let place = bytes.count
        bytes.append(0)
        write(&self)
        let length = bytes.count - place - 1
        guard length >= 0x80 else {
            bytes[place] = UInt8(truncatingIfNeeded: length)
            return
        }
        var prefix = ProtobufWriter()
        prefix.append(UInt64(length))
        bytes.replaceSubrange(place...place, with: prefix.bytes)
    }

    private mutating func tag(_ field: Int, _ kind: UInt64) { append(UInt64(field) << 3 | kind) }

    private mutating func append(_ value: UInt64) {
        guard value >= 0x80 else { return bytes.append(UInt8(truncatingIfNeeded: value)) }
        var value = value
        while value >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: value))
    }
}

/// Finds fields in a message that anybody may have written.
enum ProtobufFields {
    /// The last field of that number with bytes in it.
    static func bytes(of number: UInt64, in message: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        var found: ArraySlice<UInt8>?
        read(message) { field, _, bytes in if field == number, let bytes { found = bytes } }
        return found
    }

    /// The last field of that number with a varint in it.
    static func varint(of number: UInt64, in message: ArraySlice<UInt8>) -> UInt64? {
        var found: UInt64?
        read(message) { field, value, _ in if field == number, let value { found = value } }
        return found
    }

    /// Reads as far as the message makes sense.
    private static func read(
        _ message: ArraySlice<UInt8>, _ body: (_ field: UInt64, _ varint: UInt64?, _ bytes: ArraySlice<UInt8>?) -> Void
    ) {
        var rest = message
        while let tag = varint(&rest) {
            switch tag & 7 {
            case 0:
                guard let value = varint(&rest) else { return }
                body(tag >> 3, value, nil)
            case 1:
                guard rest.count >= 8 else { return }
                rest = rest.dropFirst(8)
            case 2:
                guard let length = varint(&rest), length <= UInt64(rest.count) else { return }
                body(tag >> 3, nil, rest.prefix(Int(length)))
                rest = rest.dropFirst(Int(length))
            case 5:
                guard rest.count >= 4 else { return }
                rest = rest.dropFirst(4)
            default: return
            }
        }
    }

    private static func varint(_ rest: inout ArraySlice<UInt8>) -> UInt64? {
        var value: UInt64 = 0
        for shift in stride(from: UInt64(0), to: 64, by: 7) {
            guard let byte = rest.popFirst() else { return nil }
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
        }
        return nil
    }
}
