/// One line of an event stream, without its end.
struct SSELine {
    /// The fields that matter here. `id` and `retry` steer the reconnection of a browser, so they are passed over.
    enum Field {
        case data, event, other
    }

    let field: Field

    /// The bytes of the value, after the colon and one space.
    let value: Range<Int>

    /// Splits a line that is not empty (WHATWG HTML §9.2.6, "process the field").
    init(_ range: Range<Int>, in bytes: Span<UInt8>) {
        if let value = Self.value(of: "data", range, in: bytes) {
            self.init(field: .data, value: value)
        } else if let value = Self.value(of: "event", range, in: bytes) {
            self.init(field: .event, value: value)
        } else {
            self.init(field: .other, value: range.upperBound..<range.upperBound)
        }
    }

    private init(field: Field, value: Range<Int>) {
        self.field = field
        self.value = value
    }

    /// Nil if the line is of another field. A line without a colon is a field with an empty value.
    @inline(__always)
    private static func value(of name: StaticString, _ line: Range<Int>, in bytes: Span<UInt8>) -> Range<Int>? {
        let length = name.utf8CodeUnitCount
        guard line.count >= length else { return nil }
        for index in 0..<length where bytes[line.lowerBound + index] != name.utf8Start[index] { return nil }
        var start = line.lowerBound + length
        if start == line.upperBound { return start..<start }
        guard bytes[start] == UInt8(ascii: ":") else { return nil }
        start += 1
        if start < line.upperBound, bytes[start] == UInt8(ascii: " ") { start += 1 }
        return start..<line.upperBound
    }
}
