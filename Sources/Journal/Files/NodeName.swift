#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The name of this node: eight letters and digits, drawn at the first start and kept in `<data>/node`.
enum NodeName {
    private static let letters = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// The name in the data folder `data`, which is there.
    static func of(data: String) throws(JournalFailure) -> String {
        let path = "\(data)/node"
        if let name = try read(path) { return name }
        let name = String(decoding: (0..<8).map { _ in letters[Int.random(in: 0..<letters.count)] }, as: UTF8.self)
        let draft = "\(path).\(getpid()).tmp"
        let file = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw JournalFailure("\(path) cannot be written: \(systemText(errno))") }
        let text = Array("\(name)\n".utf8)
        let count = text.withUnsafeBytes { SystemDisk().write(file, $0, at: 0) }
        fsync(file)
        close(file)
        guard count == text.count, rename(draft, path) == 0 else {
            let code = count < 0 ? Int32(-count) : errno
            unlink(draft)
            throw JournalFailure("\(path) cannot be written: \(systemText(code))")
        }
        return name
    }

    private static func read(_ path: String) throws(JournalFailure) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw JournalFailure("\(path) cannot be read: \(systemText(errno))")
        }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = bytes.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, 0) }
        let name = bytes.prefix(max(0, count)).prefix { letters.contains($0) }
        guard name.count == 8 else {
            throw JournalFailure("\(path) does not hold the name of a node, which has 8 letters and digits: delete it")
        }
        return String(decoding: name, as: UTF8.self)
    }
}
