/// Reads strings and integers that a cursor or an outline found.
///
/// A range of a string may include its quotes (as `JSONValueRange.bytes` does) or not (as a key does): a quote cannot
/// begin the inside of a string, so the two are told apart. A range that does not lie within the bytes is never read.
public enum JSONText {
    /// The text of a string, with its escapes resolved.
    /// - Parameters:
    ///   - range: the string, with its quotes or without them.
    ///   - bytes: the text the range refers to.
    /// - Throws: if an escape or the UTF-8 is not valid, or the range lies outside; never for what a cursor has passed.
    public static func unescape(_ range: Range<Int>, in bytes: Span<UInt8>) throws(JSONFault) -> String {
        guard let inside = inside(of: range, in: bytes) else {
            throw JSONFault(.unexpectedEnd, at: bytes.count)
        }
        let content = bytes.extracting(inside)
        // Names and words, for the most part: nothing to resolve and nothing to check.
        if isPlain(content) { return content.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) } }
        if !contains(UInt8(ascii: "\\"), in: content), let text = validated(content) { return text }
        return try resolved(content, at: inside.lowerBound)
    }

    /// Whether a string stands for `name`. Compares bytes, and resolves escapes only if there are any.
    @inlinable
    public static func equals(_ range: Range<Int>, _ name: StaticString, in bytes: Span<UInt8>) -> Bool {
        guard let inside = inside(of: range, in: bytes) else { return false }
        let length = name.utf8CodeUnitCount
        if inside.count == length {
            for index in 0..<length where bytes[inside.lowerBound + index] != name.utf8Start[index] { return false }
            return true
        }
        // An escape is at most six bytes for one byte of text (\u0041), so most names are settled by their length.
        guard inside.count > length, inside.count <= 6 * length else { return false }
        return equalsEscaped(inside, name, in: bytes)
    }

    /// The offset of the next quote, escaped or not; nil if there is none. Eight bytes at a time.
    public static func quote(in bytes: Span<UInt8>, from start: Int) -> Int? { first(0x22, in: bytes, from: start) }

    /// The offset of the next backslash; nil if there is none. Eight bytes at a time.
    public static func backslash(in bytes: Span<UInt8>, from start: Int) -> Int? { first(0x5C, in: bytes, from: start) }

    @inline(__always)
    private static func first(_ wanted: UInt8, in bytes: Span<UInt8>, from start: Int) -> Int? {
        let ones: UInt64 = 0x0101_0101_0101_0101
        var at = max(0, start)
        while bytes.count - at >= 8 {
            let word = UInt64(littleEndian: bytes.bytes.unsafeLoadUnaligned(fromByteOffset: at, as: UInt64.self))
            // Subtracting borrows only out of a byte that is wanted itself, so that the lowest mark is exact.
            let difference = word ^ (ones &* UInt64(wanted))
            let marks = (difference &- ones) & ~difference & (ones &* 0x80)
            if marks != 0 { return at + marks.trailingZeroBitCount / 8 }
            at += 8
        }
        while at < bytes.count {
            if bytes[at] == wanted { return at }
            at += 1
        }
        return nil
    }

    /// The value of a number that is written as an integer.
    /// - Returns: nil if it has a fraction or an exponent (even `1.0` and `1e2`), or does not fit.
    public static func integer(_ range: Range<Int>, in bytes: Span<UInt8>) -> Int? {
        guard range.lowerBound >= 0, range.upperBound <= bytes.count, !range.isEmpty else { return nil }
        let isNegative = bytes[range.lowerBound] == UInt8(ascii: "-")
        let first = isNegative ? range.lowerBound + 1 : range.lowerBound
        guard first < range.upperBound else { return nil }
        if bytes[first] == UInt8(ascii: "0"), range.upperBound - first > 1 { return nil }

        // Counted downwards, because the least integer has no positive counterpart.
        var value = 0
        for at in first..<range.upperBound {
            guard JSONScan.isDigit(bytes[at]) else { return nil }
            let (shifted, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let (next, overflow) = shifted.subtractingReportingOverflow(Int(bytes[at] - UInt8(ascii: "0")))
            if tooLarge || overflow { return nil }
            value = next
        }
        if isNegative { return value }
        return value == .min ? nil : -value
    }

    /// The range between the quotes; nil if the range does not lie within the bytes.
    @inlinable @inline(__always)
    static func inside(of range: Range<Int>, in bytes: Span<UInt8>) -> Range<Int>? {
        guard range.lowerBound >= 0, range.upperBound <= bytes.count else { return nil }
        guard range.count >= 2, bytes[range.lowerBound] == UInt8(ascii: "\"") else { return range }
        return range.lowerBound + 1..<range.upperBound - 1
    }

    @usableFromInline
    static func equalsEscaped(_ range: Range<Int>, _ name: StaticString, in bytes: Span<UInt8>) -> Bool {
        guard contains(UInt8(ascii: "\\"), in: bytes.extracting(range)) else { return false }
        guard let text = try? unescape(range, in: bytes) else { return false }
        return text.utf8.elementsEqual(UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }

    /// Whether it is ASCII without an escape.
    private static func isPlain(_ bytes: Span<UInt8>) -> Bool {
        for index in bytes.indices where bytes[index] >= 0x80 || bytes[index] == UInt8(ascii: "\\") { return false }
        return true
    }

    private static func contains(_ byte: UInt8, in bytes: Span<UInt8>) -> Bool {
        for index in bytes.indices where bytes[index] == byte { return true }
        return false
    }

    private static func validated(_ bytes: Span<UInt8>) -> String? {
        bytes.withUnsafeBufferPointer { String(validating: $0, as: UTF8.self) }
    }

    /// `offset` is where the content begins in the text, for the fault.
    private static func resolved(_ content: Span<UInt8>, at offset: Int) throws(JSONFault) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(content.count)
        var at = 0
        do {
            while at < content.count {
                switch content[at] {
                case UInt8(ascii: "\\"):
                    let (end, scalar) = try JSONScan.escape(in: content, from: at)
                    text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
                    at = end
                case 0x80...:
                    let end = try JSONScan.sequence(in: content, from: at)
                    for index in at..<end { text.append(content[index]) }
                    at = end
                case let byte:
                    text.append(byte)
                    at += 1
                }
            }
        } catch {
            throw JSONFault(error.reason, at: offset + error.offset, found: error.found, expected: error.expected)
        }
        return String(decoding: text, as: UTF8.self)
    }
}
