/// The screen of `planb top`, as lines: pure, for a terminal of any size.
public enum TopFrame {
    /// How large a terminal is.
    public struct Size: Sendable, Equatable {
        /// Columns, at least 1.
        public var columns: Int
        /// Rows, at least 1.
        public var rows: Int

        /// A size. What is not one is taken for the smallest or the largest there is.
        public init(columns: Int, rows: Int) {
            self.columns = min(max(columns, 1), 1000)
            self.rows = min(max(rows, 1), 1000)
        }
    }

    /// How a line is written.
    public enum Style: Sendable, Equatable {
        case plain
        /// The head of a table.
        case head
        /// What needs to be looked at.
        case alarm
        /// What is on its way to be well, or is about to need to be looked at.
        case warning
        /// What is of less interest.
        case faint
    }

    /// A line of the screen.
    public struct Line: Sendable, Equatable {
        /// At most as wide as the terminal, with nothing in it that a terminal obeys.
        public var text: String
        /// How it is written.
        public var style: Style
    }

    /// What `state` looks like in `size`: at most as many lines as there are rows.
    public static func frame(_ state: TopState, _ size: Size) -> [Line] {
        var lines = head(state)
        let foot = Line(text: keys(state), style: .faint)
        let tables = tables(state, size.columns)
        let room = max(0, size.rows - lines.count - 1)
        let heights = share(room, tables.map { $0.rows.isEmpty ? 0 : $0.rows.count + 1 })
        for (table, height) in zip(tables, heights) where height > 1 {
            lines.append(table.head)
            let isCut = table.rows.count > height - 1
            lines += table.rows.prefix(isCut ? height - 2 : height - 1)
            if isCut { lines.append(Line(text: "… \(table.rows.count - height + 2) more", style: .faint)) }
        }
        lines = Array(lines.prefix(max(1, size.rows - 1)))
        while lines.count < size.rows - 1 { lines.append(Line(text: "", style: .plain)) }
        if size.rows > 1 { lines.append(foot) }
        return lines.map { Line(text: ScreenText.cut($0.text, size.columns), style: $0.style) }
    }

    /// Everything, for a file or a pipe: no line is left out.
    public static func text(_ state: TopState, columns: Int = 100) -> String {
        var lines = head(state)
        for table in tables(state, max(60, columns)) where !table.rows.isEmpty {
            lines += [Line(text: "", style: .plain), table.head] + table.rows
        }
        return lines.map { line in
            var text = line.text
            while text.last == " " { text.removeLast() }
            return text
        }.joined(separator: "\n")
    }

    /// Shares `room` among tables that want so many lines: nobody gets more than is wanted, and who wants much gets what others
    /// leave.
    static func share(_ room: Int, _ wanted: [Int]) -> [Int] {
        var given = Array(repeating: 0, count: wanted.count)
        var left = room
        while left > 0 {
            let hungry = wanted.indices.filter { given[$0] < wanted[$0] }
            guard !hungry.isEmpty else { break }
            let part = max(1, left / hungry.count)
            for index in hungry where left > 0 {
                let more = min(part, wanted[index] - given[index], left)
                given[index] += more
                left -= more
            }
        }
        return given
    }

    // MARK: - Head and foot

    private static func head(_ state: TopState) -> [Line] {
        let latest = state.latest
        var title = "planb top  \(ScreenText.harmless(state.place))  \(state.time)"
        if let latest {
            title += "  \(ScreenText.harmless(latest.status)), \(ScreenText.harmless(latest.mode)) mode"
            title += ", configuration \(latest.generation)"
            if !latest.ledger.isEmpty, latest.ledger != "working" {
                title += ", ledger \(ScreenText.harmless(latest.ledger))"
            }
        }
        var lines = [Line(text: title, style: latest?.status == "draining" ? .warning : .plain)]
        if let problem = state.problem { lines.append(Line(text: ScreenText.harmless(problem), style: .alarm)) }
        guard latest != nil else { return lines }
        let total = state.total
        // What is of least interest comes last: 80 columns may cut it.
        let facts = [
            "\(rate(total.rate)) requests/s", latest?.running.map { "\($0) running" },
            "served \(percent(total.served))", total.spend.map { "today \(ReportText.dollars($0))" },
            "output after \(time(total.latency?.p50)) / \(time(total.latency?.p99))",
        ]
        lines.append(Line(text: facts.compactMap(\.self).joined(separator: "  "), style: .plain))
        return lines
    }

    private static func keys(_ state: TopState) -> String {
        "q quit   sort: c configuration  n name  r rate  s served  l latency   (by \(state.order.rawValue))"
    }

    // MARK: - Tables

    private struct Table {
        var head: Line
        var rows: [Line]
    }

    /// A column: its head, the least columns it is shown in, and whether its text stands to the right.
    private struct Column {
        var head: String
        var width: Int
        var isRight: Bool

        init(_ head: String, _ width: Int, isRight: Bool = true) {
            self.head = head
            self.width = width
            self.isRight = isRight
        }
    }

