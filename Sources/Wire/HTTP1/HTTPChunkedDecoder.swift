import NIOCore

/// The chunked transfer coding (RFC 9112 §7.1). Extensions and trailer fields are checked, bounded and dropped.
struct HTTPChunkedDecoder: Sendable {
    /// What the next byte belongs to.
    private enum State: Sendable {
        case firstSizeDigit, size, chunkExtension, sizeLineFeed
        case data
        case dataReturn, dataLineFeed
        case trailerStart, trailerName, trailerValue, trailerLineFeed, lastLineFeed
        case complete
    }

    /// Bytes of the extensions of one chunk, without the first ";".
    static let extensionLimit = 256
    /// Bytes of the extensions of all chunks of a body: else one byte of data could cost 256 of extension, without end.
    static let extensionsLimit = 16 << 10
    /// Bytes of the trailer section.
    static let trailersLimit = 8 << 10

    private var state = State.firstSizeDigit
    /// The size of the chunk, then what is left of it.
    private var remaining = 0
    private var digits = 0
    private var extensionBytes = 0
    private var allExtensionBytes = 0
    private var trailerBytes = 0

    /// Takes the next piece of data from the front of `buffer`, and the framing before it.
    mutating func next(_ buffer: inout ByteBuffer) throws(HTTPFault) -> HTTPBodyDecoder.Part {
        if state != .data {
            let used = try readFraming(buffer.readableBytesUInt8Span)
            buffer.moveReaderIndex(forwardBy: used)
        }
        switch state {
        case .complete:
            return .end
        case .data:
            guard let slice = buffer.readSlice(length: min(remaining, buffer.readableBytes)), slice.readableBytes > 0
            else { return .needMore }
            remaining -= slice.readableBytes
            if remaining == 0 { state = .dataReturn }
            return .bytes(slice)
        default:
            return .needMore
        }
    }

    /// Reads framing until data follows, the body is complete, or `bytes` are used up. Returns how many it took.
    private mutating func readFraming(_ bytes: Span<UInt8>) throws(HTTPFault) -> Int {
        var at = 0
        while at < bytes.count, state != .data, state != .complete {
            try step(bytes[at])
            at &+= 1
        }
        return at
    }

    private mutating func step(_ byte: UInt8) throws(HTTPFault) {
        switch state {
        case .firstSizeDigit:
            (remaining, digits, extensionBytes) = (0, 0, 0)
            guard byte.hexValue != nil else { throw HTTPFault(.chunkSize) }
            state = .size
            try addDigit(byte)
        case .size:
            // White space before ";" or CRLF is refused, although RFC 9112 §7.1.1 has some of it as "bad" white space.
            switch byte {
            case .carriageReturn: state = .sizeLineFeed
            case UInt8(ascii: ";"): state = .chunkExtension
            case .lineFeed: throw HTTPFault(.chunkLine)
            default: try addDigit(byte)
            }
        case .chunkExtension:
            if byte == .carriageReturn { state = .sizeLineFeed } else { try addExtensionByte(byte) }
        case .sizeLineFeed:
            try expect(.lineFeed, byte, or: .chunkLine, then: remaining > 0 ? .data : .trailerStart)
        case .dataReturn:
            try expect(.carriageReturn, byte, or: .chunkEnd, then: .dataLineFeed)
        case .dataLineFeed:
            try expect(.lineFeed, byte, or: .chunkEnd, then: .firstSizeDigit)
        case .trailerStart, .trailerName, .trailerValue, .trailerLineFeed:
            try stepInTrailer(byte)
        case .lastLineFeed:
            try expect(.lineFeed, byte, or: .chunkLine, then: .complete)
        case .data, .complete:
            break
        }
    }

    private mutating func stepInTrailer(_ byte: UInt8) throws(HTTPFault) {
        trailerBytes &+= 1
        guard trailerBytes <= Self.trailersLimit else { throw HTTPFault(.trailersTooLarge(limit: Self.trailersLimit)) }
        switch state {
        case .trailerStart where byte == .carriageReturn:
            state = .lastLineFeed
        case .trailerStart, .trailerName:
            if byte == UInt8(ascii: ":"), state == .trailerName {
                state = .trailerValue
            } else {
                guard HTTPByteSet.token.contains(byte) else { throw HTTPFault(.trailer) }
                state = .trailerName
            }
        case .trailerValue where byte == .carriageReturn:
            state = .trailerLineFeed
        case .trailerValue:
            guard byte != .lineFeed else { throw HTTPFault(.chunkLine) }
            guard byte >= 0x20 && byte != 0x7F || byte == .tab else { throw HTTPFault(.trailer) }
        default:
            try expect(.lineFeed, byte, or: .chunkLine, then: .trailerStart)
        }
    }

    private mutating func addDigit(_ byte: UInt8) throws(HTTPFault) {
        digits &+= 1
        guard let value = byte.hexValue, digits <= 16 else { throw HTTPFault(.chunkSize) }
        // Sixteen digits reach past Int.max.
        guard remaining >> 59 == 0 else { throw HTTPFault(.chunkSizeOverflow) }
        remaining = remaining << 4 | Int(value)
    }

    private mutating func addExtensionByte(_ byte: UInt8) throws(HTTPFault) {
        guard byte != .lineFeed else { throw HTTPFault(.chunkLine) }
        guard byte >= 0x20 && byte != 0x7F || byte == .tab else { throw HTTPFault(.chunkExtension) }
        extensionBytes &+= 1
        allExtensionBytes &+= 1
        guard extensionBytes <= Self.extensionLimit else {
            throw HTTPFault(.chunkExtensionTooLong(limit: Self.extensionLimit))
        }
        guard allExtensionBytes <= Self.extensionsLimit else {
            throw HTTPFault(.chunkExtensionTooLong(limit: Self.extensionsLimit))
        }
    }

    private mutating func expect(
        _ wanted: UInt8, _ byte: UInt8, or reason: HTTPFault.Reason, then next: State
    ) throws(HTTPFault) {
        guard byte == wanted else { throw HTTPFault(reason) }
        state = next
    }
}
