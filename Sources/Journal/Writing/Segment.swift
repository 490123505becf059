import PlanBLedger

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The file that is written now: through memory, of which so much has room on the disk that a full disk is found when
/// more is taken; or with `write` where that cannot be done. Whoever takes it over closes it.
struct Segment: Sendable {
    let number: Int
    let path: String
    let file: Int32
    /// Bytes of whole records in it, the header included.
    private(set) var size = 0
    /// Kept to the end once it is there: another thread may be about to use it.
    private var mapping: Mapping?
    /// Whether it is written through `mapping`.
    private var isMapped = false
    /// How much room is taken at a time, in bytes.
    private var piece = 0
    /// Pages before are not in memory any more.
    private var left = 0

    private init(number: Int, path: String, file: Int32) {
        self.number = number
        self.path = path
        self.file = file
    }

    /// Makes segment `number`, which begins with what is under way. It appears in the folder whole or not at all.
    static func make(
        _ folder: SegmentFolder, _ number: Int, _ header: SegmentHeader, carrying tries: OpenTries,
        _ sizes: JournalWriter.Sizes, _ disk: any Disk
    ) throws(JournalFailure) -> Segment {
        let path = folder.file(number)
        let draft = path + ".new"
        let file = open(draft, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw JournalFailure("\(draft) cannot be made: \(systemText(errno))") }
        var buffer = RecordBuffer()
        header.bytes.withUnsafeBytes { buffer.raw($0) }
        Carried.encode(tries, header.salt, into: &buffer)
        var segment = Segment(number: number, path: path, file: file)
        var code = buffer.withBytes { segment.append($0, disk) }
        if code == 0, rename(draft, path) != 0 { code = errno }
        guard code == 0 else {
            close(file)
            unlink(draft)
            throw JournalFailure("\(path) cannot be begun: \(systemText(code))")
        }
        segment.map(sizes, disk)
        return segment
    }

    private mutating func map(_ sizes: JournalWriter.Sizes, _ disk: any Disk) {
        guard sizes.piece > 0 else { return }
        piece = Mapping.pageEnd(sizes.piece)
        var room = Mapping.pageEnd(size + piece)
        switch disk.allocate(file, size, room - size) {
        case 0: break
        // It may do later: a record asks for as little as it needs.
        case ENOSPC, EDQUOT: room = size
        default: return
        }
        mapping = Mapping(file, length: Mapping.pageEnd(2 * max(sizes.segment, size) + (1 << 20)), room: room)
        isMapped = mapping != nil
    }

    /// Adds `bytes`, which are whole frames but for the first time, all or nothing; 0, or the error's number.
    mutating func append(_ bytes: UnsafeRawBufferPointer, _ disk: any Disk) -> Int32 {
        if isMapped, let known = mapping, size + bytes.count <= known.length {
            if size + bytes.count > known.room {
                let code = takeRoom(size + bytes.count, disk)
                guard code == 0 else { return code }
            }
            if let mapping, mapping.put(bytes, at: size) {
                size += bytes.count
                return 0
            }
        }
        // It is too long now, or the disk has failed to give a page: `write` goes on, or says why not.
        isMapped = false
        return write(bytes, disk)
    }

    private mutating func write(_ bytes: UnsafeRawBufferPointer, _ disk: any Disk) -> Int32 {
        var done = 0
        while done < bytes.count {
            let count = disk.write(file, UnsafeRawBufferPointer(rebasing: bytes[done...]), at: size + done)
            guard count > 0 else {
                // Where this fails too, a reader passes over the half record.
                if done > 0, ftruncate(file, off_t(size)) != 0 { size += done }
                return count == 0 ? EIO : Int32(clamping: -count)
            }
            done += count
        }
        size += done
        return 0
    }

    // MARK: Room

    /// Nobody has taken room in time.
    private mutating func takeRoom(_ needed: Int, _ disk: any Disk) -> Int32 {
        guard let room = mapping?.room else { return EIO }
        let least = Mapping.pageEnd(needed)
        var code: Int32 = 0
        for end in [Mapping.pageEnd(max(room + piece, needed)), least] {
            code = disk.allocate(file, room, end - room)
            if code == 0 {
                mapping?.room = end
                return 0
            }
        }
        return code
    }

    /// Whether somebody who may wait for a disk ought to take more room.
    var wantsRoom: Bool {
        guard isMapped, let mapping else { return false }
        return mapping.room - size < piece / 2 && mapping.room < mapping.length
    }

    /// Takes room ahead, and has it at hand if `isBusy`; how far it reaches then. May wait for the disk.
    func prepare(isBusy: Bool, _ disk: any Disk) -> Int? {
        guard let mapping else { return nil }
        for count in isBusy ? [2 * piece, piece] : [piece] {
            let end = mapping.room + count
            guard disk.allocate(file, mapping.room, count) == 0 else { continue }
            if isBusy { mapping.touch(mapping.room..<end) }
            return end
        }
        return nil
    }

    /// Room was taken up to `room`.
    mutating func prepared(to room: Int) {
        if let known = mapping, known.room < room { mapping?.room = room }
    }

    /// Takes what was written out of this process's memory, as far as it is worth it; up to where.
    func leave() -> Int {
        guard let mapping, size - left >= piece / 2 else { return left }
        mapping.leave(left, before: size)
        return size
    }

    /// What is before `place` is not in memory any more.
    mutating func left(before place: Int) { left = place }

    // MARK: The end

    /// Gives back what was taken and not needed. What is added later is written with `write`. Nobody else may use it now.
    mutating func trim() {
        guard let mapping else { return }
        isMapped = false
        self.mapping = nil
        mapping.end()
        // Where it fails a reader takes zeros for the end.
        _ = ftruncate(file, off_t(size))
    }
}
