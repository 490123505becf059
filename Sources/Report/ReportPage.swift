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
