extension Behaviour {
    /// So many comments before the first event.
    public static func commentFlood(_ times: Int) -> Behaviour { flood("comment_flood", .comment, before: 0, times) }
    /// So many pings before the first event.
    public static func pingFlood(_ times: Int) -> Behaviour { flood("ping_flood", .ping, before: 0, times) }
    /// So many events with the role and nothing else.
    public static func roleFlood(_ times: Int) -> Behaviour { flood("role_flood", .role, before: 0, times) }
    /// So many events without content after the first one.
    public static func emptyDeltaFlood(_ times: Int) -> Behaviour {
        flood("empty_delta_flood", .emptyDelta, before: 1, times)
    }
    /// So many events with `choices: []` before the first event.
    public static func emptyChoices(_ times: Int) -> Behaviour {
        flood("empty_choices", .emptyChoices, before: 0, times)
    }
    /// The first event, comments for ever, and no content.
    public static let commentsOnly = named("comments_only") {
        $0.stream.keep = 1
        $0.stream.insert = [Insertion(.comment)]
        $0.stream.endless = true
        $0.delays.betweenEvents = 100
    }
    /// Lines that end in CR LF.
    public static let crlf = named("crlf") { $0.stream.lineEnd = .crlf }
    /// Lines that end in CR.
    public static let cr = named("cr") { $0.stream.lineEnd = .cr }
    /// Events of several `data:` lines.
    public static let multiLineData = named("multi_line_data") { $0.stream.multiLine = true }
    /// A byte order mark before the first event.
    public static let byteOrderMark = named("byte_order_mark") { $0.stream.byteOrderMark = true }

    private static func flood(_ name: String, _ what: Insertion.What, before: Int, _ times: Int) -> Behaviour {
        named("\(name)(\(times))") {
            $0.stream.insert = [Insertion(what, before: before, times: min(max(times, 0), Insertion.limit))]
        }
    }
}

extension Behaviour.Preset {
    static let noises: [Self] = [
        Self("comment_flood", "times", 1000, "Comments before the first event.") { .commentFlood($0) },
        Self("ping_flood", "times", 1000, "Pings before the first event.") { .pingFlood($0) },
        Self("role_flood", "times", 1000, "Events with the role and nothing else before the first event.") {
            .roleFlood($0)
        },
        Self("empty_delta_flood", "times", 1000, "Events without content after the first event.") {
            .emptyDeltaFlood($0)
        },
        Self("empty_choices", "times", 1, "Events with an empty list of choices before the first event.") {
            .emptyChoices($0)
        },
        Self("comments_only", "The first event, then a comment every 100 ms for ever.") { .commentsOnly },
        Self("crlf", "Lines of the stream end in CR LF.") { .crlf },
        Self("cr", "Lines of the stream end in CR.") { .cr },
        Self("multi_line_data", "Each event's JSON is spread over several data lines.") { .multiLineData },
        Self("byte_order_mark", "A UTF-8 byte order mark comes before the stream.") { .byteOrderMark },
    ]
}
