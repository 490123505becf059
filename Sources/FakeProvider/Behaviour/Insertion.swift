extension Behaviour {
    /// Events that a stream does not need, or must not have.
    public struct Insertion: Sendable, Equatable {
        /// What is put in.
        public var what: What
        /// Before the event with this index in the answer, counted from 0; at the end when nil or beyond the end.
        public var before: Int?
        /// How many in a row.
        public var times: Int

        /// Something to put in.
        public init(_ what: What, before: Int? = nil, times: Int = 1) {
            self.what = what
            self.before = before
            self.times = times
        }
    }
}

extension Behaviour.Insertion {
    /// The most events that one insertion makes.
    public static let limit = 1_000_000

    /// What can be put into a stream. A dialect that has no such thing puts in a comment.
    public enum What: Sendable, Equatable {
        /// A line that every reader of server-sent events ignores: `: keep-alive`.
        case comment
        /// The sign of life of servers built on sse-starlette: `: ping - ` and the time.
        case ping
        /// An event with the role of the speaker and nothing else.
        case role
        /// An event without content.
        case emptyDelta
        /// An event with `choices: []`.
        case emptyChoices
        /// The error event of the dialect.
        case error
        /// The event that tells this error.
        case failure(Behaviour.ErrorReply)
        /// An event whose checksum is wrong, in a dialect that has checksums.
        case badChecksum
        /// The mark of the end: `[DONE]`.
        case done
        /// These bytes, as they are.
        case raw(Behaviour.Payload)
    }
}

extension Behaviour.Insertion: Codable {
    enum CodingKeys: String, CodingKey, CaseIterable { case what, raw, error, before, times }

    static let names: [(String, What)] = [
        ("comment", .comment), ("ping", .ping), ("role", .role), ("empty_delta", .emptyDelta),
        ("empty_choices", .emptyChoices), ("error", .error), ("done", .done), ("bad_checksum", .badChecksum),
    ]

    /// Reads a mapping with `what`, `raw` or `error`, and optionally `before` and `times`.
    public init(from decoder: any Decoder) throws {
        let keys = try decoder.strictContainer(CodingKeys.self)
        if let raw = try keys.decodeIfPresent(Behaviour.Payload.self, forKey: .raw) {
            what = .raw(raw)
        } else if let error = try keys.decodeIfPresent(Behaviour.ErrorReply.self, forKey: .error) {
            what = .failure(error)
        } else {
            let name = try keys.decode(String.self, forKey: .what)
            guard let known = Self.names.first(where: { $0.0 == name }) else {
                throw decoder.corrupted(
                    "'\(name)' is not one of \(Self.names.map(\.0).joined(separator: ", ")); use raw for other bytes")
            }
            what = known.1
        }
        before = try keys.decodeIfPresent(Int.self, forKey: .before)
        times = try keys.decode(.times, or: 1)
        guard (0...Self.limit).contains(times) else {
            throw decoder.corrupted("times is between 0 and \(Self.limit)")
        }
    }

    /// Writes what `init(from:)` reads.
    public func encode(to encoder: any Encoder) throws {
        var keys = encoder.container(keyedBy: CodingKeys.self)
        switch what {
        case .raw(let payload): try keys.encode(payload, forKey: .raw)
        case .failure(let error): try keys.encode(error, forKey: .error)
        default: try keys.encodeIfPresent(Self.names.first { $0.1 == what }?.0, forKey: .what)
        }
        try keys.encodeIfPresent(before, forKey: .before)
        try keys.encode(times, forKey: .times)
    }
}
