/// Why an event stream cannot be read any further.
public enum SSEFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// A block of lines is longer than the limit, in bytes.
    case tooLong(limit: Int)

    /// One line for the log.
    public var description: String {
        switch self {
        case .tooLong(let limit): "an event of the stream is longer than the limit of \(limit) bytes"
        }
    }
}
