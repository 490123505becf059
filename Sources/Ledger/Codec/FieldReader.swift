/// Why the bytes of a record are not one.
public struct RecordFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong.
    public var description: String
    /// It is of a build that came later.
    public var isNewer = false

    /// A fault.
    public init(_ description: String, isNewer: Bool = false) {
        self.description = description
        self.isNewer = isNewer
    }
}

/// Reads the fields that `RecordBuffer` writes, in whatever order they are. Never reads beyond its range.
struct FieldReader {
    /// One field's value, still in its form.
    enum Value {
        case varint(UInt64)
        case fixed(UInt64)
        case bytes(Range<Int>)
    }

    private let source: [UInt8]
    private var place: Int
    private let end: Int

    /// A reader of `range`, which is clamped to what there is.
    init(_ source: [UInt8], _ range: Range<Int>) {
        self.source = source
        let range = range.clamped(to: 0..<source.count)
        place = range.lowerBound
        end = range.upperBound
    }

    /// One byte.
    mutating func byte() throws(RecordFault) -> UInt8 {
        guard place < end else { throw RecordFault("it ends too early") }
        defer { place += 1 }
        return source[place]
    }

    /// The next field; nil at the end.
    mutating func next() throws(RecordFault) -> (number: Int, value: Value)? {
        guard place < end else { return nil }
        let tag = try varint()
        guard tag >> 2 <= 1 << 20 else { throw RecordFault("a field has an absurd number") }
        let number = Int(tag >> 2)
        switch FieldForm(rawValue: UInt8(tag & 3)) {
        case .varint: return (number, .varint(try varint()))
        case .fixed:
            var value: UInt64 = 0
            for shift in 0..<8 { value |= UInt64(try byte()) << UInt64(shift * 8) }
            return (number, .fixed(value))
        case .bytes:
            let length = try varint()
            guard length <= UInt64(end - place) else { throw RecordFault("field \(number) is longer than its record") }
            let range = place..<place + Int(length)
            place = range.upperBound
            return (number, .bytes(range))
        case nil: throw RecordFault("field \(number) has an unknown form")
        }
    }

    private mutating func varint() throws(RecordFault) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = try byte()
            guard shift < 63 || next <= 1 else { throw RecordFault("a number is longer than 64 bits") }
            value |= UInt64(next & 0x7F) << shift
            if next < 0x80 { return value }
            shift += 7
        }
    }

    func text(_ value: Value) throws(RecordFault) -> String {
        guard case .bytes(let range) = value else { throw RecordFault("a number stands where a text is due") }
        return String(decoding: source[range], as: UTF8.self)
    }

    func fields(_ value: Value) throws(RecordFault) -> FieldReader {
        guard case .bytes(let range) = value else { throw RecordFault("a number stands where fields are due") }
        return FieldReader(source, range)
    }

    func long(_ value: Value) throws(RecordFault) -> Int64 {
        guard case .varint(let folded) = value else { throw RecordFault("a text stands where a number is due") }
        return Int64(bitPattern: folded >> 1) ^ -Int64(bitPattern: folded & 1)
    }

    func integer(_ value: Value) throws(RecordFault) -> Int { Int(truncatingIfNeeded: try long(value)) }

    func bits(_ value: Value) throws(RecordFault) -> UInt64 {
        guard case .fixed(let bits) = value else { throw RecordFault("a field has another form than it should") }
        return bits
    }
}
