import CPlanBSystem
import PlanBLedger

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A segment as memory: what is copied there is in the page cache, which outlives the process however it ends.
///
/// A frame appears by its marker, which is stored last. Until then its place reads as if nothing were there.
///
/// Unchecked: the memory is written under the lock of the writer, and taken away only when nobody writes any more.
struct Mapping: @unchecked Sendable {
    private static let page = max(4096, Int(sysconf(Int32(_SC_PAGESIZE))))

    private let base: UnsafeMutableRawPointer
    /// Bytes of the file that have a place in memory.
    let length: Int
    /// Bytes of the file that there are, and that have room on the disk: beyond them nothing may be touched.
    var room: Int

    /// Maps `length` bytes of a file that has `room`; nil if the system does not.
    init?(_ file: Int32, length: Int, room: Int) {
        guard let base = planb_map(file, length) else { return nil }
        self.base = base
        self.length = length
        self.room = room
    }

    /// Copies whole frames to `place`, one after the other. False if a page cannot be had: what was copied is then to be
    /// written in another way, at the same place.
    func put(_ frames: UnsafeRawBufferPointer, at place: Int) -> Bool {
        guard let start = frames.baseAddress, place >= 0, place + frames.count <= min(room, length)
        else { return false }
        var done = 0
        while done < frames.count {
            guard done + Frame.overhead <= frames.count else { return false }
            let word = frames.loadUnaligned(fromByteOffset: done + 8, as: UInt32.self)
            let count = Frame.overhead + Int(UInt32(littleEndian: word))
            guard done + count <= frames.count, planb_publish(base + place + done, start + done, count) == 0 else {
                return false
            }
            done += count
        }
        return true
    }

    /// The end of the page that the byte before `place` is in.
    static func pageEnd(_ place: Int) -> Int { (place + page - 1) / page * page }

    /// Has the pages of `range` at hand before they are needed.
    func touch(_ range: Range<Int>) {
        let start = range.lowerBound / Self.page * Self.page
        let end = min(range.upperBound, length)
        if start < end { planb_touch(base + start, end - start) }
    }

    /// Takes the pages that end before `place` out of the process's memory, from that of `start` on.
    func leave(_ start: Int, before place: Int) {
        let start = start / Self.page * Self.page
        let end = min(place, length) / Self.page * Self.page
        if start < end { planb_leave(base + start, end - start) }
    }

    /// Ends it.
    func end() { planb_unmap(base, length) }
}
