#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The calls that a full or broken disk makes fail, apart so that tests can make them fail.
protocol Disk: Sendable {
    /// Writes; how many bytes, or `-errno`.
    func write(_ file: Int32, _ bytes: UnsafeRawBufferPointer) -> Int
    /// Forces what was written to the disk; 0, or `errno`.
    func sync(_ file: Int32) -> Int32
    /// Takes room on the disk for a file; 0, or `errno`.
    func allocate(_ file: Int32, _ size: Int) -> Int32
}

/// The disk that the system has.
struct SystemDisk: Disk {
    func write(_ file: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
        while true {
            #if canImport(Glibc)
                let count = Glibc.write(file, bytes.baseAddress, bytes.count)
            #elseif canImport(Musl)
                let count = Musl.write(file, bytes.baseAddress, bytes.count)
            #else
                let count = Darwin.write(file, bytes.baseAddress, bytes.count)
            #endif
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

    func allocate(_ file: Int32, _ size: Int) -> Int32 {
        #if os(Linux)
            return posix_fallocate(file, 0, off_t(size))
        #else
            return ftruncate(file, off_t(size)) == 0 ? 0 : errno
        #endif
    }
}

/// Words for an error number of the system.
func systemText(_ code: Int32) -> String { String(cString: strerror(code)) }
