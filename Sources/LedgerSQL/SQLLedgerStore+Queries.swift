public import PlanBLedger

extension SQLLedgerStore {
    /// Sums by day and whatever else was asked for.
    public func usage(_ query: UsageQuery) throws(StoreFailure) -> [UsageRow] {
        let table = try query.rollup()
        let names = SQLText.names(query.dimensions.map(\.rawValue))
        let sql =
            "SELECT \(names.isEmpty ? "" : names + ", ")\(SQLText.totals) FROM \(table.name) WHERE day BETWEEN ? AND ?"
            + (names.isEmpty ? "" : " GROUP BY \(names) ORDER BY \(names) LIMIT ?")
        var values: [StoreValue] = [.integer(query.firstDay), .integer(query.lastDay)]
        if !names.isEmpty { values.append(.integer(Int64(max(0, query.limit)))) }
        return try read { connection throws(StoreFailure) in
            try connection.rows(sql, values).map { row in
                UsageRow(
                    dimensions: Array(row.prefix(query.dimensions.count)),
                    sums: SQLText.sums(row.dropFirst(query.dimensions.count)))
            }
        }
    }

    /// What accounts have spent, and up to where the journal of the node that asks is in that.
    public func spending(_ query: SpendingQuery) throws(StoreFailure) -> Spending {
        let node = StoreValue.text(StoreText.name(of: query.node))
        let sql =
            "SELECT account, SUM(cost >> 32), SUM(cost & 4294967295) FROM spending WHERE day >= ?"
            + (query.isOnlyOfNode ? " AND node = ?" : "") + " GROUP BY account"
        return try read { connection throws(StoreFailure) in
            var sums: [Spending.Sum] = []
            for day in query.firstDays {
                for row in try connection.rows(sql, [.integer(day)] + (query.isOnlyOfNode ? [node] : [])) {
                    let amount = Int128(row[1].int ?? 0) << 32 + Int128(row[2].int ?? 0)
                    sums.append(
                        Spending.Sum(
                            account: row[0].string ?? "", firstDay: day, amount: Int64(clamping: amount)))
                }
            }
            return Spending(sums: sums, checkpoint: try Self.checkpoint(of: query.node, connection))
        }
    }

    /// Requests, the newest first, or what came after one that is known.
    public func requests(_ query: RequestQuery) throws(StoreFailure) -> [StoreRow] {
        // A plus keeps the index of times out of the way of that of the order.
        var conditions = [query.after == nil ? "time >= ?" : "+time >= ?"]
        var values: [StoreValue] = [.integer(query.since)]
        if let route = query.route {
            conditions.append("route = ?")
            values.append(.text(route))
        }
        if let key = query.key {
            conditions.append("key = ?")
            values.append(.text(key))
        }
        if query.onlyErrors { conditions.append(SQLSchema.unanswered) }
        if let after = query.after {
            conditions.append("seq > ?")
            values.append(.integer(after))
        }
        values.append(.integer(Int64(max(0, query.limit))))
        let order = query.after == nil ? "time DESC, seq DESC" : "seq"
        return try rows(
            of: StoreRows.requestTable, "WHERE \(conditions.joined(separator: " AND ")) ORDER BY \(order) LIMIT ?",
            values)
    }

    /// A request with its attempts in order.
    public func request(_ id: String) throws(StoreFailure) -> (request: StoreRow?, attempts: [StoreRow]) {
        // NUL cannot be in an id that is there.
        guard !id.utf8.contains(0) else { return (nil, []) }
        let request = try rows(of: StoreRows.requestTable, "WHERE id = ?", [.text(id)]).first
        let attempts = try rows(of: StoreRows.attemptTable, "WHERE request = ? ORDER BY number, seq", [.text(id)])
        return (request, attempts)
    }

    /// Failed attempts, requests that were not answered, or events of health, the newest first.
    public func troubles(_ query: TroubleQuery) throws(StoreFailure) -> [StoreRow] {
        // In the words of the indices, or they are not used.
        let trouble =
            switch query.table.name {
            case StoreRows.requestTable.name: SQLSchema.unanswered
            case StoreRows.attemptTable.name: SQLSchema.failed
            default: "kind IN ('health', 'start', 'stop')"
            }
        var condition = "WHERE \(trouble) AND time BETWEEN ? AND ?"
        var values: [StoreValue] = [.integer(query.since), .integer(query.until)]
        if query.table.name == StoreRows.attemptTable.name, !query.except.isEmpty {
            condition += " AND failure NOT IN (\(query.except.map { _ in "?" }.joined(separator: ", ")))"
            values += query.except.map { .text($0) }
        }
        values.append(.integer(Int64(max(0, query.limit))))
        return try rows(of: query.table, condition + " ORDER BY time DESC, seq DESC LIMIT ?", values)
    }

    /// How many attempts targets had, by minute and target.
    public func minutes(_ query: MinuteQuery) throws(StoreFailure) -> [MinuteRow] {
        let (first, last) = (query.firstMinute.multipliedReportingOverflow(by: 60_000), query.lastMinute &+ 1)
        let end = last.multipliedReportingOverflow(by: 60_000)
        guard !first.overflow, !end.overflow else { return [] }
        let sql =
            "SELECT time / 60000, target, COUNT(*) FROM (SELECT time, target FROM attempts WHERE time >= ? AND time < ? "
            + "AND key <> ? ORDER BY time LIMIT ?) AS chosen GROUP BY 1, 2 ORDER BY 1, 2"
        let values: [StoreValue] = [
            .integer(first.partialValue), .integer(end.partialValue), .text(query.exceptKey),
            .integer(Int64(max(0, query.limit))),
        ]
        return try read { connection throws(StoreFailure) in
            try connection.rows(sql, values.map(Self.askable)).map { row in
                MinuteRow(minute: row[0].int ?? 0, target: row[1].string ?? "", attempts: Int(row[2].int ?? 0))
            }
        }
    }

    /// Some rows of a table for an export, oldest first.
    public func page(_ query: PageQuery) throws(StoreFailure) -> StorePage {
        let limit = max(1, query.limit)
        var rows: [StoreRow]
        if let cursor = query.cursor {
            rows = try self.rows(
                of: query.table, "WHERE (time, seq) > (?, ?) ORDER BY time, seq LIMIT ?",
                [.integer(cursor.time), .integer(cursor.sequence), .integer(Int64(limit))])
        } else {
            rows = try self.rows(
                of: query.table, "WHERE time >= ? ORDER BY time, seq LIMIT ?",
                [.integer(query.since), .integer(Int64(limit))])
        }
        guard rows.count == limit, let last = rows.last, let time = last["time"].int else {
            return StorePage(rows: rows, next: nil)
        }
        return StorePage(rows: rows, next: PageQuery.Cursor(time: time, sequence: last.sequence))
    }

    private func rows(
        of table: StoreTable, _ condition: String, _ values: [StoreValue]
    ) throws(StoreFailure) -> [StoreRow] {
        let sql = "SELECT seq, \(SQLText.names(table.columns.map(\.name))) FROM \(table.name) \(condition)"
        return try read { connection throws(StoreFailure) in
            try connection.rows(sql, values.map(Self.askable)).map { row in
                StoreRow(table: table, values: Array(row.dropFirst()), sequence: row.first?.int ?? 0)
            }
        }
    }

    /// Nothing that is stored has a NUL: what asks for one asks for nothing.
    private static func askable(_ value: StoreValue) -> StoreValue {
        if case .text(let text) = value, text.utf8.contains(0) { return .text("\u{FFFD}") }
        return value
    }
}
