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
        var code = disk.allocate(file, 0, size)
        if code == EOPNOTSUPP { code = fill(file, disk) }
        close(file)
        if code != 0 { release() }
        return code
    }

    private func fill(_ file: Int32, _ disk: any Disk) -> Int32 {
        let zeros = [UInt8](repeating: 0, count: 1 << 16)
        var done = 0
        while done < size {
            let count = zeros.withUnsafeBytes { zeros in
                disk.write(file, UnsafeRawBufferPointer(rebasing: zeros.prefix(size - done)), at: done)
            }
            guard count > 0 else { return count == 0 ? EIO : Int32(clamping: -count) }
            done += count
        }
        return 0
    }

    /// Gives it back.
    func release() { unlink(path) }
}
