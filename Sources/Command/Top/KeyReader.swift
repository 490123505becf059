import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Reads keys, one by one, on a thread of its own until it is told to stop.
final class KeyReader: Sendable {
    private let use: @Sendable (UInt8?) -> Void

    /// Hands every key to `use`; nil: nobody can press one any more.
    init(_ use: @escaping @Sendable (UInt8?) -> Void) { self.use = use }

    /// Begins. The thread ends with the process, or when the terminal goes away.
    func start() {
        Thread { self.run() }.start()
    }

    private func run() {
        // An arrow or a function key sends several bytes, which are no keys of their own.
        var isSequence = false
        while true {
            var bytes = [UInt8](repeating: 0, count: 64)
            let count = read(STDIN_FILENO, &bytes, bytes.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return use(nil) }
            for byte in bytes.prefix(count) {
                if byte == 0x1B {
                    isSequence = true
                } else if isSequence {
                    isSequence = byte == UInt8(ascii: "[") || byte == UInt8(ascii: "O") || byte < 0x40
                } else {
                    use(byte)
                }
            }
        }
    }
}
