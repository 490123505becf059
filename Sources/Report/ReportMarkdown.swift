/// A page as Markdown (CommonMark with tables). Nothing of it can become a link, an image or HTML but what this file writes.
enum ReportMarkdown {
    static func text(_ page: ReportPage) -> String {
        (["# " + escaped(page.title)] + page.blocks.map(text)).joined(separator: "\n\n") + "\n"
    }

    private static func text(_ block: ReportPage.Block) -> String {
        switch block {
        case .heading(let text): return "## " + escaped(text)
        case .paragraph(let text): return escaped(text)
        case .list(let items): return items.map { "- " + escaped($0) }.joined(separator: "\n")
        case .facts(let facts):
            return facts.map { "- **\(escaped($0.name))**: \(escaped($0.value))" }.joined(separator: "\n")
        case .table(let header, let rows):
            let line = { (cells: [String]) in "| " + cells.map(escaped).joined(separator: " | ") + " |" }
            return ([line(header), "|" + String(repeating: "---|", count: header.count)] + rows.map(line))
                .joined(separator: "\n")
        case .sample(let title, let text): return "\(escaped(title)):\n\n" + fenced(text)
        }
    }

    /// In a fence nothing means anything, as long as the fence is longer than what is in it.
    private static func fenced(_ text: String) -> String {
        let lines = ForeignText.lines(text)
        var longest = 0
        for line in lines {
            var run = 0
            for byte in line.utf8 {
                run = byte == UInt8(ascii: "`") ? run + 1 : 0
                longest = max(longest, run)
            }
        }
        let fence = String(repeating: "`", count: max(3, longest + 1))
        return "\(fence)text\n\(lines.joined(separator: "\n"))\n\(fence)"
    }

    /// Every character that could begin something is made a plain one. Addresses become links by themselves, unless they are
    /// broken up.
    static func escaped(_ text: String) -> String {
        let scalars = Array(ForeignText.line(text).unicodeScalars)
        var escaped = String.UnicodeScalarView()
        var word = ""
        for (index, scalar) in scalars.enumerated() {
            let isStart = index == 0
            let isBeforeBlank = index + 1 == scalars.count || scalars[index + 1] == " "
            // A number at the start is the point of a list, if a blank follows.
            let isPoint = word.utf8.count == index && !isStart && word.allSatisfy(\.isNumber) && isBeforeBlank
            let mustEscape =
                switch scalar {
                case "\\", "`", "*", "_", "[", "]", "<", ">", "&", "|", "~", "!", "#", "@", "$": true
                case ":": schemes.contains { word.lowercased().hasSuffix($0) }
                case ".": word.lowercased().hasSuffix("www") || isPoint
                case ")": isPoint
                case "-", "+", "=": isStart
                default: false
                }
            if mustEscape { escaped.append("\\") }
            escaped.append(scalar)
            if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
                word.unicodeScalars.append(scalar)
            } else {
                word = ""
            }
        }
        return String(escaped)
    }

    private static let schemes = ["http", "https", "ftp", "mailto", "xmpp"]
}
