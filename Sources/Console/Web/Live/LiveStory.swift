import PlanBLedger
import PlanBReport
import PlanBVocabulary

/// What a watching browser is told: a row, or a change of one.
struct LiveEvent: Equatable {
    /// One cell of a row.
    struct Cell: Equatable {
        var text: String
        /// `good`, `warn` or `bad`; nil: it is plain.
        var tone: String?
        /// Where more of it is.
        var path: String?

        init(_ text: String, tone: String? = nil, path: String? = nil) {
            self.text = text
            self.tone = tone
            self.path = path
        }
    }

    /// What the script listens to: `begin`, `try`, `failover`, `end`.
    var name: String
    /// The request that it is about.
    var key: String
    var cells: [Cell]
}

/// Tells entries of the ledger as they come as rows of a page. A value, and bounded: a request whose end was not told is
/// forgotten when it must be over.
struct LiveStory {
    /// So many requests are followed at a time; of more, only the end is told.
    static let most = 500

    private struct Running {
        var entry: OpenEntry
        var failures: [String] = []
    }

    private var running: [String: Running] = [:]

    /// What is to be told of `entries`.
    mutating func events(_ entries: [LedgerEntry]) -> [LiveEvent] { entries.flatMap { events($0) } }

    private mutating func events(_ entry: LedgerEntry) -> [LiveEvent] {
        switch entry {
        case .open(let open): return began(open)
        case .attempt(let attempt):
            if let failure = attempt.failure {
                running[attempt.request]?.failures.append("\(attempt.target): \(failure.rawValue)")
            }
            return []
        case .request(let request): return [ended(request)]
        case .event: return []
        }
    }

    private mutating func began(_ open: OpenEntry) -> [LiveEvent] {
        if running[open.request] == nil {
            // What was under way before there was a watcher, and what is too much, is not followed.
            if running.count >= Self.most { running = running.filter { $0.value.entry.expires > open.time } }
            guard running.count < Self.most else { return [] }
            running[open.request] = Running(entry: open)
            return [LiveEvent(name: "begin", key: open.request, cells: Self.cells(open))]
        }
        let former = running[open.request]?.entry.target ?? ""
        running[open.request]?.entry = open
        let row = LiveEvent(name: "try", key: open.request, cells: Self.cells(open))
        guard former != open.target else { return [row] }
        let why = running[open.request]?.failures.last ?? open.reason
        let change = LiveEvent(
            name: "failover", key: open.request,
            cells: [
                .init(Self.clock(open.time)), .init(open.reason, tone: "warn"),
                .init("\(Self.short(open.route)): \(Self.short(former)) → \(Self.short(open.target))"),
                .init(Self.short(why)),
            ])
        return [row, change]
    }

    private mutating func ended(_ request: RequestEntry) -> LiveEvent {
        running[request.id] = nil
        return LiveEvent(name: "end", key: request.id, cells: Self.cells(request))
    }

    /// Request, route, key, target, try, since.
    static func cells(_ open: OpenEntry) -> [LiveEvent.Cell] {
        [
            .init(short(open.request)), .init(short(open.route)), .init(short(open.key)), .init(short(open.target)),
            .init(open.number == 1 ? "first" : "\(open.number), \(short(open.reason))"), .init(clock(open.time)),
        ]
    }

    /// Request, route, target, outcome, status, tries, took, tokens, cost.
    static func cells(_ request: RequestEntry) -> [LiveEvent.Cell] {
        let outcome = request.code.isEmpty ? request.outcome.rawValue : "\(request.outcome.rawValue): \(request.code)"
        return [
            .init(short(request.id), path: path(of: request.id)), .init(short(request.route)),
            .init(short(request.target ?? "–")), .init(short(outcome), tone: tone(of: request.outcome.rawValue)),
            .init("\(request.status)"), .init("\(request.attempts)"),
            .init(ReportText.duration(Int64(request.duration.wholeMilliseconds))),
            .init(request.usage.map { "\($0.input)+\($0.output)" } ?? "–"),
            .init(request.cost.map { Figures.dollars($0) } ?? "–"),
        ]
    }

    /// The page that says why a request went where it went.
    static func path(of id: String) -> String {
        "/live/"
            + id.utf8.prefix(120).map { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                    String(UnicodeScalar(byte))
                default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
                }
            }.joined()
    }

    static func tone(of outcome: String) -> String {
        switch outcome {
        case "answered": "good"
        case "abandoned": "warn"
        default: "bad"
        }
    }

    /// Names are of the length that people give them; what is longer was not meant to be read.
    static func short(_ text: String) -> String {
        let line = ForeignText.line(String(text.unicodeScalars.prefix(121)))
        return line.unicodeScalars.count > 120 ? String(line.unicodeScalars.prefix(119)) + "…" : line
    }

    static func clock(_ time: Int64) -> String { String(Figures.time(time).dropFirst(11)) }
}

extension LiveEvent {
    /// As an event of a stream (https://html.spec.whatwg.org/multipage/server-sent-events.html). Texts were made harmless, and
    /// JSON has no line breaks: nothing in them can end the event.
    var text: String {
        var line = "event: \(name)\ndata: {\"key\":"
        JSONLine.append(LiveStory.short(key), to: &line)
        line += ",\"cells\":\(Self.json(cells))}\n\n"
        return line
    }

    static func json(_ cells: [Cell]) -> String {
        var text = "["
        for (index, cell) in cells.enumerated() {
            text += index > 0 ? ",{\"text\":" : "{\"text\":"
            JSONLine.append(ForeignText.line(cell.text), to: &text)
            for (name, value) in [("tone", cell.tone), ("path", cell.path)] {
                guard let value else { continue }
                text += ",\"\(name)\":"
                JSONLine.append(value, to: &text)
            }
            text += "}"
        }
        return text + "]"
    }
}
