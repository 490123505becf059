/// Where an answer was put together, as told to the client in the member `planb` of its last event.
public struct SeamNote: Sendable, Equatable {
    /// How many bytes of text (UTF-8) the client had before the seam.
    public var offset: Int
    /// The target whose answer broke; nil if that is not revealed.
    public var from: String?
    /// The target that completed it; nil if that is not revealed.
    public var to: String?
    /// `restart` or `prefill`.
    public var method: String
    /// How many seams the answer has; the others are those before this one.
    public var count: Int

    /// A note of the last seam of an answer.
    public init(offset: Int, from: String?, to: String?, method: String, count: Int = 1) {
        self.offset = offset
        self.from = from
        self.to = to
        self.method = method
        self.count = count
    }

    /// The same without the names of the targets.
    public var withoutNames: SeamNote { SeamNote(offset: offset, from: nil, to: nil, method: method, count: count) }
}
