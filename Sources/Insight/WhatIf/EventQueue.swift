import PlanBVocabulary

/// What is to happen, the earliest first; what comes at the same moment in the order in which it was put in. A binary heap.
struct EventQueue<Event> {
    private struct Item {
        var at: Instant
        var sequence: Int
        var event: Event
    }

    private var items: [Item] = []
    private var sequence = 0

    /// When the next one is due; nil: nothing is to come.
    var nextDue: Instant? { items.first?.at }

    mutating func put(_ event: Event, at moment: Instant) {
        items.append(Item(at: moment, sequence: sequence, event: event))
        sequence += 1
        var child = items.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard precedes(child, parent) else { return }
            items.swapAt(child, parent)
            child = parent
        }
    }

    mutating func takeNext() -> (at: Instant, event: Event)? {
        guard let first = items.first else { return nil }
        let last = items.removeLast()
        guard !items.isEmpty else { return (first.at, first.event) }
        items[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < items.count && precedes(child, least) {
                least = child
            }
            guard least != parent else { return (first.at, first.event) }
            items.swapAt(parent, least)
            parent = least
        }
    }

    private func precedes(_ one: Int, _ other: Int) -> Bool {
        if items[one].at != items[other].at { return items[one].at < items[other].at }
        return items[one].sequence < items[other].sequence
    }
}
