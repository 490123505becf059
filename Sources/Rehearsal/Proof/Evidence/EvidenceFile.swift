#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Files that are only ever added to, and the key beside them.
enum EvidenceFile {
    /// The bytes of a file; nil: there is none.
    static func contents(_ path: String, limit: Int) throws(EvidenceFailure) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw failure(path)
        }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while bytes.count <= limit {
            let count = buffer.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(path) }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
        throw EvidenceFailure("\(path) is larger than \(limit >> 20) MiB")
    }

    /// Makes a file that nobody sees a part of; false if it is there.
    static func create(_ path: String, _ bytes: [UInt8], mode: mode_t) throws(EvidenceFailure) -> Bool {
        let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0 ... .max)).tmp"
        let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard file >= 0 else { throw failure(temporary) }
        defer { unlink(temporary) }
        let isWritten = fchmod(file, mode) == 0 && putAll(bytes, in: file) && fsync(file) == 0
        close(file)
        guard isWritten else { throw failure(temporary) }
        if link(temporary, path) == 0 { return true }
        if errno == EEXIST { return false }
        throw failure(path)
    }

    /// Adds bytes to the end of a file, or makes it. They are on the disk when it returns; if they are not all there, none of
    /// them is.
    static func append(_ path: String, _ bytes: [UInt8]) throws(EvidenceFailure) {
        let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure(path) }
        defer { close(file) }
        let size = lseek(file, 0, SEEK_END)
        guard size >= 0, putAll(bytes, in: file), fsync(file) == 0 else {
            let failure = failure(path)
            if size >= 0 { _ = ftruncate(file, size) }
            throw failure
        }
    }

    /// Cuts a file to a length.
    static func cut(_ path: String, to size: Int) throws(EvidenceFailure) {
        guard truncate(path, off_t(size)) == 0 else { throw failure(path) }
    }

    /// Makes a folder, and those above it, that only the owner can enter.
    static func createFolder(_ path: String) throws(EvidenceFailure) {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else { throw failure(path) }
        try createFolder(String(path[..<slash]))
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure(path) }
    }

    /// Whether others than the owner and its group cannot read a file.
    static func isPrivate(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & 0o004 == 0
    }

    private static func putAll(_ bytes: [UInt8], in file: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(file, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    private static func failure(_ path: String) -> EvidenceFailure {
        EvidenceFailure("\(path): \(String(cString: strerror(errno)))")
    }
}
