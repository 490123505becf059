extension Behaviour {
    /// The connection ends at this place, by RST or by FIN.
    public static func breakOff(at place: Cut.Place, how: Cut.Manner) -> Behaviour {
        named("\(how.rawValue) at \(place)") { $0.cut = Cut(at: place, how: how) }
    }

    /// A reset after this many events.
    public static func dieMidStream(afterEvents events: Int) -> Behaviour {
        breakOff(at: .events(events), how: .rst).with { $0.name = "die_mid_stream(\(events))" }
    }

    /// A clean end of the connection after this many events, without the end of the body.
    public static func closeMidStream(afterEvents events: Int) -> Behaviour {
        breakOff(at: .events(events), how: .fin).with { $0.name = "close_mid_stream(\(events))" }
    }

    /// A reset before a byte of the answer.
    public static let resetBeforeHead = breakOff(at: .head, how: .rst)
    /// A clean end of the connection before a byte of the answer.
    public static let closeBeforeHead = breakOff(at: .head, how: .fin)
    /// A good answer, then the connection ends although nothing announced it.
    public static let closeAfterAnswer = breakOff(at: .end, how: .fin)
}

extension Behaviour.Preset {
    static let deaths: [Self] =
        pair("on_accept", "before anything is read", .accept)
        + pair("after_request_head", "after the head of the request, whose body is left unread", .requestHead)
        + pair("before_head", "after the request, before the answer", .head)
        + pair("mid_head", "in the middle of the head of the answer", .midHead)
        + pair("after_head", "after the head of the answer", .afterHead)
        + [
            Self("die_mid_stream", "events", 3, "Resets the connection after so many events.") {
                .dieMidStream(afterEvents: $0)
            },
            Self("close_mid_stream", "events", 3, "Closes the connection after so many events.") {
                .closeMidStream(afterEvents: $0)
            },
            Self("reset_mid_event", "index", 2, "Resets the connection in the middle of the event with this index.") {
                .breakOff(at: .midEvent($0), how: .rst)
            },
            Self("close_mid_event", "index", 2, "Closes the connection in the middle of the event with this index.") {
                .breakOff(at: .midEvent($0), how: .fin)
            },
            Self("reset_after_bytes", "bytes", 100, "Resets the connection after so many bytes of the body.") {
                .breakOff(at: .bytes($0), how: .rst)
            },
            Self("close_after_bytes", "bytes", 100, "Closes the connection after so many bytes of the body.") {
                .breakOff(at: .bytes($0), how: .fin)
            },
        ]
        + pair("mid_character", "after the first byte of a character of several bytes", .midCharacter)
        + pair("before_end", "after the whole body, whose end is not told", .beforeEnd)
        + pair("after_answer", "after the whole answer, although nothing announced it", .end)

    private static func pair(_ suffix: String, _ place: String, _ at: Behaviour.Cut.Place) -> [Self] {
        [
            Self("close_\(suffix)", "Closes the connection (FIN) \(place).") { .breakOff(at: at, how: .fin) },
            Self("reset_\(suffix)", "Resets the connection (RST) \(place).") { .breakOff(at: at, how: .rst) },
        ]
    }
}
