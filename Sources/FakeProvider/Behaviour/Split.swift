extension Behaviour {
    /// How a run of bytes is divided.
    ///
    /// A script writes `per_event`, `whole` or `bytes(23)`.
    public enum Split: Sendable, Equatable {
        /// Each event stands alone.
        case perEvent
        /// Everything that no pause separates stands together.
        case whole
        /// Pieces of this many bytes (at least 1); a piece is shorter only before a pause and at the end.
        case bytes(Int)
    }
}

extension Behaviour.Split: Codable {
    /// Reads `per_event`, `whole` or `bytes(n)`.
    public init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        switch (Call(text)?.name, Call(text)?.number(or: 1)) {
        case ("per_event", _): self = .perEvent
        case ("whole", _): self = .whole
        case ("bytes", let count?) where count > 0: self = .bytes(count)
        default: throw decoder.corrupted("'\(text)' is not one of per_event, whole, bytes(n) with n of at least 1")
        }
    }

    /// Writes what `init(from:)` reads.
    public func encode(to encoder: any Encoder) throws {
        var single = encoder.singleValueContainer()
        switch self {
        case .perEvent: try single.encode("per_event")
        case .whole: try single.encode("whole")
        case .bytes(let count): try single.encode("bytes(\(count))")
        }
    }
}
