/// Bytes that records are put together in: reused for all of them, so that a record costs no allocation.
///
/// Fields are a number and a value: `number << 2 | form`, then the value in that form. A reader passes over numbers that
/// it does not know, and takes the default for those that are missing, so that older and newer builds read each other.
public struct RecordBuffer: ~Copyable {
    /// The most bytes of one text; what is longer is cut at a character.
    public static let longestText = 1024
    /// The most elements of one list; what is beyond is left out.
    public static let longestList = 64

    private var base: UnsafeMutableRawPointer
    private var capacity: Int
    private var isOwner = true
    /// Bytes in it.
    public private(set) var count = 0

    /// An empty one.
    public init(capacity: Int = 4096) {
        self.capacity = max(64, capacity)
        base = .allocate(byteCount: self.capacity, alignment: 16)
    }

    /// An empty one in `area`, which must outlive it and not be empty. What does not fit there is put elsewhere.
    public init(in area: UnsafeMutableRawBufferPointer) {
        base = area.baseAddress ?? .allocate(byteCount: 64, alignment: 16)
        capacity = area.baseAddress == nil ? 64 : area.count
        isOwner = area.baseAddress == nil
    }

    deinit { if isOwner { base.deallocate() } }

    /// Empties it.
    public mutating func clear() { count = 0 }

    /// Takes away what is behind the first `length` bytes.
    public mutating func cut(to length: Int) { count = min(count, max(0, length)) }

    /// Calls `body` with what is in it.
    public borrowing func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        body(UnsafeRawBufferPointer(start: base, count: count))
    }

    /// A copy of what is in it.
    public var bytes: [UInt8] { withBytes { Array($0) } }

    @inline(__always)
    private mutating func ensure(_ more: Int) {
        if count &+ more > capacity { grow(more) }
    }

    @inline(never)
    private mutating func grow(_ more: Int) {
        let larger = max(capacity &* 2, count &+ more)
        let next = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
        next.copyMemory(from: base, byteCount: count)
        if isOwner { base.deallocate() }
        base = next
        isOwner = true
        capacity = larger
    }

    /// One byte.
    public mutating func byte(_ value: UInt8) {
        ensure(1)
        base.storeBytes(of: value, toByteOffset: count, as: UInt8.self)
        count &+= 1
    }

    /// Four bytes, little-endian.
    public mutating func word(_ value: UInt32) {
        ensure(4)
        base.storeBytes(of: value.littleEndian, toByteOffset: count, as: UInt32.self)
        count &+= 4
    }

    /// Replaces four bytes that are in it, little-endian.
    public mutating func patch(_ value: UInt32, at place: Int) {
        guard place >= 0, place &+ 4 <= count else { return }
        base.storeBytes(of: value.littleEndian, toByteOffset: place, as: UInt32.self)
    }

    /// Bytes as they are.
    public mutating func raw(_ value: UnsafeRawBufferPointer) {
        guard let start = value.baseAddress else { return }
        ensure(value.count)
        (base + count).copyMemory(from: start, byteCount: value.count)
        count &+= value.count
    }

    // MARK: Fields

    /// The caller has made sure of ten bytes.
    @inline(__always)
    private mutating func varint(_ value: UInt64) {
        var rest = value
        var place = count
        while rest >= 0x80 {
            base.storeBytes(of: UInt8(truncatingIfNeeded: rest) | 0x80, toByteOffset: place, as: UInt8.self)
            rest >>= 7
            place &+= 1
        }
        base.storeBytes(of: UInt8(truncatingIfNeeded: rest), toByteOffset: place, as: UInt8.self)
        count = place &+ 1
    }

    /// Makes sure of room for the value, too, as far as it is a number.
    @inline(__always)
    private mutating func tag(_ number: Int, _ form: FieldForm) {
        ensure(24)
        varint(UInt64(truncatingIfNeeded: number) << 2 | UInt64(form.rawValue))
    }

    @inline(__always)
    private static func zigzag(_ value: Int64) -> UInt64 {
        UInt64(bitPattern: value << 1 ^ value >> 63)
    }

    /// A whole number; left out if it is 0.
    @inline(__always)
    mutating func integer(_ number: Int, _ value: Int64) {
        if value != 0 { present(number, value) }
    }

    /// A whole number; left out if it is 0.
    mutating func integer(_ number: Int, _ value: Int) { integer(number, Int64(value)) }

    /// A whole number that may be missing; 0 is not.
    mutating func optional(_ number: Int, _ value: Int?) {
        if let value { present(number, Int64(value)) }
    }

    /// A whole number that may be missing; 0 is not.
    @inline(__always)
    mutating func optional(_ number: Int, _ value: Int64?) {
        if let value { present(number, value) }
    }

    @inline(__always)
    private mutating func present(_ number: Int, _ value: Int64) {
        tag(number, .varint)
        varint(Self.zigzag(value))
    }

    /// 64 bits of which none means anything; missing if nil.
    mutating func bits(_ number: Int, _ value: UInt64?) {
        guard let value else { return }
        tag(number, .fixed)
        word(UInt32(truncatingIfNeeded: value))
        word(UInt32(truncatingIfNeeded: value >> 32))
    }

    /// A text; left out if it is empty.
    @inline(__always)
    mutating func text(_ number: Int, _ value: String) {
        if !value.isEmpty { element(number, value) }
    }

    /// A text that may be missing; the empty one is not.
    mutating func optional(_ number: Int, _ value: String?) {
        if let value { element(number, value) }
    }

    /// The elements of a list, each as a field of the same number.
    mutating func list(_ number: Int, _ values: [String]) {
        for value in values.prefix(Self.longestList) { element(number, value) }
    }

    @inline(__always)
    private mutating func element(_ number: Int, _ value: String) {
        var value = value
        value.withUTF8 { whole in
            let part = UnsafeRawBufferPointer(whole.count <= Self.longestText ? whole : Self.clipped(whole))
            ensure(part.count &+ 24)
            varint(UInt64(truncatingIfNeeded: number) << 2 | UInt64(FieldForm.bytes.rawValue))
            varint(UInt64(part.count))
            guard let start = part.baseAddress else { return }
            (base + count).copyMemory(from: start, byteCount: part.count)
            count &+= part.count
        }
    }

    @inline(never)
    private static func clipped(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        guard text.count > longestText else { return text }
        var end = longestText
        while end > 0, text[end] & 0xC0 == 0x80 { end -= 1 }
        return UnsafeBufferPointer(rebasing: text[..<end])
    }

    /// Fields within a field. Its length takes three bytes, so that it can be written before what it counts: up to 2 MiB.
    mutating func group(_ number: Int, _ body: (inout RecordBuffer) -> Void) {
        tag(number, .bytes)
        let place = count
        count &+= 3
        body(&self)
        let length = count - place - 3
        base.storeBytes(of: UInt8(truncatingIfNeeded: length) | 0x80, toByteOffset: place, as: UInt8.self)
        base.storeBytes(of: UInt8(truncatingIfNeeded: length >> 7) | 0x80, toByteOffset: place + 1, as: UInt8.self)
        base.storeBytes(of: UInt8(truncatingIfNeeded: length >> 14) & 0x7F, toByteOffset: place + 2, as: UInt8.self)
    }
}

/// How the value of a field is written.
enum FieldForm: UInt8 {
    /// Seven bits a byte, the lowest first; signed numbers are folded so that small ones are short.
    case varint = 0
    /// Eight bytes, little-endian.
    case fixed = 1
    /// A length as a varint, then as many bytes.
    case bytes = 2
}
