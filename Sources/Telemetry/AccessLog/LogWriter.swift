import PlanBSettings
import PlanBVocabulary

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Writes lines to one place. Confined to the thread of the access log: its calls wait for the disk.
struct LogWriter: ~Copyable {
    /// Why lines could not be written, as the end of a sentence.
    struct Failure: Error, Equatable {
        var reason: String
    }

    let settings: AccessLogSettings
    private var descriptor: Int32 = -1
    /// The last line that was written is not whole.
    private var isTorn = false
    private var removedOn: Int64?

    init(_ settings: AccessLogSettings) {
        self.settings = settings
        if settings.place == .standardOutput { descriptor = STDOUT_FILENO }
    }

    deinit { if case .file = settings.place, descriptor >= 0 { close(descriptor) } }

    /// Writes whole lines. `now` is in milliseconds since 1970.
    mutating func add(_ lines: [UInt8], now: Int64) throws(Failure) {
        if case .file(let path) = settings.place { try prepare(path, now: now) }
        var lines = lines[...]
        if isTorn { lines = [UInt8(ascii: "\n")] + lines }
        let size = self.size
        do throws(Failure) {
            try put(lines)
            isTorn = false
        } catch {
            // Half a line is no line. If it cannot be taken back, the next one begins on a new line.
            isTorn = size.map { ftruncate(descriptor, $0) != 0 } ?? true
            throw error
        }
    }

    private var size: off_t? {
        guard case .file = settings.place else { return nil }
        var status = stat()
        return fstat(descriptor, &status) == 0 ? status.st_size : nil
    }

    private func put(_ lines: ArraySlice<UInt8>) throws(Failure) {
        var rest = lines
        var isWaitedFor = false
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
                isWaitedFor = false
            } else if errno == EAGAIN, !isWaitedFor {
                // A pipe that nobody reads just now.
                var place = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = poll(&place, 1, 1000)
                isWaitedFor = true
            } else if errno != EINTR {
                throw Failure(reason: Self.reason)
            }
        }
    }

    /// Opens the file if it is not open, or if another one has its name by now, and puts it aside when it is full.
    private mutating func prepare(_ path: String, now: Int64) throws(Failure) {
        reopenIfMoved(path)
        try openFile(path)
        guard settings.rotates else { return }
        var status = stat()
        if fstat(descriptor, &status) == 0, (status.st_mode & S_IFMT) == S_IFREG,
            LogFiles.isFull(
                size: Int(status.st_size), lastWritten: Self.milliseconds(status), now: now, limit: settings.size)
        {
            putAside(path, now: now)
            try openFile(path)
        }
        if removedOn != now / 86_400_000 {
            removedOn = now / 86_400_000
            removeExpired(path, now: now)
        }
    }

    /// Somebody has renamed or removed the file: it is theirs now.
    private mutating func reopenIfMoved(_ path: String) {
        guard descriptor >= 0 else { return }
        var (held, there) = (stat(), stat())
        guard fstat(descriptor, &held) == 0, stat(path, &there) == 0, held.st_ino == there.st_ino,
            held.st_dev == there.st_dev
        else { return leave() }
    }

    private mutating func leave() {
        close(descriptor)
        descriptor = -1
        isTorn = false
    }

    private mutating func openFile(_ path: String) throws(Failure) {
        guard descriptor < 0 else { return }
        if let first = Self.firstByte(of: path), first != UInt8(ascii: "{") {
            throw Failure(reason: "there is a file that is no access log")
        }
        // Neither a terminal nor a pipe without a reader may hold up the start.
        let flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK
        descriptor = open(path, flags, 0o600)
        guard descriptor >= 0 else { throw Failure(reason: Self.reason) }
    }

    /// A mistake in the configuration must not add lines to a database or a key file. Nil: there is nothing yet.
    private static func firstByte(of path: String) -> UInt8? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, (status.st_mode & S_IFMT) == S_IFREG else { return nil }
        var byte: UInt8 = 0
        return read(file, &byte, 1) == 1 ? byte : nil
    }

    private mutating func putAside(_ path: String, now: Int64) {
        for count in 0..<1000 {
            let aside = LogFiles.name(of: path, asideAt: now, after: count)
            // Unlike `rename`, never in the place of another file.
            if link(path, aside) == 0 {
                unlink(path)
                return leave()
            }
            guard errno != EEXIST else { continue }
            // Some file systems have one name for a file only.
            if access(aside, F_OK) != 0, rename(path, aside) == 0 { leave() }
            return
        }
    }

    private func removeExpired(_ path: String, now: Int64) {
        let slash = path.lastIndex(of: "/")
        let folder = slash.map { String(path[..<$0]) } ?? "."
        let file = slash.map { String(path[path.index(after: $0)...]) } ?? path
        let retention = settings.retention.nanoseconds / 1_000_000
        for name in LogFiles.expired(Self.names(in: folder), of: file, now: now, retention: retention) {
            unlink("\(folder)/\(name)")
        }
    }

    private static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder.isEmpty ? "/" : folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            names.append(
                withUnsafePointer(to: &entry.pointee.d_name) { name in
                    name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                })
        }
        return names
    }

    private static func milliseconds(_ status: stat) -> Int64 {
        #if canImport(Darwin)
            Int64(status.st_mtimespec.tv_sec) * 1000
        #else
            Int64(status.st_mtim.tv_sec) * 1000
        #endif
    }

    private static var reason: String { String(cString: strerror(errno)) }
}
