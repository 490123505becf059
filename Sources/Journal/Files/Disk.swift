import CPlanBSystem

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The calls that a full or broken disk makes fail, apart so that tests can make them fail.
protocol Disk: Sendable {
    /// Writes at `offset` of a file; how many bytes, or `-errno`.
    func write(_ file: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int
    /// Forces what was written to the disk; 0, or `errno`.
    func sync(_ file: Int32) -> Int32
    /// Takes room on the disk for `size` bytes of a file from `offset` on; 0, or `errno`: `EOPNOTSUPP` where that cannot be
    /// done.
    func allocate(_ file: Int32, _ offset: Int, _ size: Int) -> Int32
}

/// The disk that the system has.
struct SystemDisk: Disk {
    func write(_ file: Int32, _ bytes: UnsafeRawBufferPointer, at offset: Int) -> Int {
        while true {
            let count = pwrite(file, bytes.baseAddress, bytes.count, off_t(offset))
            if count >= 0 { return count }
            let code = errno
            if code != EINTR { return -Int(code) }
        }
    }

    func sync(_ file: Int32) -> Int32 {
        #if os(Linux)
            let result = fdatasync(file)
        #else
            let result = fsync(file)
        #endif
        return result == 0 ? 0 : errno
    }

    func allocate(_ file: Int32, _ offset: Int, _ size: Int) -> Int32 {
        planb_take_room(file, Int64(offset), Int64(size))
    }
}

/// Words for an error number of the system.
func systemText(_ code: Int32) -> String { String(cString: strerror(code)) }
