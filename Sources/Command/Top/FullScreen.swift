import Foundation
import PlanBConsole

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The whole terminal, for as long as something is shown on it: the alternate screen, without a cursor, keys unechoed. What it
/// was before comes back with `end`.
final class FullScreen {
    private var before: termios
    private var isOver = false

    /// Whether there is a terminal to read keys from and to draw on.
    static var isThere: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 }

    /// Takes the terminal; nil: it cannot be had.
    init?() {
        var known = termios()
        guard tcgetattr(STDIN_FILENO, &known) == 0 else { return nil }
        before = known
        var raw = known
        // Keys come one by one; Ctrl-C is a key like others, so that the terminal is given back by one path only.
        raw.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG | IEXTEN)
        raw.c_iflag &= ~tcflag_t(IXON | ICRNL)
        guard tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw) == 0 else { return nil }
        // The alternate screen, no cursor, no line that goes on in the next one.
        Self.write("\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l\u{1B}[2J")
    }

    /// Gives the terminal back as it was. Once.
    func end() {
        guard !isOver else { return }
        isOver = true
        Self.write("\u{1B}[0m\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l")
        _ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
    }

    deinit { end() }

    /// How large it is; 80 columns and 24 rows if it does not say.
    var size: TopFrame.Size {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return TopFrame.Size(columns: 80, rows: 24)
        }
        return TopFrame.Size(columns: Int(size.ws_col), rows: Int(size.ws_row))
    }

    /// Draws `lines` from the top. Each line has its place, so that a text whose width the terminal sees otherwise spoils no other.
    func draw(_ lines: [TopFrame.Line]) {
        var text = ""
        for (index, line) in lines.enumerated() {
            text += "\u{1B}[\(index + 1);1H\(Self.code(line.style))\(line.text)\u{1B}[0m\u{1B}[K"
        }
        Self.write(text + "\u{1B}[J")
    }

    private static func code(_ style: TopFrame.Style) -> String {
        switch style {
        case .plain: ""
        case .head: "\u{1B}[7m"
        case .alarm: "\u{1B}[1;31m"
        case .warning: "\u{1B}[33m"
        case .faint: "\u{1B}[2m"
        }
    }

    private static func write(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }
}
