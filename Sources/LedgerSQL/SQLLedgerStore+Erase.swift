public import PlanBLedger

extension SQLLedgerStore {
    /// Rows that one transaction removes: few enough that the writer and other nodes hardly wait.
    private static var chunk: Int { 5000 }
    /// What sums are put together under.
    private static var erased: String { "erased" }

    /// Removes rows, and the name of a key or tag from the sums.
    public func erase(_ what: Erasure) throws(StoreFailure) -> ErasureReport {
        var report = ErasureReport()
        let condition: String
        let value: StoreValue
        switch what {
        case .key(let key):
            (condition, value) = ("key = ?", try Self.named(key))
            report.sums = try rename(.key, key)
            _ = try write { connection throws(StoreFailure) in
                try connection.run("DELETE FROM spending WHERE account = ?", [.text("key:" + key)])
            }
        case .tag(let tag):
            condition =
                Database.dialect == .sqlite
                ? "EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?)" : "jsonb_exists(tags::jsonb, ?)"
            value = try Self.named(tag)
            report.sums = try rename(.tag, tag)
        case .before(let time):
            (condition, value) = ("time < ?", .integer(time))
            report.events = try remove(from: "events", condition, value)
        }
        report.attempts = try remove(from: "attempts", condition, value)
        report.requests = try remove(from: "requests", condition, value)
        return report
    }

    private static func named(_ name: String) throws(StoreFailure) -> StoreValue {
        guard !name.isEmpty, name != erased, !name.utf8.contains(0) else {
            throw StoreFailure(.question, "name a key or a tag to erase; \"\(erased)\" stands for those that were")
        }
        return .text(name)
    }

    private func remove(from table: String, _ condition: String, _ value: StoreValue) throws(StoreFailure) -> Int {
        let sql = "DELETE FROM \(table) WHERE seq IN (SELECT seq FROM \(table) WHERE \(condition) LIMIT ?)"
        var removed = 0
        while true {
            let count = try write { connection throws(StoreFailure) in
                try connection.run(sql, [value, .integer(Int64(Self.chunk))])
            }
            removed += count
            if count < Self.chunk { return removed }
        }
    }

    private func rename(_ dimension: UsageDimension, _ name: String) throws(StoreFailure) -> Int {
        try write { connection throws(StoreFailure) in
            var count = 0
            for table in [RollupTable.daily, .byTag] where table.dimensions.contains(dimension) {
                let column = SQLText.name(dimension.rawValue)
                let key = SQLText.names(table.dimensions.map(\.rawValue))
                let sums = SQLText.names(UsageSums.names)
                let renamed = table.dimensions.map {
                    $0 == dimension ? "'\(Self.erased)'" : SQLText.name($0.rawValue)
                }.joined(separator: ", ")
                _ = try connection.run(
                    "INSERT INTO \(table.name) (\(key), \(sums)) SELECT \(renamed), \(sums) FROM \(table.name) "
                        + "WHERE \(column) = ? ON CONFLICT (\(key)) DO UPDATE SET \(SQLText.additions(to: table.name))",
                    [.text(name)])
                count += try connection.run("DELETE FROM \(table.name) WHERE \(column) = ?", [.text(name)])
            }
            return count
        }
    }
}
