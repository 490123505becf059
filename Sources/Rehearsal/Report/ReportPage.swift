/// A report as people read it, before it is Markdown, HTML or plain text. All texts are plain: names, reasons and answers of
/// models may hold anything, and each form escapes them in one place.
public struct ReportPage: Sendable, Equatable {
    /// A part of the page.
    public enum Block: Sendable, Equatable {
        /// A heading within the page.
        case heading(String)
        /// A paragraph.
        case paragraph(String)
        /// Points, one after the other.
        case list([String])
        /// Facts, each with its name.
        case facts([(name: String, value: String)])
        /// A table with its header.
        case table(header: [String], rows: [[String]])
        /// What somebody or a model wrote, with what it is; shown as it is, line by line.
        case sample(title: String, text: String)

        /// Equal parts show the same.
        public static func == (left: Block, right: Block) -> Bool {
            switch (left, right) {
            case (.heading(let one), .heading(let other)), (.paragraph(let one), .paragraph(let other)): one == other
            case (.list(let one), .list(let other)): one == other
            case (.facts(let one), .facts(let other)):
                one.map(\.name) == other.map(\.name) && one.map(\.value) == other.map(\.value)
            case (.table(let one, let rows), .table(let other, let otherRows)): one == other && rows == otherRows
            case (.sample(let one, let text), .sample(let other, let otherText)): one == other && text == otherText
            default: false
            }
        }
    }

    /// What the page is about.
    public var title: String
    /// Its parts.
    public var blocks: [Block]

    /// A page.
    public init(title: String, blocks: [Block]) {
        self.title = title
        self.blocks = blocks
    }
}

/// Text of others, made fit to be looked at.
enum ForeignText {
    /// The most of one sample that is shown, in Unicode scalars.
    static let longest = 2000

    /// `text` on one line: characters that control a terminal or the direction of text become a dot.
    static func line(_ text: String) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(longest) {
            shown.append(scalar == "\n" || scalar == "\t" ? " " : isHarmless(scalar) ? scalar : "·")
        }
        return String(shown) + (text.unicodeScalars.count > longest ? "…" : "")
    }

    /// The lines of `text`, each of them harmless.
    static func lines(_ text: String) -> [String] {
        var lines = [String.UnicodeScalarView()]
        for scalar in text.unicodeScalars.prefix(longest) {
            if scalar == "\n" {
                lines.append(.init())
            } else {
                let shown: Unicode.Scalar = scalar == "\t" ? " " : isHarmless(scalar) ? scalar : "·"
                lines[lines.count - 1].append(shown)
            }
        }
        if text.unicodeScalars.count > longest { lines[lines.count - 1].append("…") }
        return lines.map { String($0) }
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
