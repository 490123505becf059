/// A row as a store returns it.
public struct StoreRow: Sendable {
    /// Its columns.
    public let table: StoreTable
    /// Their values, in order.
    public let values: [StoreValue]
    /// Grows with every row that is added to the store: from where to go on asking.
    public let sequence: Int64

    /// A row.
    public init(table: StoreTable, values: [StoreValue], sequence: Int64) {
        self.table = table
        self.values = values
        self.sequence = sequence
    }

    /// The value of a column; null if there is no such column.
    public subscript(name: String) -> StoreValue {
        table.place(of: name).flatMap { values.indices.contains($0) ? values[$0] : nil } ?? .null
    }

    /// The row as a JSON object on one line, without a line break.
    public var json: String {
        var line = "{"
        appendMembers(to: &line)
        return line + "}"
    }

    /// Appends the members of the JSON object.
    public func appendMembers(to line: inout String) {
        for (index, (column, value)) in zip(table.columns, values).enumerated() {
            if index > 0 { line += "," }
            JSONLine.append(column.name, to: &line)
            line += ":"
            switch (value, column.kind) {
            case (.null, _): line += "null"
            case (.integer(let number), .flag): line += number == 0 ? "false" : "true"
            case (.integer(let number), _): line += String(number)
            case (.text(let text), .list): line += text
            case (.text(let text), _): JSONLine.append(text, to: &line)
            }
        }
    }

    /// The row as a line of CSV, with its line break.
    public var csv: String {
        CSVLine.line(
            zip(table.columns, values).map { column, value in
                switch (value, column.kind) {
                case (.null, _): ""
                case (.integer(let number), .flag): number == 0 ? "false" : "true"
                case (.integer(let number), _): String(number)
                case (.text(let text), _): text
                }
            })
    }
}

extension StoreTable {
    /// The names of the columns as a line of CSV.
    public var csvHeader: String { CSVLine.line(columns.map(\.name)) }
}
