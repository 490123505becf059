#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// What can be told of a data folder from outside.
enum DataFolder {
    /// Whether a gateway runs on the data folder `path`: it holds a lock for as long as it lives. To be asked only when
    /// something answers on the gateway's port: a gateway that starts in the same moment would take this for another one.
    static func isInUse(_ path: String) -> Bool {
        let file = open(path + "/lock", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return false }
        defer { close(file) }
        return flock(file, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
    }
}
