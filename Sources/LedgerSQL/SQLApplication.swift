import PlanBLedger

/// Adds the rows of one batch inside a transaction, and says what the new ones among them add to the sums.
struct SQLApplication {
    let connection: any SQLConnection
    let dialect: SQLDialect

    func add(_ rows: StoreRows) throws(StoreFailure) -> Rollup {
        let attempts = try added(rows.attempts, .attempts)
        let requests = try added(rows.requests, .requests)
        _ = try added(rows.events, .events)
        var known = try attemptsBefore(rows, requests)
        // Those of the batch count as known whether or not they are new.
        for row in rows.attempts { known[row[0], default: [:]][row[1]] = row }
        var rollup = Rollup()
        let answered = try answeredBefore(attempts, requests)
        for row in attempts { rollup.add(attempt: row, isRequestAnswered: answered.contains(row[0])) }
        for row in requests {
            let attempts = (known[row[0]] ?? [:]).sorted { ($0.key.int ?? 0) < ($1.key.int ?? 0) }.map(\.value)
            rollup.add(request: row, attempts: attempts)
        }
        return rollup
    }

    private func added(_ rows: [[StoreValue]], _ insertion: SQLInsertion) throws(StoreFailure) -> [[StoreValue]] {
        guard !rows.isEmpty else { return [] }
        let isNew = try connection.insert(rows, with: insertion)
        return zip(rows, isNew).filter(\.1).map(\.0)
    }

    /// Attempts of new requests that came with an earlier batch: by request and number.
    private func attemptsBefore(
        _ rows: StoreRows, _ requests: [[StoreValue]]
    ) throws(StoreFailure) -> [StoreValue: [StoreValue: [StoreValue]]] {
        guard let place = StoreRows.requestTable.place(of: "attempts") else { return [:] }
        var here: [StoreValue: Int64] = [:]
        for row in rows.attempts { here[row[0], default: 0] += 1 }
        // What a batch holds completely need not be asked for.
        let incomplete = requests.filter { here[$0[0], default: 0] < ($0[place].int ?? 0) }.map { $0[0] }
        var found: [StoreValue: [StoreValue: [StoreValue]]] = [:]
        let table = StoreRows.attemptTable
        for row in try rowsOf(incomplete, columns: table.columns.map(\.name), key: "request", table: table.name) {
            found[row[0], default: [:]][row[1]] = row
        }
        return found
    }

    /// The answered requests of new attempts that were added earlier than these.
    private func answeredBefore(
        _ attempts: [[StoreValue]], _ requests: [[StoreValue]]
    ) throws(StoreFailure) -> Set<StoreValue> {
        let new = Set(requests.map { $0[0] })
        let late = Set(attempts.map { $0[0] }).subtracting(new)
        let rows = try rowsOf(Array(late), columns: ["id", "outcome"], key: "id", table: "requests")
        return Set(rows.filter { $0[1] == .text(RequestEntry.Outcome.answered.rawValue) }.map { $0[0] })
    }

    private func rowsOf(
        _ keys: [StoreValue], columns: [String], key: String, table: String
    ) throws(StoreFailure) -> [[StoreValue]] {
        guard !keys.isEmpty else { return [] }
        var list = "["
        for (index, key) in keys.enumerated() {
            if index > 0 { list += "," }
            JSONLine.append(key.string ?? "", to: &list)
        }
        let items =
            dialect == .sqlite
            ? "SELECT value FROM json_each(?)" : "SELECT value FROM jsonb_array_elements_text(?::jsonb) AS t(value)"
        let names = SQLText.names(columns)
        return try connection.rows(
            "SELECT \(names) FROM \(table) WHERE \(SQLText.name(key)) IN (\(items))", [.text(list + "]")])
    }
}
