/// A page for a terminal.
public enum ReportPlain {
    static func text(_ page: ReportPage) -> String {
        let title = ForeignText.line(page.title)
        return ([title + "\n" + String(repeating: "=", count: title.count)] + page.blocks.map(text))
            .joined(separator: "\n\n") + "\n"
    }

    private static func text(_ block: ReportPage.Block) -> String {
        switch block {
        case .heading(let text): return ForeignText.line(text).uppercased()
        case .paragraph(let text): return ForeignText.line(text)
        case .list(let items): return items.map { "- " + ForeignText.line($0) }.joined(separator: "\n")
        case .facts(let facts): return aligned(facts.map { ["  " + $0.name, $0.value] })
        case .table(let header, let rows):
            return table(
                ["  " + (header.first ?? "")] + header.dropFirst(),
                rows.map { ["  " + ($0.first ?? "")] + $0.dropFirst() })
        case .sample(let title, let text):
            return "  \(ForeignText.line(title)):\n"
                + ForeignText.lines(text).map { "    | " + $0 }.joined(separator: "\n")
        }
    }

    /// Columns under their headers, each as wide as its widest cell.
    public static func table(_ header: [String], _ rows: [[String]]) -> String { aligned([header] + rows) }

    private static func aligned(_ rows: [[String]]) -> String {
        let rows = rows.map { $0.map(ForeignText.line) }
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        return rows.map { row in
            row.enumerated().map { column, cell in
                column == row.count - 1
                    ? cell : cell + String(repeating: " ", count: max(0, widths[column] - cell.count) + 2)
            }.joined()
        }.joined(separator: "\n")
    }
}
