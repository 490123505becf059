import PlanBVocabulary

/// Moments in order; of equal ones the one that was set first comes first. A binary heap that keeps its memory.
struct TimerHeap {
    struct Entry {
        var due: Instant
        /// Counts up with each entry, so that equal moments keep their order.
        var sequence: UInt64
        var slot: Int
        var generation: UInt32

        fileprivate func comesBefore(_ other: Entry) -> Bool {
            due == other.due ? sequence < other.sequence : due < other.due
        }
    }

    private var entries: [Entry] = []
    private var sequence: UInt64 = 0

    var first: Entry? { entries.first }

    mutating func insert(_ due: Instant, slot: Int, generation: UInt32) {
        sequence &+= 1
        let entry = Entry(due: due, sequence: sequence, slot: slot, generation: generation)
        entries.append(entry)
        var index = entries.count - 1
        while index > 0 {
            let parent = (index - 1) / 2
            guard entry.comesBefore(entries[parent]) else { break }
            entries[index] = entries[parent]
            index = parent
        }
        entries[index] = entry
    }

    mutating func popFirst() -> Entry? {
        guard let top = entries.first, let last = entries.popLast() else { return nil }
        if !entries.isEmpty { sink(last) }
        return top
    }

    /// Puts `entry` in place of the first, and lets it sink to where it belongs.
    private mutating func sink(_ entry: Entry) {
        var index = 0
        while true {
            var child = 2 * index + 1
            guard child < entries.count else { break }
            if child + 1 < entries.count, entries[child + 1].comesBefore(entries[child]) { child += 1 }
            guard entries[child].comesBefore(entry) else { break }
            entries[index] = entries[child]
            index = child
        }
        entries[index] = entry
    }

    mutating func removeAll() {
        entries.removeAll(keepingCapacity: true)
        sequence = 0
    }
}
