extension Behaviour {
    /// How a body is compressed.
    public enum Encoding: String, Sendable, Equatable, Codable, CaseIterable {
        /// `content-encoding: gzip`, and the body is in that format (RFC 1952, with stored blocks).
        case gzip
        /// `content-encoding: gzip`, but the body is not.
        case falseGzip = "false_gzip"
    }
}
