/// The forms in which a report is given out.
public enum ReportForm: String, Sendable, CaseIterable {
    /// Markdown.
    case md
    /// One HTML document without scripts.
    case html
    /// The report itself.
    case json
    /// For a terminal.
    case text

    /// Its media type.
    public var mediaType: String {
        switch self {
        case .md: "text/markdown; charset=utf-8"
        case .html: "text/html; charset=utf-8"
        case .json: "application/json"
        case .text: "text/plain; charset=utf-8"
        }
    }

    /// What a `content-security-policy` has to say for the HTML form: its style and nothing else.
    public static var htmlPolicy: String { ReportHTML.policy }

    /// `value` as JSON, or the page that shows it.
    public func text(_ value: some Encodable, as page: @autoclosure () -> ReportPage) -> String {
        switch self {
        case .md: ReportMarkdown.text(page())
        case .html: ReportHTML.text(page())
        case .text: ReportPlain.text(page())
        case .json: ReportJSON.text(value)
        }
    }
}
