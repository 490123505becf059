import PlanBLedger

/// Parts of statements. Nothing from outside is ever part of one: names come from lists in the source.
public enum SQLText {
    /// A column's name.
    static func name(_ name: String) -> String { "\"\(name)\"" }

    static func names(_ names: [String]) -> String { names.map(name).joined(separator: ", ") }

    /// What PostgreSQL wants in place of each `?`: `$1`, `$2` and so on. No statement of ours has one in a literal.
    public static func numbered(_ sql: String) -> String {
        var text = ""
        var count = 0
        for character in sql {
            if character == "?" {
                count += 1
                text += "$\(count)"
            } else {
                text.append(character)
            }
        }
        return text
    }

    /// `SET` parts that add the sums of a new row to those that are there, and stop at the greatest number: SQLite would go
    /// on with a fraction, PostgreSQL would refuse the row.
    static func additions(to table: String) -> String {
        UsageSums.columns.map { column in
            let name = name(column.name)
            let (old, new) = ("\(table).\(name)", "excluded.\(name)")
            guard column.isAmount else { return "\(name) = \(old) + \(new)" }
            let greatest = Int64.max
            return "\(name) = CASE WHEN \(old) > \(greatest) - \(new) THEN \(greatest) ELSE \(old) + \(new) END"
        }.joined(separator: ", ")
    }

    /// What adds up sums without running over: a sum of upper and one of lower halves for what may be large.
    static let totals = UsageSums.columns.map { column in
        let name = name(column.name)
        guard column.isAmount else { return "SUM(\(name))" }
        return "SUM(\(name) >> 32), SUM(\(name) & 4294967295)"
    }.joined(separator: ", ")

    /// The sums from the values that `totals` gave.
    static func sums(_ values: ArraySlice<StoreValue>) -> UsageSums {
        var rest = values.makeIterator()
        return UsageSums(
            UsageSums.columns.map { column in
                let first = rest.next()?.int ?? 0
                guard column.isAmount else { return first }
                return Int64(clamping: Int128(first) << 32 + Int128(rest.next()?.int ?? 0))
            })
    }
}

extension SQLInsertion {
    static func entries(of table: StoreTable) -> SQLInsertion {
        SQLInsertion(
            table: table.name, columns: table.columns.map { ($0.name, SQLSchema.isText($0)) }, key: table.key,
            onConflict: "DO NOTHING")
    }

    static func sums(of table: RollupTable) -> SQLInsertion {
        let key = table.dimensions.map(\.rawValue)
        return SQLInsertion(
            table: table.name,
            columns: key.map { ($0, $0 != UsageDimension.day.rawValue) } + UsageSums.names.map { ($0, false) },
            key: key,
            onConflict: "DO UPDATE SET \(SQLText.additions(to: table.name))")
    }

    static let requests = entries(of: StoreRows.requestTable)
    static let attempts = entries(of: StoreRows.attemptTable)
    static let events = entries(of: StoreRows.eventTable)
    /// What accounts spent: stops at the greatest number.
    static let spending = SQLInsertion(
        table: "spending", columns: [("node", true), ("account", true), ("day", false), ("cost", false)],
        key: ["node", "account", "day"],
        onConflict: "DO UPDATE SET cost = CASE WHEN spending.cost > \(Int64.max) - excluded.cost THEN \(Int64.max) "
            + "ELSE spending.cost + excluded.cost END")
    static let dailySums = sums(of: .daily)
    static let tagSums = sums(of: .byTag)
}
