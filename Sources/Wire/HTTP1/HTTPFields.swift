public import NIOCore

/// The field lines of one message: the raw bytes of the head and where each name and value stands in them. Nothing is
/// copied or decoded until it is asked for. Keeps the buffer the head was read into alive.
///
/// The parsers guarantee that every name is a token and that no value holds a control byte other than HTAB.
/// Names are compared without regard to ASCII case; give them in lower case.
public struct HTTPFields: Sendable {
    /// Offsets from the first byte of the head.
    @usableFromInline
    struct Line: Sendable {
        @usableFromInline let nameStart: UInt32
        @usableFromInline let nameEnd: UInt32
        @usableFromInline let valueStart: UInt32
        @usableFromInline let valueEnd: UInt32

        init(name: Range<Int>, value: Range<Int>) {
            // A ByteBuffer holds less than 4 GiB, so that nothing is cut off.
            nameStart = UInt32(truncatingIfNeeded: name.lowerBound)
            nameEnd = UInt32(truncatingIfNeeded: name.upperBound)
            valueStart = UInt32(truncatingIfNeeded: value.lowerBound)
            valueEnd = UInt32(truncatingIfNeeded: value.upperBound)
        }

        @inlinable var name: Range<Int> { Int(nameStart)..<Int(nameEnd) }
        @inlinable var value: Range<Int> { Int(valueStart)..<Int(valueEnd) }
    }

    @usableFromInline let head: ByteBuffer
    @usableFromInline let lines: ContiguousArray<Line>
    /// The marks of all names: what has none of the marks here is not here.
    let marks: NameMarks

    init(head: ByteBuffer, lines: ContiguousArray<Line>, marks: NameMarks) {
        self.head = head
        self.lines = lines
        self.marks = marks
    }

    /// No fields.
    public init() {
        self.init(head: ByteBuffer(), lines: [], marks: NameMarks())
    }

    /// The number of field lines.
    @inlinable public var count: Int { lines.count }

    /// Calls `body` with the name and the value of each line, in order, as they were sent.
    @inlinable
    public func forEach<Failure: Error>(
        _ body: (_ name: Span<UInt8>, _ value: Span<UInt8>) throws(Failure) -> Void
    ) throws(Failure) {
        let bytes = head.readableBytesUInt8Span
        for line in lines {
            try body(bytes.extracting(line.name), bytes.extracting(line.value))
        }
    }

    /// One bit of 64 for each name. A request is asked for some thirty names and has about eight: this answers nearly all of
    /// the others without looking at the lines.
    struct NameMarks: Sendable {
        private var bits: UInt64 = 0

        /// Notes a name, in either case.
        @inline(__always)
        mutating func insert(_ name: Span<UInt8>) {
            bits |= Self.bit(count: name.count, first: name[0], last: name[name.count &- 1])
        }

        /// Whether `name`, in lower case, may have been noted. `false` is certain.
        @inline(__always)
        func mayContain(_ name: StaticString) -> Bool {
            name.withUTF8Buffer { name in
                !name.isEmpty && bits & Self.bit(count: name.count, first: name[0], last: name[name.count - 1]) != 0
            }
        }

        /// The five low bits of a letter are the same in both cases.
        @inline(__always)
        private static func bit(count: Int, first: UInt8, last: UInt8) -> UInt64 {
            1 << UInt64(truncatingIfNeeded: (count &* 11 &+ Int(first & 0x1F) &* 5 &+ Int(last & 0x1F)) & 63)
        }
    }
}
