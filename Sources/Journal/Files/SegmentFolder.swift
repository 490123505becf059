#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The segments in a folder: `0000000001.journal` and so on.
public struct SegmentFolder: Sendable {
    /// The folder.
    public let path: String

    /// The journal in the data folder `data`.
    public init(data: String) { path = "\(data)/journal" }

    private static let digits = 10
    private static let suffix = ".journal"

    /// The path of segment `number`.
    public func file(_ number: Int) -> String {
        let text = String(number)
        return "\(path)/" + String(repeating: "0", count: max(0, Self.digits - text.count)) + text + Self.suffix
    }

    static func number(of name: String) -> Int? {
        guard name.hasSuffix(suffix), name.utf8.count == digits + suffix.utf8.count,
            let number = Int(name.dropLast(suffix.count)), number > 0
        else { return nil }
        return number
    }

    /// The numbers of all segments, in order; empty if there is no folder.
    public func segments() throws(JournalFailure) -> [Int] {
        guard let folder = opendir(path) else {
            if errno == ENOENT { return [] }
            throw JournalFailure("the journal folder \(path) cannot be read: \(systemText(errno))")
        }
        defer { closedir(folder) }
        var numbers: [Int] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { field in
                field.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if let number = Self.number(of: name) { numbers.append(number) }
        }
        return numbers.sorted()
    }

    /// The size of segment `number` in bytes; 0 if it is not there.
    public func size(of number: Int) -> Int {
        var status = stat()
        return stat(file(number), &status) == 0 ? Int(status.st_size) : 0
    }

    /// Where what is written to segment `number` ends, as far as can be told without reading it: behind the last byte that
    /// is not 0, but not before `known`. Nil if it cannot be told.
    public func end(of number: Int, from known: Int) -> Int? {
        let file = open(self.file(number), O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { return nil }
        // Records have no such long stretch of zeros, so that one is found only behind them.
        var buffer = [UInt8](repeating: 0, count: SegmentScanner.nothing)
        var low = known
        var high = max(known, Int(status.st_size))
        while low < high {
            let middle = low + (high - low) / 2
            let count = buffer.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, off_t(middle)) }
            guard count >= 0 else { return nil }
            if buffer.prefix(count).contains(where: { $0 != 0 }) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Deletes the segments before `number`, but for the last two that there are, and for those that were written to less
    /// than `age` seconds ago: somebody may still want to look at them.
    public func remove(before number: Int, age: Int) {
        guard let all = try? segments() else { return }
        for old in all.dropLast(2) where old < number && isOlder(old, than: age) { unlink(file(old)) }
    }

    private func isOlder(_ number: Int, than age: Int) -> Bool {
        var status = stat()
        guard stat(file(number), &status) == 0 else { return false }
        #if canImport(Darwin)
            let written = status.st_mtimespec.tv_sec
        #else
            let written = status.st_mtim.tv_sec
        #endif
        return time(nil) - written >= age
    }

    /// Makes the folder, and what is above it; only its owner can enter.
    func create() throws(JournalFailure) { try Self.create(path) }

    private static func create(_ path: String) throws(JournalFailure) {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        if errno == ENOENT, let slash = path.lastIndex(of: "/"), slash != path.startIndex {
            try create(String(path[..<slash]))
            if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        }
        throw JournalFailure("the folder \(path) cannot be made: \(systemText(errno))")
    }

    /// Makes new names in the folder durable.
    func sync() {
        let folder = open(path, O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }
}
