import ArgumentParser
import Foundation

/// How commands speak: answers on standard output, everything else on standard error.
enum Terminal {
    /// Says why a command ends, and gives the exit code to throw.
    static func complaint(_ message: String, exit code: ExitCode) -> ExitCode {
        note(message)
        return code
    }

    /// A line of the answer. Written at once, also to a pipe.
    static func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

    /// A remark that must not end up in what a script reads from standard output.
    static func note(_ remark: String) { FileHandle.standardError.write(Data((remark + "\n").utf8)) }

    /// `value` for scripts, with keys in a fixed order.
    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}

extension ExitCode {
    /// The answer is no.
    static let no = ExitCode(1)
    /// The command could not do its work.
    static let couldNotRun = ExitCode(3)
}
