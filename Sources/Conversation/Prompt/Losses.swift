/// What a translation leaves out, and what it cannot do without.
public struct Losses: Sendable, Equatable {
    /// Members that were left out, once each, in the client's words: for `x-planb-dropped`.
    public private(set) var dropped: [String] = []
    /// What the target cannot be told, and what the client must know it was not told.
    public private(set) var refused: [Refusal] = []

    /// Nothing is lost.
    public init() {}

    /// `field` is left out, and that is to be said.
    public mutating func drop(_ field: String) {
        if !dropped.contains(field) { dropped.append(field) }
    }

    /// `field` cannot be left out. A route that says `lossy: allow` has it dropped instead.
    public mutating func refuse(_ field: String, _ reason: String) {
        let refusal = Refusal(field, reason)
        if !refused.contains(refusal) { refused.append(refusal) }
    }
}
