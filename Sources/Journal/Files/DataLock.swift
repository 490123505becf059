import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Keeps a second gateway off a data folder. The system drops it when the process ends, however.
final class DataLock: Sendable {
    private let descriptor: Mutex<Int32?>

    /// Locks the data folder `data`, which is made if it is not there.
    init(data: String) throws(JournalFailure) {
        try SegmentFolder(data: data).create()
        let path = "\(data)/lock"
        let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw JournalFailure("the lock \(path) cannot be opened: \(systemText(errno))") }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            defer { close(file) }
            guard code == EWOULDBLOCK else {
                throw JournalFailure("the data folder \(data) cannot be locked: \(systemText(code))")
            }
            let holder = Self.holder(file)
            throw JournalFailure(
                "the data folder \(data) is in use by another gateway\(holder.map { " (process \($0))" } ?? ""): stop it, or "
                    + "give this one a folder of its own with \"data:\"")
        }
        // Who holds it; only for the message above.
        let text = Array("\(getpid())\n".utf8)
        _ = ftruncate(file, 0)
        _ = text.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 0) }
        descriptor = Mutex(file)
    }

    deinit { release() }

    /// Lets others have it.
    func release() {
        descriptor.withLock { descriptor in
            if let file = descriptor { close(file) }
            descriptor = nil
        }
    }

    private static func holder(_ file: Int32) -> Int? {
        var bytes = [UInt8](repeating: 0, count: 20)
        let count = bytes.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, 0) }
        guard count > 0 else { return nil }
        return Int(String(decoding: bytes[..<count].prefix { $0 != 0x0A }, as: UTF8.self))
    }
}
