#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Small files, read and written with the care that secrets and configurations need.
enum SystemFile {
    /// Why a file could not be read or written, without its path.
    struct Failure: Error, Equatable {
        var reason: String
        /// Whether it does not exist.
        var isMissing = false

        static func last() -> Failure {
            let code = errno
            return Failure(reason: String(cString: strerror(code)), isMissing: code == ENOENT || code == ENOTDIR)
        }
    }

    /// A file's bytes and what `stat` says of exactly these bytes.
    struct Contents {
        var bytes: [UInt8]
        var status: FileStatus
    }

    /// Where relative paths start.
    static var currentFolder: String {
        guard let path = getcwd(nil, 0) else { return "/" }
        defer { free(path) }
        return String(cString: path)
    }

    /// The bytes of a regular file of at most `limit` bytes. Never blocks on a pipe or a device.
    static func contents(of path: String, limit: Int) throws(Failure) -> Contents {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw Failure.last() }
        defer { close(file) }
        guard let status = FileStatus(of: file) else { throw Failure.last() }
        guard status.isRegular else { throw Failure(reason: "is not a regular file") }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while bytes.count <= limit {
            let count = buffer.withUnsafeMutableBytes { part in retry { read(file, part.baseAddress, part.count) } }
            guard count >= 0 else { throw Failure.last() }
            if count == 0 { return Contents(bytes: bytes, status: status) }
            bytes += buffer[..<count]
        }
        throw Failure(reason: "is larger than \(limit) bytes")
    }

    /// Makes a file that did not exist; false if it does. Nobody ever sees a part of it.
    static func create(_ path: String, _ bytes: [UInt8], mode: mode_t) throws(Failure) -> Bool {
        let temporary = try writeTemporary(besides: path, bytes, mode: mode, like: nil)
        defer { unlink(temporary) }
        if link(temporary, path) == 0 {
            syncFolder(of: path)
            return true
        }
        if errno == EEXIST { return false }
        throw Failure.last()
    }

    /// Replaces a file, or makes it: a reader sees the old bytes or the new ones. A symbolic link stays one.
    static func replace(_ path: String, _ bytes: [UInt8], mode: mode_t) throws(Failure) {
        let target = resolved(path)
        let status = FileStatus(at: target)
        let temporary = try writeTemporary(besides: target, bytes, mode: status?.permissions ?? mode, like: status)
        guard rename(temporary, target) == 0 else {
            let failure = Failure.last()
            unlink(temporary)
            throw failure
        }
        syncFolder(of: target)
    }

    /// The last `count` bytes of a file, or all of a shorter one.
    static func tail(of path: String, count: Int) throws(Failure) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw Failure.last() }
        defer { close(file) }
        let size = lseek(file, 0, SEEK_END)
        guard size >= 0, lseek(file, max(0, size - off_t(count)), SEEK_SET) >= 0 else { throw Failure.last() }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while bytes.count < count {
            let got = buffer.withUnsafeMutableBytes { part in retry { read(file, part.baseAddress, part.count) } }
            guard got >= 0 else { throw Failure.last() }
            if got == 0 { break }
            bytes += buffer[..<got]
        }
        return bytes
    }

    /// Adds to the end of a file, or makes it. The bytes are on disk when it returns.
    static func append(_ path: String, _ bytes: [UInt8], mode: mode_t) throws(Failure) {
        let isNew = access(path, F_OK) != 0
        let file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, mode)
        guard file >= 0 else { throw Failure.last() }
        defer { close(file) }
        if isNew { giveAway(file, like: FileStatus(at: FilePath.folder(of: path))) }
        guard writeAll(file, bytes), fsync(file) == 0 else { throw Failure.last() }
    }

    /// Makes a folder, and those above it, that only the owner can enter.
    static func createFolder(_ path: String) throws(Failure) {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, path != "/", !path.isEmpty else { throw Failure.last() }
        try createFolder(FilePath.folder(of: path))
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw Failure.last() }
    }

    /// Keeps other processes that ask for the same lock waiting until it is dropped.
    struct FolderLock: ~Copyable {
        private let descriptor: Int32

        /// Locks the folder that `path` is in, so that no lock file is left behind.
        init(folderOf path: String) throws(Failure) {
            descriptor = open(FilePath.folder(of: resolved(path)), O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw Failure.last() }
            guard retry({ Int(flock(descriptor, LOCK_EX)) }) == 0 else {
                let failure = Failure.last()
                close(descriptor)
                throw failure
            }
        }

        deinit { close(descriptor) }
    }

    private static func resolved(_ path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    private static func writeTemporary(
        besides path: String, _ bytes: [UInt8], mode: mode_t, like status: FileStatus?
    ) throws(Failure) -> String {
        let temporary = "\(path).\(getpid()).\(UInt32.random(in: 0 ... .max)).tmp"
        let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard file >= 0 else { throw Failure.last() }
        defer { close(file) }
        giveAway(file, like: status ?? FileStatus(at: FilePath.folder(of: path)))
        guard fchmod(file, mode) == 0, writeAll(file, bytes), fsync(file) == 0 else {
            let failure = Failure.last()
            unlink(temporary)
            throw failure
        }
        return temporary
    }

    /// Whoever runs a command as root must not take the file away from the service that uses it.
    private static func giveAway(_ file: Int32, like owner: FileStatus?) {
        if geteuid() == 0, let owner { _ = fchown(file, owner.user, owner.group) }
    }

    private static func writeAll(_ file: Int32, _ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { part in retry { write(file, part.baseAddress, part.count) } }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// A rename is durable only once its folder is.
    private static func syncFolder(of path: String) {
        let folder = open(FilePath.folder(of: path), O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }

    private static func retry(_ call: () -> Int) -> Int {
        while true {
            let result = call()
            if result >= 0 || errno != EINTR { return result }
        }
    }
}