    private static func tables(_ state: TopState, _ width: Int) -> [Table] {
        [routes(state, width), targets(state, width), budgets(state, width), failovers(state, width)]
    }

    private static func routes(_ state: TopState, _ width: Int) -> Table {
        table(
            "ROUTE", width,
            [Column("REQ/S", 8), Column("SERVED", 8), Column("P50", 8), Column("P99", 8), Column("TODAY", 11)],
            state.routes.map { route in
                let share = route.served ?? 1
                return (
                    [
                        route.name, rate(route.rate), percent(route.served), time(route.latency?.p50),
                        time(route.latency?.p99), route.spend.map { ReportText.dollars($0) } ?? "-",
                    ], share < 0.99 ? .alarm : share < 0.999 ? .warning : .plain
                )
            })
    }

    private static func targets(_ state: TopState, _ width: Int) -> Table {
        table(
            "TARGET", width,
            [
                Column("VENDOR", 12, isRight: false), Column("TRIES/S", 8), Column("FAILED", 8),
                Column("HEALTH", 24, isRight: false),
            ],
            state.targets.map { row in
                let target = row.target
                let style: Style =
                    !target.isUsable || target.health == "open"
                    ? .alarm
                    : ["doubtful", "recovering", "cooling"].contains(target.health) || (row.failed ?? 0) > 0.1
                        ? .warning : .plain
                return (
                    [target.name, target.vendor, rate(row.rate), percent(row.failed, roundsUp: true), words(target)],
                    style
                )
            })
    }

    private static func words(_ target: TopReading.Target) -> String {
        guard target.isUsable else { return "disabled" }
        let cause = target.cause.isEmpty ? "" : ": \(target.cause)"
        return switch target.health {
        case "open": "given up\(cause)"
        case "": "-"
        default: target.health + cause
        }
    }

    private static func budgets(_ state: TopState, _ width: Int) -> Table {
        let budgets = state.latest?.budgets ?? []
        return table(
            "BUDGET", width, [Column("PER", 6, isRight: false), Column("SPENT", 12), Column("OF", 12), Column("", 7)],
            budgets.map { budget in
                let share = budget.limit > 0 ? Double(budget.spent) / Double(budget.limit) : 0
                return (
                    [
                        budget.account, budget.per, ReportText.dollars(budget.spent), ReportText.dollars(budget.limit),
                        percent(min(max(share, 0), 99), roundsUp: true),
                    ], share >= 1 ? .alarm : share > 0.9 ? .warning : .plain
                )
            })
    }

    private static func failovers(_ state: TopState, _ width: Int) -> Table {
        table(
            "FAILOVER", width, [Column("TIMES", 6), Column("BECAUSE", 20, isRight: false), Column("AT", 8)],
            state.events.map { event in
                let (from, to) = (event.failover.from, event.failover.to)
                return (
                    [
                        "\(event.failover.route): \(from)\(to.isEmpty ? "" : " to \(to)")", String(event.count),
                        event.failover.reason, event.time,
                    ], .plain
                )
            })
    }

    /// A table whose first column takes the room that is left. Columns for which there is none are left out, the last first.
    private static func table(
        _ first: String, _ width: Int, _ columns: [Column], _ rows: [([String], Style)]
    ) -> Table {
        let least = 12
        var shown = columns
        while !shown.isEmpty, shown.reduce(least, { $0 + $1.width + 1 }) > width { shown.removeLast() }
        let room = max(1, width - shown.reduce(0) { $0 + $1.width + 1 })
        func line(_ cells: [String], _ style: Style) -> Line {
            let texts = cells.map(ScreenText.harmless)
            var line = ScreenText.fitted(texts.first ?? "", room)
            for (column, text) in zip(shown, texts.dropFirst()) {
                line += " " + ScreenText.fitted(text, column.width, toTheRight: column.isRight)
            }
            return Line(text: line, style: style)
        }
        return Table(
            head: line([first] + columns.map(\.head), .head), rows: rows.map { line($0.0, $0.1) })
    }

    // MARK: - Figures

    static func rate(_ rate: Double?) -> String {
        guard let rate, rate.isFinite else { return "-" }
        return rate >= 100 ? String(Int(min(rate, 1e12).rounded())) : tenths(rate)
    }

    /// Never rounded to everything, or to nothing, if it is not.
    static func percent(_ share: Double?, roundsUp: Bool = false) -> String {
        guard let share, share.isFinite else { return "-" }
        let tenths = min(max(share, 0), 1e6) * 1000
        let whole = Int(roundsUp ? (tenths - 1e-9).rounded(.up) : (tenths + 1e-9).rounded(.down))
        return whole % 10 == 0 ? "\(whole / 10) %" : "\(whole / 10).\(whole % 10) %"
    }

    private static func time(_ milliseconds: Int64?) -> String { ReportText.duration(milliseconds) }

    private static func tenths(_ number: Double) -> String {
        let tenths = Int((max(0, number) * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
