extension Behaviour {
    /// The connection is accepted, then nothing is read and nothing is said.
    public static let hangOnAccept = silence("hang_on_accept", .accept)
    /// Silence after the head of the request was read; its body is left unread.
    public static let hangAfterRequestHead = silence("hang_after_request_head", .requestHead)
    /// Silence in place of an answer.
    public static let hangBeforeHead = silence("hang_before_head", .head)
    /// Silence in the middle of the head of the answer.
    public static let hangMidHead = silence("hang_mid_head", .midHead)
    /// The head of an answer, then silence.
    public static let hangAfterHead = silence("hang_after_head", .afterHead)
    /// Silence after this many events.
    public static func hangMidStream(afterEvents events: Int) -> Behaviour {
        silence("hang_mid_stream(\(events))", .events(events))
    }
    /// Silence in the middle of the event with this index.
    public static func hangMidEvent(_ index: Int) -> Behaviour { silence("hang_mid_event(\(index))", .midEvent(index)) }
    /// Silence in the middle of a character.
    public static let hangMidCharacter = silence("hang_mid_character", .midCharacter)
    /// The whole body, but its end is never told.
    public static let hangBeforeEnd = silence("hang_before_end", .beforeEnd)

    private static func silence(_ name: String, _ place: Cut.Place) -> Behaviour {
        named(name) { $0.cut = Cut(at: place, how: .stall) }
    }
}

extension Behaviour.Preset {
    static let silences: [Self] = [
        Self("hang_on_accept", "Accepts the connection, reads nothing, says nothing.") { .hangOnAccept },
        Self("hang_after_request_head", "Reads the head of the request, then neither reads nor writes.") {
            .hangAfterRequestHead
        },
        Self("hang_before_head", "Reads the request and never answers.") { .hangBeforeHead },
        Self("hang_mid_head", "Stops in the middle of the head of the answer.") { .hangMidHead },
        Self("hang_after_head", "Sends the head of the answer and no body.") { .hangAfterHead },
        Self("hang_mid_stream", "events", 3, "Stops after so many events.") { .hangMidStream(afterEvents: $0) },
        Self("hang_mid_event", "index", 2, "Stops in the middle of the event with this index.") { .hangMidEvent($0) },
        Self("hang_mid_character", "Stops after the first byte of a character of several bytes.") {
            .hangMidCharacter
        },
        Self("hang_before_end", "Sends the whole body and never tells its end.") { .hangBeforeEnd },
    ]
}
