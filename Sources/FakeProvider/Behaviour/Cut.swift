extension Behaviour {
    /// Where an answer breaks off, and how.
    public struct Cut: Sendable, Equatable {
        /// The place.
        public var at: Place
        /// The manner.
        public var how: Manner

        /// A cut at this place.
        public init(at: Place, how: Manner) {
            self.at = at
            self.how = how
        }
    }
}

extension Behaviour.Cut {
    /// The way in which nothing more comes.
    public enum Manner: String, Sendable, Equatable, Codable, CaseIterable {
        /// A FIN: the peer reads what was sent, then the end of the stream.
        case fin
        /// An RST: the peer's next read or write fails with "connection reset". Bytes that it did not read yet may be
        /// lost, as with a real crash.
        case rst
        /// Silence: the connection stays open until the peer closes it.
        case stall
    }

    /// A place in the life of a request.
    public enum Place: Sendable, Equatable {
        /// Before anything is read: as soon as the connection is there, or when the next request on it begins.
        case accept
        /// After the head of the request was read; its body is left unread.
        case requestHead
        /// After the request was read, before the answer.
        case head
        /// After half of the bytes of the answer's head.
        case midHead
        /// After the head of the answer.
        case afterHead
        /// After this many events of the stream. An answer that is not a stream is cut in the middle instead (unless
        /// the number is 0), and a shorter stream is cut before its end is told.
        case events(Int)
        /// After half of the bytes of the event with this index, counted from 0; of the last one in a shorter stream.
        case midEvent(Int)
        /// After this many bytes of the body, chunk framing not counted; before its end is told if it is shorter.
        case bytes(Int)
        /// After the first byte of the first character that takes several bytes in UTF-8; else in the middle.
        case midCharacter
        /// After the last byte of the body, before its end is told.
        case beforeEnd
        /// After the whole answer, without a `connection: close` that would have announced it.
        case end
    }
}

extension Behaviour.Cut: Codable {
    enum CodingKeys: String, CodingKey, CaseIterable { case at, how }

    /// Reads a mapping with `at` and `how`.
    public init(from decoder: any Decoder) throws {
        let keys = try decoder.strictContainer(CodingKeys.self)
        at = try keys.decode(Place.self, forKey: .at)
        how = try keys.decode(.how, or: .rst)
    }
}

extension Behaviour.Cut.Place: Codable {
    /// Reads `accept`, `request_head`, `head`, `mid_head`, `after_head`, `events(n)`, `mid_event(n)`, `bytes(n)`,
    /// `mid_character`, `before_end` or `end`.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let call = Call(text), let value = Self(call) else {
            throw decoder.corrupted(
                "'\(text)' is not one of accept, request_head, head, mid_head, after_head, events(n), mid_event(n), "
                    + "bytes(n), mid_character, before_end, end")
        }
        self = value
    }

    private init?(_ call: Call) {
        let plain: [String: Self] = [
            "accept": .accept, "request_head": .requestHead, "head": .head, "mid_head": .midHead,
            "after_head": .afterHead, "mid_character": .midCharacter, "before_end": .beforeEnd, "end": .end,
        ]
        if call.argument == nil, let place = plain[call.name] {
            self = place
            return
        }
        guard let count = call.number(or: 0), count >= 0 else { return nil }
        switch call.name {
        case "events": self = .events(count)
        case "mid_event": self = .midEvent(count)
        case "bytes": self = .bytes(count)
        default: return nil
        }
    }

    /// Writes what `init(from:)` reads.
    public func encode(to encoder: any Encoder) throws {
        var single = encoder.singleValueContainer()
        try single.encode(description)
    }
}

extension Behaviour.Cut.Place: CustomStringConvertible {
    /// The place as a script writes it.
    public var description: String {
        switch self {
        case .accept: "accept"
        case .requestHead: "request_head"
        case .head: "head"
        case .midHead: "mid_head"
        case .afterHead: "after_head"
        case .events(let count): "events(\(count))"
        case .midEvent(let index): "mid_event(\(index))"
        case .bytes(let count): "bytes(\(count))"
        case .midCharacter: "mid_character"
        case .beforeEnd: "before_end"
        case .end: "end"
        }
    }
}
