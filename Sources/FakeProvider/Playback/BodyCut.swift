/// Where in a body an answer breaks off.
enum BodyCut: Equatable {
    /// After this many bytes of the body, chunk framing not counted.
    case after(Int)
    /// After the last byte, before the end is told.
    case beforeEnd

    /// The place for a body of these events; nil for a place that is not in the body.
    init?(_ place: Behaviour.Cut.Place, events: [[UInt8]], isStream: Bool) {
        let total = events.reduce(0) { $0 + $1.count }
        func size(_ count: Int) -> Int { events.prefix(count).reduce(0) { $0 + $1.count } }
        switch place {
        case .accept, .requestHead, .head, .midHead, .afterHead, .end:
            return nil
        case .events(let count):
            if count == 0 {
                self = .after(0)
            } else if isStream {
                self = count < events.count ? .after(size(count)) : .beforeEnd
            } else {
                self = .after(total / 2)
            }
        case .midEvent(let index):
            let index = min(index, max(events.count - 1, 0))
            self = .after(size(index) + (events.isEmpty ? 0 : events[index].count / 2))
        case .bytes(let count):
            self = count < total ? .after(count) : .beforeEnd
        case .midCharacter:
            // The first byte of a character of several bytes has its two highest bits set.
            let offset = events.joined().enumerated().first { $0.element >= 0xC0 }?.offset
            self = .after(offset.map { $0 + 1 } ?? total / 2)
        case .beforeEnd:
            self = .beforeEnd
        }
    }
}
