/// The position of a target in one configuration snapshot: a name, interned.
///
/// It means nothing outside the snapshot that gave it.
public struct TargetID: Sendable, Hashable {
    /// Index into the snapshot's targets.
    public let index: Int

    /// The target at `index`.
    public init(_ index: Int) { self.index = index }
}
