import PlanBLedger

/// What a question about the ledger says, checked.
struct LedgerParameters {
    typealias Problem = LedgerAPI.Problem

    private let values: [String: String]
    private let now: Int64

    /// Refuses what is not known: a filter that is misspelt must not show everything.
    init(_ values: [String: String], known: [String], now: Int64) throws(Problem) {
        for name in values.keys.sorted() where !known.contains(name) {
            throw Problem(
                status: 400,
                message: "there is no parameter \(String(name.prefix(40))); there are \(known.joined(separator: ", "))")
        }
        self.values = values
        self.now = now
    }

    func time(_ name: String) throws(Problem) -> Int64? {
        guard let text = values[name] else { return nil }
        if let time = LedgerTime.parse(text, now: now) { return time }
        throw Problem(
            status: 400,
            message: "\(name) is a length of time such as 7d, a day such as 2026-12-31 or 2026-12-31T18:00:00Z")
    }

    func flag(_ name: String) throws(Problem) -> Bool {
        switch values[name] {
        case nil, "0", "false": return false
        case "", "1", "true": return true
        default: throw Problem(status: 400, message: "\(name) is 0 or 1")
        }
    }

    func number(_ name: String) throws(Problem) -> Int64? {
        guard let text = values[name] else { return nil }
        if let number = Int64(text), number >= 0 { return number }
        throw Problem(status: 400, message: "\(name) is a whole number")
    }

    func count(_ name: String, default standard: Int, most: Int) throws(Problem) -> Int {
        guard let text = values[name] else { return standard }
        if let count = Int(text), (1...most).contains(count) { return count }
        throw Problem(status: 400, message: "\(name) is a number from 1 to \(most)")
    }

    /// The first of `words` if nothing is said.
    func word(_ name: String, of words: [String]) throws(Problem) -> String {
        let word = values[name] ?? words.first ?? ""
        if words.contains(word) { return word }
        throw Problem(status: 400, message: "\(name) is one of \(words.joined(separator: ", "))")
    }

    func dimensions(_ name: String) throws(Problem) -> [UsageDimension] {
        var dimensions: [UsageDimension] = []
        for word in (values[name] ?? "").split(separator: ",", omittingEmptySubsequences: true) {
            guard let dimension = UsageDimension(rawValue: String(word)) else {
                let known = UsageDimension.allCases.map(\.rawValue).joined(separator: ", ")
                throw Problem(status: 400, message: "\(name) knows \(known); not \(String(word.prefix(40)))")
            }
            if !dimensions.contains(dimension) { dimensions.append(dimension) }
        }
        return dimensions
    }
}
