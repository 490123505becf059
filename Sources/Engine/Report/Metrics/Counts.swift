/// How often each of a few things happened. A list that is searched from its beginning: there are few of them, and they are
/// compared faster than hashed.
public struct Counts<Key: Equatable & Sendable>: Sendable {
    /// One of them.
    public struct Entry: Sendable {
        /// What happened.
        public let key: Key
        /// How often, or how much of it.
        public fileprivate(set) var count: Int
    }

    /// All of them, in the order in which they first happened.
    public private(set) var entries: [Entry] = []

    /// Nothing happened.
    init() {}

    /// It happened once more, or `amount` of it.
    mutating func add(_ key: Key, _ amount: Int = 1) {
        for index in entries.indices where entries[index].key == key {
            entries[index].count &+= amount
            return
        }
        entries.append(Entry(key: key, count: amount))
    }
}
