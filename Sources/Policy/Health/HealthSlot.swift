/// The place of a target in the health of all targets. It stays the same when the configuration changes.
public struct HealthSlot: Sendable, Hashable {
    /// Index into the targets that were ever known.
    public let index: Int

    /// The place at `index`.
    public init(_ index: Int) { self.index = index }
}
