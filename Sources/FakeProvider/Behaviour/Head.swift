extension Behaviour {
    /// Edits of the head of an answer.
    public struct Head: Sendable, Equatable {
        /// The status code, whatever the answer is.
        public var status: Int?
        /// The reason phrase.
        public var reason: String?
        /// The version of the status line, as in `HTTP/1.0`. With 1.0 there are no chunks and no keep-alive.
        public var version: String?
        /// The whole status line, in place of all of the above.
        public var statusLine: Payload?
        /// Names of header lines that are left out.
        public var remove: [String] = []
        /// Header lines that take the place of those with the same name.
        public var set: [HeaderLine] = []
        /// Header lines that are added at the end, beside others of the same name.
        public var add: [HeaderLine] = []
        /// Informational answers (RFC 9110 section 15.2) that come first, by status code.
        public var informational: [Int] = []
        /// What ends each line of the head; CRLF in HTTP.
        public var lineEnd: LineEnd = .crlf

        /// No edit.
        public init() {}
    }

    /// What ends a line.
    public enum LineEnd: String, Sendable, Equatable, Codable, CaseIterable {
        /// A line feed.
        case lf
        /// A carriage return and a line feed.
        case crlf
        /// A carriage return.
        case cr

        var bytes: [UInt8] {
            switch self {
            case .lf: [0x0A]
            case .crlf: [0x0D, 0x0A]
            case .cr: [0x0D]
            }
        }
    }
}

extension Behaviour.Head: Codable, Overlay {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case status, reason, version, remove, set, add, informational
        case statusLine = "status_line"
        case lineEnd = "line_end"
    }

    /// Reads a mapping.
    public init(from decoder: any Decoder) throws {
        self.init()
        try overlay(decoder)
    }

    mutating func overlay(_ decoder: any Decoder) throws {
        let keys = try decoder.strictContainer(CodingKeys.self)
        try keys.read(.status, into: &status)
        try keys.read(.reason, into: &reason)
        try keys.read(.version, into: &version)
        try keys.read(.statusLine, into: &statusLine)
        try keys.read(.remove, into: &remove)
        try keys.read(.set, into: &set)
        try keys.read(.add, into: &add)
        try keys.read(.informational, into: &informational)
        try keys.read(.lineEnd, into: &lineEnd)
    }
}
