#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Reads the records of one segment, whatever state it is in, a window of the file at a time.
///
/// Not for several threads.
final class SegmentScanner {
    /// What comes next.
    enum Step: Equatable {
        /// A record: where it begins in the file, and its range in `window`.
        case record(at: Int, Range<Int>)
        /// What cannot be read, up to the next record that can.
        case damage(Range<Int>, String)
        /// Bytes at the end that are no whole record: one that is being written, or that never was to its end. Zeros behind
        /// them do not count.
        case rest(Range<Int>, String)
        /// Nothing more, or zeros: room that was taken for records to come.
        case end
    }

    private static let chunk = 1 << 18
    /// More zeros than any record has in a row: what stands for nothing.
    static let nothing = 4096

    let number: Int
    let path: String
    let header: SegmentHeader
    /// The bytes that ranges are about, until the next step.
    private(set) var window: [UInt8] = []
    /// Where the window begins in the file.
    private var base = 0
    /// Where the next record begins in the file.
    private(set) var place: Int
    private let file: Int32
    /// How much is read at a time: little first, because at the live end there is little, and room that was taken for more.
    private var stride = SegmentScanner.nothing

    /// Opens segment `number` of `folder` to read from `offset`. Nil if it is not there; `.damaged` if it is no segment.
    init?(_ folder: SegmentFolder, _ number: Int, from offset: Int) throws(ScanFailure) {
        let path = folder.file(number)
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw .failed(JournalFailure("\(path) cannot be read: \(systemText(errno))"))
        }
        var bytes = [UInt8](repeating: 0, count: SegmentHeader.length)
        let count = bytes.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, 0) }
        switch SegmentHeader.read(Array(bytes.prefix(max(0, count)))) {
        case .header(let header): self.header = header
        case .newer(let version):
            close(file)
            throw .failed(
                JournalFailure(
                    "\(path) is of version \(version) and this build reads up to \(SegmentHeader.version): use the build "
                        + "that wrote it, or a newer one"))
        case .damaged:
            close(file)
            throw .damaged
        }
        self.file = file
        self.path = path
        self.number = number
        place = max(SegmentHeader.length, offset)
    }

    deinit { close(file) }

    /// Why a segment cannot be read at all.
    enum ScanFailure: Error, Equatable {
        case failed(JournalFailure)
        /// It does not begin like a segment.
        case damaged
    }

    /// The next step. After `.rest` and `.end` the next call looks at the file again.
    ///
    /// With `isLive`, which is for a segment that may still be written, records are not looked for behind room that was
    /// taken and not used. In others a disk may have lost a part.
    func next(isLive: Bool = false) throws(JournalFailure) -> Step {
        if case .record(let range) = try frame(at: place) { return advance(range) }
        // What is in the window may have been written since, or cut away and written again.
        forget()
        let end = try size()
        guard place < end else { return .end }
        let reason: String
        switch try frame(at: place) {
        case .record(let range): return advance(range)
        case .bad(let what): reason = what
        case .more: reason = "a record is not whole"
        }
        if isLive {
            _ = try fill(place, Self.nothing)
            if !window.prefix(Self.nothing).contains(where: { $0 != 0 }) { return .end }
        }
        let start = place
        let good = try nextRecord(after: start)
        forget()
        if let good {
            // Records appear in order: if one was there, this one was, too, though perhaps not when it was looked at.
            if case .record(let range) = try frame(at: start) { return advance(range) }
            place = good
            return .damage(start..<good, reason)
        }
        let written = try lastWritten(start, end)
        return written > start ? .rest(start..<written, reason) : .end
    }

    /// Where the zeros begin that `start..<end` of the file ends with.
    private func lastWritten(_ start: Int, _ end: Int) throws(JournalFailure) -> Int {
        var end = end
        while end > start {
            let from = max(start, end - Self.chunk)
            let part = try bytes(from, end - from)
            if let last = part.lastIndex(where: { $0 != 0 }) { return from + last + 1 }
            end = from
        }
        return start
    }

    private func advance(_ range: Range<Int>) -> Step {
        let start = place
        place = base + range.upperBound
        return .record(at: start, range)
    }

    private func forget() {
        window.removeAll(keepingCapacity: true)
        base = place
        stride = Self.nothing
    }

    /// Bytes of the file.
    func size() throws(JournalFailure) -> Int {
        var status = stat()
        guard fstat(file, &status) == 0 else { throw failure() }
        return Int(status.st_size)
    }

    /// The frame at `offset` of the file, with as much of it in the window as there is.
    private func frame(at offset: Int) throws(JournalFailure) -> Frame.Reading {
        while true {
            let reading = Frame.read(window, at: offset - base, header.salt)
            guard case .more(let size) = reading, try fill(offset, size) else { return reading }
        }
    }

    /// Reads on until the window holds `size` bytes from `offset` on; false if the file has not so many.
    private func fill(_ offset: Int, _ size: Int) throws(JournalFailure) -> Bool {
        if offset > base {
            window.removeFirst(min(window.count, offset - base))
            base = offset
        }
        while window.count < size {
            let known = window.count
            let wanted = min(max(stride, size - known), try self.size() - offset - known)
            guard wanted > 0 else { return false }
            stride = min(Self.chunk, 4 * stride)
            let part = try bytes(offset + known, wanted)
            if part.isEmpty { return false }
            window += part
        }
        return true
    }

    /// At most `count` bytes of the file from `offset` on; none at its end.
    private func bytes(_ offset: Int, _ count: Int) throws(JournalFailure) -> [UInt8] {
        while true {
            var result = 0
            let part = [UInt8](unsafeUninitializedCapacity: count) { area, length in
                result = pread(file, area.baseAddress, count, off_t(offset))
                length = max(0, result)
            }
            if result >= 0 { return part }
            if errno != EINTR { throw failure() }
        }
    }

    /// Where the next whole record begins behind `start`; nil if there is none to the end of the file.
    private func nextRecord(after start: Int) throws(JournalFailure) -> Int? {
        let first = UInt8(truncatingIfNeeded: header.salt.marker)
        var candidate = start + 1
        while true {
            // Bytes that cannot begin a record are passed over without a closer look.
            while candidate - base < window.count, candidate >= base, window[candidate - base] != first {
                candidate += 1
            }
            switch try frame(at: candidate) {
            case .record: return candidate
            case .bad: candidate += 1
            case .more:
                // Its length may be part of the damage: what is behind may still be whole.
                guard candidate - base < window.count else { return nil }
                candidate += 1
            }
        }
    }

    private func failure() -> JournalFailure { JournalFailure("\(path) cannot be read: \(systemText(errno))") }
}
