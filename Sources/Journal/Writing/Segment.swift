import PlanBLedger

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The file that is written now. Whoever takes it over closes it.
struct Segment {
    let number: Int
    let path: String
    let file: Int32
    /// Bytes of whole records in it, the header included.
    var size: Int

    /// Makes segment `number`, which begins with what is under way. It appears in the folder whole or not at all.
    static func make(
        _ folder: SegmentFolder, _ number: Int, _ header: SegmentHeader, carrying tries: OpenTries, _ disk: any Disk
    ) throws(JournalFailure) -> Segment {
        let path = folder.file(number)
        let draft = path + ".new"
        let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw JournalFailure("\(draft) cannot be made: \(systemText(errno))") }
        var buffer = RecordBuffer()
        header.bytes.withUnsafeBytes { buffer.raw($0) }
        Carried.encode(tries, header.salt, into: &buffer)
        var segment = Segment(number: number, path: path, file: file, size: 0)
        var code = buffer.withBytes { segment.append($0, disk) }
        if code == 0, rename(draft, path) != 0 { code = errno }
        guard code == 0 else {
            close(file)
            unlink(draft)
            throw JournalFailure("\(path) cannot be begun: \(systemText(code))")
        }
        return segment
    }

    /// Writes `bytes` behind what is there, all or nothing; 0, or the error's number.
    mutating func append(_ bytes: UnsafeRawBufferPointer, _ disk: any Disk) -> Int32 {
        var done = 0
        while done < bytes.count {
            let count = disk.write(file, UnsafeRawBufferPointer(rebasing: bytes[done...]))
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
}
