extension Behaviour {
    /// Edits of the events of an answer. They are applied in the order of the properties.
    ///
    /// An answer that is not a stream has no events, so they mean something like it: an inserted error is sent in place
    /// of the body (with the status code of the answer), inserted comments are blank lines before the body (a sign of
    /// life of some providers), `keep` leaves half of the body, `endless` is blank lines for ever. The rest is ignored.
    public struct Stream: Sendable, Equatable {
        /// Kinds of events that are left out.
        public var drop: [EventKind] = []
        /// Only this many events are kept, and the answer ends cleanly after them.
        public var keep: Int?
        /// Events that are put between those of the answer.
        public var insert: [Insertion] = []
        /// After the last token the tokens start again, for ever.
        public var endless = false
        /// What ends the lines of the events; nil is what the dialect has.
        public var lineEnd: LineEnd?
        /// Each event's JSON is spread over several `data:` lines.
        public var multiLine = false
        /// A UTF-8 byte order mark comes first.
        public var byteOrderMark = false
        /// The blank line after the last event is missing.
        public var unfinishedLastEvent = false

        /// No edit.
        public init() {}
    }

    /// What an event of an answer is.
    public enum EventKind: String, Sendable, Equatable, Codable, CaseIterable {
        /// The start of an answer: the role in chat completions.
        case role
        /// A piece of the content.
        case token
        /// The reason why the answer ends.
        case finish
        /// The token counts, where they have an event of their own.
        case usage
        /// The mark of the end: `[DONE]`.
        case done
        /// Everything else; the only event of an answer that is not a stream.
        case other
    }
}

extension Behaviour.Stream: Codable, Overlay {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case drop, keep, insert, endless
        case lineEnd = "line_end"
        case multiLine = "multi_line"
        case byteOrderMark = "byte_order_mark"
        case unfinishedLastEvent = "unfinished_last_event"
    }

    /// Reads a mapping.
    public init(from decoder: any Decoder) throws {
        self.init()
        try overlay(decoder)
    }

    mutating func overlay(_ decoder: any Decoder) throws {
        let keys = try decoder.strictContainer(CodingKeys.self)
        try keys.read(.drop, into: &drop)
        try keys.read(.keep, into: &keep)
        try keys.read(.insert, into: &insert)
        try keys.read(.endless, into: &endless)
        try keys.read(.lineEnd, into: &lineEnd)
        try keys.read(.multiLine, into: &multiLine)
        try keys.read(.byteOrderMark, into: &byteOrderMark)
        try keys.read(.unfinishedLastEvent, into: &unfinishedLastEvent)
    }
}
