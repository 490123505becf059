import PlanBLedger
import PlanBReport
import PlanBVocabulary

/// What changed in the health of endpoints, accounts, regions and models. A value: two reports go in, sentences come out.
struct HealthNews {
    /// A part, and how it is.
    typealias Part = (name: String, state: String, cause: FailureClass?)

    private var states: [String: String]

    /// From `report` on.
    init(_ report: [Part]) { states = Self.states(report) }

    /// What is different in `report`, at `time` in milliseconds since 1970; empty: nothing.
    mutating func changes(_ report: [Part], time: Int64) -> [LiveEvent] {
        let before = states
        states = Self.states(report)
        return report.compactMap { part in
            guard (before[part.name] ?? "closed") != part.state else { return nil }
            return LiveEvent(
                name: "health", key: part.name,
                cells: [
                    .init(LiveStory.clock(time)), .init(Self.word(part.state), tone: Self.tone(part.state)),
                    .init(LiveStory.short(part.name)), .init(part.cause?.rawValue ?? ""),
                ])
        }
    }

    /// One event for all of `changes`, so that a page that is taken over anew is taken over once.
    static func text(_ changes: [LiveEvent]) -> String {
        let said = changes.prefix(3).map { change in
            change.cells.dropFirst().prefix(2).map(\.text).joined(separator: ": ")
        }
        let more = changes.count > 3 ? ", and \(changes.count - 3) more" : ""
        var line = "event: health\ndata: {\"said\":"
        JSONLine.append(said.joined(separator: "; ") + more, to: &line)
        let rows = changes.prefix(50).map { "{\"cells\":\(LiveEvent.json($0.cells))}" }.joined(separator: ",")
        return line + ",\"changes\":[\(rows)]}\n\n"
    }

    private static func states(_ report: [Part]) -> [String: String] {
        Dictionary(report.map { ($0.name, $0.state) }, uniquingKeysWith: { _, last in last })
    }

    static func word(_ state: String) -> String {
        switch state {
        case "closed": "well again"
        case "open": "given up"
        default: "coming back"
        }
    }

    private static func tone(_ state: String) -> String {
        state == "closed" ? "good" : state == "open" ? "bad" : "warn"
    }
}
