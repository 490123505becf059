#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Room on the disk that is kept for the records of requests under way when the disk is full: a file that is deleted then.
struct Reserve {
    let path: String
    let size: Int

    init(_ folder: SegmentFolder, size: Int) {
        path = "\(folder.path)/reserve"
        self.size = size
    }

    /// Takes the room; 0, or the error's number.
    func take(_ disk: any Disk) -> Int32 {
        let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { return errno }
        let code = disk.allocate(file, size)
        close(file)
        if code != 0 { release() }
        return code
    }

    /// Gives it back.
    func release() { unlink(path) }
}
