/// Why an event stream of Amazon's framing cannot be read any further.
public enum EventStreamFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// The checksum of the first eight bytes of a message is wrong.
    case preludeChecksum
    /// The checksum of a message is wrong.
    case messageChecksum
    /// A message is shorter than its own parts.
    case length
    /// The headers, or the payload, are longer than the limit, in bytes.
    case tooLong(limit: Int)
    /// A header ends after its block, has no name or a name that is there already, or a kind that does not exist.
    case header

    /// One line for the log.
    public var description: String {
        switch self {
        case .preludeChecksum: "the checksum of a frame's prelude is wrong"
        case .messageChecksum: "the checksum of a frame is wrong"
        case .length: "a frame is shorter than its parts"
        case .tooLong(let limit): "a part of a frame is longer than the limit of \(limit) bytes"
        case .header: "a header of a frame cannot be read"
        }
    }
}
