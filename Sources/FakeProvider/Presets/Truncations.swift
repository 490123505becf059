extension Behaviour {
    /// The end mark (`[DONE]`) is missing.
    public static let noDone = named("no_done") { $0.stream.drop = [.done] }
    /// The answer never says why it ends, has no token counts and no end mark; the body ends cleanly.
    public static let noFinish = named("no_finish") { $0.stream.drop = [.finish, .usage, .done] }
    /// Only this many events, and then the body ends cleanly.
    public static func truncated(afterEvents events: Int) -> Behaviour {
        named("truncated(\(events))") { $0.stream.keep = events }
    }
    /// The end mark comes twice.
    public static let doneTwice = named("done_twice") { $0.stream.insert = [Insertion(.done)] }
    /// The blank line after the last event is missing.
    public static let unfinishedLastEvent = named("unfinished_last_event") { $0.stream.unfinishedLastEvent = true }
    /// A stream in which the tokens start again for ever.
    public static let endless = named("endless") { $0.stream.endless = true }
}

extension Behaviour.Preset {
    static let truncations: [Self] = [
        Self("no_done", "A stream without its end mark.") { .noDone },
        Self("no_finish", "A stream without a finish reason, token counts and end mark that ends cleanly.") {
            .noFinish
        },
        Self("truncated", "events", 3, "Only so many events, then a clean end.") { .truncated(afterEvents: $0) },
        Self("done_twice", "The end mark comes twice.") { .doneTwice },
        Self("unfinished_last_event", "The blank line after the last event is missing.") { .unfinishedLastEvent },
        Self("endless", "The tokens start again for ever.") { .endless },
    ]
}
