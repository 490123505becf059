/// Something that is wrong with the configuration, or should be looked at, and where.
///
/// It never holds a value that may be a secret, so it may be logged.
public struct Diagnostic: Sendable, Hashable, Encodable {
    /// How bad it is.
    public enum Severity: String, Sendable, Hashable, Encodable {
        /// The configuration cannot be used as it is.
        case error
        /// It can be used, but probably not as meant.
        case warning
    }

    /// The file, as it was named on the command line or by `include:`.
    public let file: String
    /// The line, from 1; 0 if it is about the file as a whole.
    public let line: Int
    /// The column in Unicode scalars, from 1; 0 if it is about the file as a whole.
    public let column: Int
    /// How bad it is.
    public let severity: Severity
    /// What is wrong.
    public let message: String
    /// What to do about it, if that is known.
    public let hint: String?

    init(_ severity: Severity, at place: Place, _ message: String, hint: String? = nil) {
        file = place.file
        line = place.line
        column = place.column
        self.severity = severity
        self.message = message
        self.hint = hint
    }
}

extension Diagnostic {
    /// `planb.yaml:12:5`; of a file as a whole its name.
    public var place: String { line > 0 ? "\(file):\(line):\(column)" : file }
}

extension Diagnostic: CustomStringConvertible {
    /// `planb.yaml:12:5: error: what is wrong; what to do`, the form that editors and CI systems recognise.
    public var description: String {
        "\(place): \(severity.rawValue): \(message)" + (hint.map { "; \($0)" } ?? "")
    }
}
