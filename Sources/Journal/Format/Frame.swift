import PlanBLedger

/// What stands around a record: the marker of the segment, a checksum of what follows, the length, the record.
///
/// Neither the marker nor where the checksum starts is known outside, so text of a client that is recorded cannot be
/// taken for a record when a reader looks for the next one behind a damage.
enum Frame {
    static let overhead = 12
    /// No record is longer.
    static let longest = 1 << 20

    /// Begins a frame around what is added next; where it begins.
    static func begin(_ buffer: inout RecordBuffer, _ salt: SegmentHeader.Salt) -> Int {
        let start = buffer.count
        buffer.word(salt.marker)
        buffer.word(0)
        buffer.word(0)
        return start
    }

    /// Ends the frame that begins at `start`.
    static func end(_ buffer: inout RecordBuffer, _ start: Int, _ salt: SegmentHeader.Salt) {
        let length = buffer.count - start - overhead
        guard length <= longest else { return buffer.cut(to: start) }
        buffer.patch(UInt32(length), at: start + 8)
        let checksum = buffer.withBytes { all in
            Checksum.of(UnsafeRawBufferPointer(rebasing: all[(start + 8)...]), from: salt.seed)
        }
        buffer.patch(checksum, at: start + 4)
    }

    /// Adds a frame around what `body` adds.
    static func add(
        to buffer: inout RecordBuffer, _ salt: SegmentHeader.Salt, _ body: (inout RecordBuffer) -> Void
    ) {
        let start = begin(&buffer, salt)
        body(&buffer)
        end(&buffer, start, salt)
    }

    /// What stands at a place of a file.
    enum Reading: Equatable {
        /// A whole record; its range within the bytes.
        case record(Range<Int>)
        /// So many bytes are needed to tell.
        case more(Int)
        case bad(String)
    }

    /// Reads the frame at `place` of `bytes`.
    static func read(_ bytes: [UInt8], at place: Int, _ salt: SegmentHeader.Salt) -> Reading {
        guard place + overhead <= bytes.count else { return .more(overhead) }
        guard bytes.little(place, 4) == UInt64(salt.marker) else { return .bad("there is no record") }
        let length = Int(bytes.little(place + 8, 4))
        guard length <= longest else { return .bad("a record has an absurd length") }
        guard place + overhead + length <= bytes.count else { return .more(overhead + length) }
        let checksum = Checksum.of(bytes[place + 8..<place + overhead + length], from: salt.seed)
        guard bytes.little(place + 4, 4) == UInt64(checksum) else { return .bad("the checksum of a record is wrong") }
        return .record(place + overhead..<place + overhead + length)
    }
}
