#if canImport(Darwin)
    import Darwin
    import System
#else
    import Glibc
    import SystemPackage
#endif

/// The file that holds what a program wrote to its standard output and standard error.
///
/// The program writes to it directly, so that its last words are on disk when the gateway dies. The file is kept below
/// ``limit`` by moving its content to `<path>.1`: copied and then cut to nothing, not renamed, because the running
/// program has the file open.
struct LogFile: Sendable {
    /// The size in bytes above which the content is moved away.
    static let limit: Int64 = 10 << 20

    /// Why a log file cannot be used.
    struct Unusable: Error, Equatable {
        var path: String
        var reason: String
    }

    let path: FilePath

    /// Open for reading and appending; the program inherits a copy.
    let descriptor: FileDescriptor

    /// Opens the file, and makes it and its directory if there is none. Only its owner may read it: a model server may
    /// log parts of prompts.
    init(path string: String) throws(Unusable) {
        path = FilePath(string)
        Self.makeDirectory(path.removingLastComponent())
        do {
            descriptor = try FileDescriptor.open(
                path, .readWrite, options: [.append, .create, .closeOnExec], permissions: .ownerReadWrite)
        } catch {
            throw Unusable(path: string, reason: (error as? Errno)?.description ?? "\(error)")
        }
    }

    func close() {
        // Nothing was written through this descriptor, so there is nothing that a failure could lose.
        try? descriptor.close()
    }

    /// The number of bytes in the file, 0 if it cannot be told.
    var size: Int64 { (try? descriptor.seek(offset: 0, from: .end)) ?? 0 }

    /// Moves the content to `<path>.1` if it exceeds the limit. A line that is written meanwhile may be lost.
    func trim(limit: Int64 = Self.limit) throws {
        guard size > limit else { return }
        let old = try FileDescriptor.open(
            FilePath(path.string + ".1"), .writeOnly, options: [.create, .truncate, .closeOnExec],
            permissions: .ownerReadWrite)
        try old.closeAfter {
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 1)
            defer { buffer.deallocate() }
            var offset: Int64 = 0
            while case let count = try descriptor.read(fromAbsoluteOffset: offset, into: buffer), count > 0 {
                try old.writeAll(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
                offset += Int64(count)
            }
        }
        try descriptor.resize(to: 0)
    }

    /// The last line that is not blank, of those written after `start`: printable, and of a bounded length.
    func lastLine(after start: Int64) -> String? {
        let from = max(start, size - 4096)
        let bytes = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
            count = (try? descriptor.read(fromAbsoluteOffset: from, into: UnsafeMutableRawBufferPointer(buffer))) ?? 0
        }
        let blank: (UInt8) -> Bool = { $0 <= 0x20 }
        guard
            let line = bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).last(where: { !$0.allSatisfy(blank) })
        else { return nil }
        let printable = String(decoding: line, as: UTF8.self).unicodeScalars.filter {
            ![.control, .format].contains($0.properties.generalCategory)
        }
        return String(String.UnicodeScalarView(printable.prefix(200)))
    }

    /// Makes what is missing of the directory. What cannot be made is reported by the open that follows.
    private static func makeDirectory(_ directory: FilePath) {
        guard !directory.components.isEmpty else { return }
        makeDirectory(directory.removingLastComponent())
        _ = directory.withPlatformString { mkdir($0, 0o700) }
    }
}
