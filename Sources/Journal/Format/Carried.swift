import PlanBLedger

/// The journal's own records, at the beginning of a segment: what was under way when it was begun, so that recovery never
/// has to read what is older.
enum Carried {
    /// A request that is under way.
    static let trace: UInt8 = 128
    /// An open try of the request that the last `trace` was about.
    static let open: UInt8 = 129
    /// All of it was written.
    static let end: UInt8 = 130

    /// Adds the records of all that is under way.
    static func encode(_ tries: OpenTries, _ salt: SegmentHeader.Salt, into buffer: inout RecordBuffer) {
        for trace in tries.traces {
            Frame.add(to: &buffer, salt) { buffer in
                buffer.byte(Self.trace)
                buffer.word(UInt32(clamping: trace.ended))
                buffer.byte(trace.isUnpriced ? 1 : 0)
                buffer.byte(trace.cost == nil ? 0 : 1)
                let cost = UInt64(bitPattern: Int64(trace.cost ?? 0))
                buffer.word(UInt32(truncatingIfNeeded: cost))
                buffer.word(UInt32(truncatingIfNeeded: cost >> 32))
                EntryCodec.encode(.open(trace.first), into: &buffer)
            }
            for open in trace.open {
                Frame.add(to: &buffer, salt) { buffer in
                    buffer.byte(Self.open)
                    EntryCodec.encode(.open(open), into: &buffer)
                }
            }
        }
        Frame.add(to: &buffer, salt) { $0.byte(Self.end) }
    }

    /// Whether a record is one of these.
    static func holds(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        bytes[range].first.map { (trace...end).contains($0) } ?? false
    }

    /// Takes over what one of these records says; false if it is none of them.
    static func take(_ bytes: [UInt8], _ range: Range<Int>, into tries: inout OpenTries) throws(RecordFault) -> Bool {
        guard let kind = bytes[range].first else { return false }
        switch kind {
        case trace:
            guard range.count > 15, case .open(let first)? = try EntryCodec.decode(bytes, range.dropFirst(15))
            else { return true }
            let place = range.lowerBound
            let cost = Int(Int64(bitPattern: bytes.little(place + 7, 8)))
            tries.carry(
                OpenTries.Trace(
                    first: first, isFirstOpen: false, ended: Int(bytes.little(place + 1, 4)),
                    cost: bytes[place + 6] == 0 ? nil : cost, isUnpriced: bytes[place + 5] != 0))
        case open:
            guard case .open(let open)? = try EntryCodec.decode(bytes, range.dropFirst(1)) else { return true }
            tries.carry(open)
        case end: break
        default: return false
        }
        return true
    }
}
