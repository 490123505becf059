import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One line on a terminal that is written over and over. Elsewhere nothing is shown.
struct Screen {
    private let isTerminal = isatty(STDERR_FILENO) == 1

    /// Whether somebody can be asked.
    static var isInput: Bool { isatty(STDIN_FILENO) == 1 }

    /// Shows `line` instead of the one before.
    func show(_ line: String) {
        guard isTerminal else { return }
        var size = winsize()
        let isKnown = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        let width = isKnown ? Int(size.ws_col) : 80
        write("\r\u{1B}[K" + String(line.prefix(max(1, width - 1))))
    }

    /// Takes the line away.
    func end() { if isTerminal { write("\r\u{1B}[K") } }

    private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
