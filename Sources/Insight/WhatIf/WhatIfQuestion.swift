import PlanBLedger

/// A question for a replay as people write it: on the command line, in an address, in a form.
public struct WhatIfQuestion: Sendable, Equatable {
    /// Why it makes no sense.
    public struct Mistake: Error, Sendable, Equatable {
        /// One sentence.
        public var message: String
    }

    /// What it comes to.
    public struct Order: Sendable, Equatable {
        /// What is lost, and when.
        public var scenario: Scenario
        /// From when on requests are replayed, in milliseconds since 1970.
        public var since: Int64
        /// Up to when.
        public var until: Int64
    }

    /// What is lost: `vendor:NAME`, `NAME`, …
    public var lose: [String]
    /// From when on; nil: all the time.
    public var at: String?
    /// For how long: `2h`.
    public var duration: String?
    /// Which requests are replayed.
    public var since: String
    /// What is lost takes requests and never answers.
    public var isSilent: Bool
    /// One of the library; nil: none.
    public var scenario: String?
    /// What stands before the names of parts where it is asked: `--` on the command line.
    public var mark: String

    /// A question.
    public init(
        lose: [String], at: String? = nil, duration: String? = nil, since: String = "7d", isSilent: Bool = false,
        scenario: String? = nil, mark: String = ""
    ) {
        self.lose = lose
        self.at = at
        self.duration = duration
        self.since = since
        self.isSilent = isSilent
        self.scenario = scenario
        self.mark = mark
    }

    private var named: ScenarioLibrary.Entry? { scenario.flatMap(ScenarioLibrary.entry(named:)) }

    /// What can be said without knowing the configuration.
    public func check() throws(Mistake) {
        if let scenario, named == nil {
            let list =
                mark.isEmpty
                ? "there are \(ScenarioLibrary.all.map(\.name).joined(separator: ", "))"
                : "--list shows those there are"
            throw Mistake(message: "there is no scenario \(scenario.prefix(40)); \(list)")
        }
        if lose.isEmpty, named?.loss == nil { throw Mistake(message: "\(mark)lose says what is lost") }
        if let wrong = lose.first(where: { Loss($0) == nil }) {
            let kinds = Loss.Kind.all.map { $0.word + ":NAME" }.joined(separator: ", ")
            throw Mistake(
                message: "\(mark)lose takes NAME (of a vendor), \(kinds); not \"\(wrong.prefix(100))\"")
        }
    }

    /// Its scenario and its time. `now` is in milliseconds since 1970.
    public func period(now: Int64) throws(Mistake) -> (first: Int64, last: Int64, lossFrom: Int64?, lossUntil: Int64?) {
        guard let start = LedgerTime.parse(since, now: now), start < now else {
            throw Mistake(
                message: "\(mark)since is a time in the past: 7d, 2026-12-31 or 2026-12-31T18:00:00Z")
        }
        var span = named?.duration
        if let duration {
            // `2h` means two hours before a time.
            guard let before = LedgerTime.parse(duration, now: now), before < now, Int(duration) == nil,
                !duration.contains("-")
            else { throw Mistake(message: "\(mark)for is a time such as 90m, 2h or 1d") }
            span = now - before
        }
        guard at != nil || span != nil else { return (start, now, nil, nil) }
        let from: Int64
        if let at {
            guard let parsed = LedgerTime.parse(at, now: now), parsed < now else {
                throw Mistake(
                    message: "\(mark)at is a time in the past: 2d, 2026-12-31 or 2026-12-31T18:00:00Z")
            }
            from = parsed
        } else {
            // The latest stretch of that length that there is.
            from = max(start, now - (span ?? 0))
        }
        let (end, overflow) = from.addingReportingOverflow(span ?? (now - from))
        let last = overflow ? now : min(now, end)
        return (from, last, from, last)
    }

    /// What is to be played. Something of `estate` must be lost with each thing that is named.
    public func order(now: Int64, in estate: Estate) throws(Mistake) -> Order {
        try check()
        let period = try period(now: now)
        var losses = lose.compactMap { Loss($0) }
        if losses.isEmpty, let loss = named?.loss { losses = [loss] }
        for loss in losses where !estate.places.contains(where: loss.takes) {
            let known = loss.alternatives(in: estate)
            throw Mistake(
                message: "no target of the configuration depends on \(loss)"
                    + (known.isEmpty ? "" : "; there are: \(known.joined(separator: ", "))"))
        }
        let factor = named?.priceFactor ?? 1
        return Order(
            scenario: Scenario(
                title: losses.map(\.description).joined(separator: " + ") + (scenario.map { " (\($0))" } ?? ""),
                losses: factor == 1 ? losses : [], manner: isSilent ? .silent : named?.manner ?? .refused,
                share: named?.share ?? 1, from: period.lossFrom, until: period.lossUntil, priceFactor: factor,
                dearer: factor == 1 ? [] : losses),
            since: period.first, until: period.last)
    }
}
