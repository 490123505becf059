/// What a provider says, before a behaviour edits it and breaks it off.
struct Reply: Sendable {
    /// One event of a stream, or the whole body.
    struct Event: Sendable, Equatable {
        var kind: Behaviour.EventKind
        var content: Content

        init(_ kind: Behaviour.EventKind, _ content: Content) {
            self.kind = kind
            self.content = content
        }
    }

    enum Content: Sendable, Equatable {
        /// A server-sent event with this data, and with a name or without one.
        case event(name: String?, data: String)
        /// A comment line of a stream of server-sent events.
        case comment(String)
        /// These bytes.
        case raw([UInt8])
    }

    var status = 200
    var headers: [Behaviour.HeaderLine] = []
    /// A single one when the reply is not a stream.
    var events: [Event] = []
    /// Whether the events are written one by one, as they become ready.
    var isStream = false
    /// What ends the lines of the events.
    var lineEnd = Behaviour.LineEnd.lf
    /// Tokens of the answer, for the speed of a model that answers in one piece.
    var tokens = 0
    /// What the dialect puts into such a stream; nil where it has no such event.
    var insertion: @Sendable (Behaviour.Insertion.What) -> Event? = { _ in nil }

    /// A reply in one piece.
    init(status: Int = 200, type: String = "application/json", _ body: [UInt8], tokens: Int = 0) {
        self.status = status
        self.tokens = tokens
        headers = [.init("content-type", type)]
        events = [Event(.other, .raw(body))]
    }

    /// A JSON reply.
    init(status: Int = 200, json: String, tokens: Int = 0) {
        self.init(status: status, Array(json.utf8), tokens: tokens)
    }

    /// A stream of server-sent events.
    init(stream: [Event]) {
        headers = [.init("content-type", "text/event-stream; charset=utf-8"), .init("cache-control", "no-cache")]
        events = stream
        isStream = true
    }
}

extension Reply.Event {
    /// An event that has data and no name.
    static func data(_ kind: Behaviour.EventKind, _ data: String) -> Self { Self(kind, .event(name: nil, data: data)) }
}
