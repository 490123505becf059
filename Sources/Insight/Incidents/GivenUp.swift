/// A stretch of time in which the gateway gave up an endpoint, an account, a region or a model, by the events of the ledger.
public struct GivenUp: Codable, Sendable, Equatable {
    /// What was given up, as the gateway calls it: `endpoint api.example.com:443`.
    public var part: String
    /// Since when, in milliseconds since 1970.
    public var since: Int64
    /// When it was well again; nil: it is not.
    public var until: Int64?
    /// Why; empty: it was not said.
    public var cause: String

    /// The stretches that `events` tell of. What a process had given up is not known any more after its end.
    static func all(in events: [EventFact]) -> [GivenUp] {
        struct Part: Hashable {
            var node: String
            var name: String
        }
        var open: [Part: Int] = [:]
        var stretches: [GivenUp] = []
        for event in events.sorted(by: { $0.time < $1.time }) {
            let part = Part(node: event.node, name: event.subject)
            switch event.kind {
            case "start", "stop":
                for (part, index) in open where part.node == event.node {
                    stretches[index].until = event.time
                    open[part] = nil
                }
            case "health" where Self.state(event.detail) == "closed":
                if let index = open.removeValue(forKey: part) { stretches[index].until = event.time }
            // On its way back is not back.
            case "health" where Self.state(event.detail) == "open" && open[part] == nil:
                open[part] = stretches.count
                let cause = event.detail.dropFirst("open".count).drop { $0 == ":" || $0 == " " }
                stretches.append(GivenUp(part: event.subject, since: event.time, until: nil, cause: String(cause)))
            default: break
            }
        }
        return stretches
    }

    /// The word before the colon.
    private static func state(_ detail: String) -> Substring { detail.prefix { $0 != ":" } }
}
