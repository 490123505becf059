/// A vendor's invoice beside the ledger: by day and model, what differs and what could explain it.
public struct Reconciliation: Sendable {
    /// What the ledger has of one model on one day.
    public struct Booked: Sendable, Equatable {
        /// Days since 1970, UTC.
        public var day: Int64
        /// The model name that was sent.
        public var model: String
        /// Prompt tokens.
        public var input: Int64
        /// Generated tokens.
        public var output: Int64
        /// In nanodollars.
        public var amount: Int64
        /// Attempts whose tokens are an estimate.
        public var estimated: Int64
        /// Attempts without a price.
        public var unpriced: Int64

        /// What was used.
        public init(
            day: Int64, model: String, input: Int64, output: Int64, amount: Int64, estimated: Int64 = 0,
            unpriced: Int64 = 0
        ) {
            self.day = day
            self.model = model
            self.input = input
            self.output = output
            self.amount = amount
            self.estimated = estimated
            self.unpriced = unpriced
        }
    }

    /// One day and model.
    public struct Line: Sendable, Equatable {
        /// Days since 1970, UTC.
        public var day: Int64
        /// The model.
        public var model: String
        /// What the invoice has more than the ledger; negative: less. nil: the invoice does not say.
        public var input: Int64?
        /// The same of generated tokens.
        public var output: Int64?
        /// The same in nanodollars.
        public var amount: Int64?
        /// What could explain a difference.
        public var reasons: [String]

        /// Nothing differs.
        public var agrees: Bool { (input ?? 0) == 0 && (output ?? 0) == 0 && abs(amount ?? 0) < 10_000 }
    }

    /// In the order of days and models.
    public let lines: [Line]

    /// Whether everything agrees; money to a thousandth of a cent.
    public var agrees: Bool { lines.allSatisfy(\.agrees) }

    /// Compares. What the invoice does not name is left out unless its days and a model of its lines are meant.
    ///
    /// - Parameters:
    ///   - first: the first day that was asked of the ledger.
    ///   - last: the last one.
    public init(_ invoice: Invoice, booked: [Booked], first: Int64, last: Int64) {
        struct Place: Hashable { var day: Int64, model: String }
        var mine: [Place: Booked] = [:]
        for row in booked {
            var sum =
                mine[Place(day: row.day, model: row.model)]
                ?? Booked(day: row.day, model: row.model, input: 0, output: 0, amount: 0)
            sum.input = UsageSums.sum(sum.input, row.input)
            sum.output = UsageSums.sum(sum.output, row.output)
            sum.amount = UsageSums.sum(sum.amount, row.amount)
            sum.estimated += row.estimated
            sum.unpriced += row.unpriced
            mine[Place(day: row.day, model: row.model)] = sum
        }
        var theirs: [Place: Invoice.Line] = [:]
        for line in invoice.lines {
            let place = Place(day: line.day, model: line.model)
            guard let known = theirs[place] else {
                theirs[place] = line
                continue
            }
            theirs[place]?.input = Self.sum(known.input, line.input)
            theirs[place]?.output = Self.sum(known.output, line.output)
            theirs[place]?.amount = Self.sum(known.amount, line.amount)
        }
        let models = Set(invoice.lines.map(\.model))
        let span = invoice.lines.map(\.day).min().flatMap { low in invoice.lines.map(\.day).max().map { low...$0 } }
        let forgotten = mine.keys.filter { place in
            theirs[place] == nil && models.contains(place.model) && span?.contains(place.day) == true
        }
        let places = (Array(theirs.keys) + forgotten).sorted { ($0.day, $0.model) < ($1.day, $1.model) }
        lines = places.map { place in
            Self.line(theirs[place], mine[place], day: place.day, model: place.model, window: first...max(first, last))
        }
    }

    private static func line(
        _ theirs: Invoice.Line?, _ mine: Booked?, day: Int64, model: String, window: ClosedRange<Int64>
    ) -> Line {
        var reasons: [String] = []
        if !window.contains(day) {
            reasons.append("the day is outside of what was asked for")
        } else if mine == nil {
            reasons.append("the ledger has nothing of it: other traffic, or another name of the model")
        }
        if theirs == nil { reasons.append("the invoice has nothing of it") }
        if let mine, mine.estimated > 0 {
            reasons.append("\(mine.estimated) attempts are estimates, as their answers ended early")
        }
        if let mine, mine.unpriced > 0 { reasons.append("\(mine.unpriced) attempts have no price") }
        var line = Line(
            day: day, model: model,
            input: difference(theirs.map { $0.input ?? mine?.input ?? 0 } ?? 0, mine?.input),
            output: difference(theirs.map { $0.output ?? mine?.output ?? 0 } ?? 0, mine?.output),
            amount: difference(theirs.map { $0.amount ?? mine?.amount ?? 0 } ?? 0, mine?.amount), reasons: [])
        if let theirs {
            if theirs.input == nil { line.input = nil }
            if theirs.output == nil { line.output = nil }
            if theirs.amount == nil { line.amount = nil }
        }
        if reasons.isEmpty, line.input == 0, line.output == 0 { reasons.append("the tokens agree: another price") }
        if reasons.isEmpty { reasons.append("requests around midnight may be billed on the next day") }
        if !line.agrees { line.reasons = reasons }
        return line
    }

    private static func difference(_ theirs: Int64, _ mine: Int64?) -> Int64 {
        Int64(clamping: Int128(theirs) - Int128(mine ?? 0))
    }

    private static func sum(_ one: Int64?, _ other: Int64?) -> Int64? {
        guard let one, let other else { return one ?? other }
        return Int64(clamping: Int128(one) + Int128(other))
    }
}
