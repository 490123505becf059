#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What `stat` says of a file, through symbolic links.
struct FileStatus: Sendable {
    var fingerprint: FileFingerprint
    var permissions: mode_t
    var user: uid_t
    var group: gid_t
    var isRegular: Bool
    var isFolder: Bool

    /// Whether everybody on this machine can read it.
    var isWorldReadable: Bool { permissions & 0o004 != 0 }

    /// Nil if there is no such file.
    init?(at path: String) {
        var information = stat()
        guard stat(path, &information) == 0 else { return nil }
        self.init(information)
    }

    /// Of an open file.
    init?(of descriptor: Int32) {
        var information = stat()
        guard fstat(descriptor, &information) == 0 else { return nil }
        self.init(information)
    }

    private init(_ information: stat) {
        #if canImport(Darwin)
            let modified = information.st_mtimespec
        #else
            let modified = information.st_mtim
        #endif
        fingerprint = FileFingerprint(
            device: UInt64(truncatingIfNeeded: information.st_dev), inode: UInt64(information.st_ino),
            seconds: Int64(modified.tv_sec), nanoseconds: Int64(modified.tv_nsec), size: Int64(information.st_size))
        permissions = information.st_mode & 0o7777
        user = information.st_uid
        group = information.st_gid
        isRegular = information.st_mode & S_IFMT == S_IFREG
        isFolder = information.st_mode & S_IFMT == S_IFDIR
    }
}
