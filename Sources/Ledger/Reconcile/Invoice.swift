/// What a vendor says was used: a CSV file with a header line.
public struct Invoice: Sendable, Equatable {
    /// What was used on a day of one model.
    public struct Line: Sendable, Equatable {
        /// Days since 1970, UTC.
        public var day: Int64
        /// As the vendor calls it.
        public var model: String
        /// Prompt tokens; nil: the invoice has no such column.
        public var input: Int64?
        /// Generated tokens; nil: the invoice has no such column.
        public var output: Int64?
        /// In nanodollars; nil: the invoice has no such column.
        public var amount: Int64?
    }

    /// What is wrong with a file.
    public struct Problem: Error, Sendable, Equatable {
        /// From 1.
        public var line: Int
        /// For people.
        public var message: String
    }

    /// In the order of the file.
    public var lines: [Line]

    /// Reads a file. Columns are known by their names, in any order: `day` (or `date`), `model`, `input_tokens`,
    /// `output_tokens` and `amount` (or `cost`), of which the first two are needed. Others are passed over.
    public init(_ text: String) throws(Problem) {
        let rows = Self.rows(text)
        guard let header = rows.first else { throw Problem(line: 1, message: "the file is empty") }
        let names = header.fields.map { name in
            name.lowercased().filter { !$0.isWhitespace && $0 != "\u{FEFF}" }
        }
        func place(_ known: String...) -> Int? { names.firstIndex { known.contains($0) } }
        guard let day = place("day", "date"), let model = place("model") else {
            throw Problem(
                line: 1,
                message: "the header line needs day and model, and may have input_tokens, output_tokens, amount")
        }
        let (input, output, amount) = (place("input_tokens"), place("output_tokens"), place("amount", "cost"))
        lines = []
        for row in rows.dropFirst() {
            guard row.fields != [""] else { continue }
            guard row.fields.count == names.count else {
                throw Problem(
                    line: row.line, message: "there are \(row.fields.count) fields, and \(names.count) columns")
            }
            guard row.fields[day].utf8.count >= 10,
                let date = LedgerTime.parseDay(String(row.fields[day].prefix(10)), now: 0)
            else { throw Problem(line: row.line, message: "the day is not like 2026-12-31") }
            lines.append(
                Line(
                    day: date, model: row.fields[model],
                    input: try input.map { place throws(Problem) in try Self.count(row.fields[place], row.line) },
                    output: try output.map { place throws(Problem) in try Self.count(row.fields[place], row.line) },
                    amount: try amount.map { place throws(Problem) in try Self.money(row.fields[place], row.line) }))
        }
    }

    private static func count(_ text: String, _ line: Int) throws(Problem) -> Int64 {
        guard let count = Int64(text.filter { $0 != " " && $0 != "_" }), count >= 0 else {
            throw Problem(line: line, message: "a number of tokens is a whole number")
        }
        return count
    }

    /// `12`, `12.5`, `$12.50`, `12.50 USD`: never by way of a fraction in binary.
    private static func money(_ text: String, _ line: Int) throws(Problem) -> Int64 {
        let problem = Problem(line: line, message: "an amount is a number of dollars such as 12.50")
        var text = text.filter { $0 != " " }
        if text.hasSuffix("USD") { text.removeLast(3) }
        if text.hasPrefix("$") { text.removeFirst() }
        let isNegative = text.hasPrefix("-")
        if isNegative { text.removeFirst() }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = parts.first, !whole.isEmpty,
            text.utf8.allSatisfy({ $0 == 0x2E || isDigit($0) })
        else { throw problem }
        let fraction = parts.count == 2 ? String(parts[1].prefix(9)) : ""
        let nano = fraction + String(repeating: "0", count: 9 - fraction.utf8.count)
        guard let dollars = Int64(whole), let rest = Int64(nano) else { throw problem }
        let amount = Int64(clamping: Int128(dollars) * 1_000_000_000 + Int128(rest))
        return isNegative ? -amount : amount
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    /// Fields of RFC 4180, with the line each row begins on.
    private static func rows(_ text: String) -> [(line: Int, fields: [String])] {
        var rows: [(line: Int, fields: [String])] = []
        var fields: [String] = []
        var field = ""
        var (line, begin, isQuoted, wasQuote) = (1, 1, false, false)
        for scalar in text.unicodeScalars {
            if scalar == "\n" { line += 1 }
            if isQuoted, !wasQuote {
                if scalar == "\"" { wasQuote = true } else { field.unicodeScalars.append(scalar) }
                continue
            }
            if wasQuote {
                wasQuote = false
                if scalar == "\"" {
                    field.unicodeScalars.append(scalar)
                    continue
                }
                isQuoted = false
            }
            switch scalar {
            case "\"" where field.isEmpty: isQuoted = true
            case ",":
                fields.append(field)
                field = ""
            case "\n":
                rows.append((begin, fields + [field]))
                (fields, field, begin) = ([], "", line)
            case "\r": break
            default: field.unicodeScalars.append(scalar)
            }
        }
        if !field.isEmpty || !fields.isEmpty { rows.append((begin, fields + [field])) }
        return rows
    }
}
