#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Reads small files as a whole. Blocks on the file system: not for event loops.
enum SmallFile {
    enum Problem: Error {
        case missing
        case unreadable(String)

        var reason: String {
            switch self {
            case .missing: "does not exist"
            case .unreadable(let reason): "cannot be read: \(reason)"
            }
        }
    }

    static func read(_ path: String, limit: Int) -> Result<[UInt8], Problem> {
        // A pipe would keep the open waiting.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            let code = errno
            return .failure(code == ENOENT || code == ENOTDIR ? .missing : .unreadable(text(code)))
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return .failure(.unreadable("it is not a file"))
        }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16_384)
        while true {
            #if canImport(Glibc)
                let count = Glibc.read(file, &chunk, chunk.count)
            #elseif canImport(Musl)
                let count = Musl.read(file, &chunk, chunk.count)
            #else
                let count = Darwin.read(file, &chunk, chunk.count)
            #endif
            guard count >= 0 else { return .failure(.unreadable(text(errno))) }
            if count == 0 { return .success(bytes) }
            bytes += chunk[..<count]
            guard bytes.count <= limit else { return .failure(.unreadable("it is longer than \(limit) bytes")) }
        }
    }

    private static func text(_ code: CInt) -> String {
        code == EACCES ? "permission denied" : String(cString: strerror(code))
    }
}
