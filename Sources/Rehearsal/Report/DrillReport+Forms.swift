import Foundation

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
}

extension DrillReport {
    /// The report in a form. Texts of users and models in it do nothing where it is shown.
    public func text(_ form: ReportForm) -> String {
        switch form {
        case .md: ReportMarkdown.text(DrillReportPage(report: self).page)
        case .html: ReportHTML.text(DrillReportPage(report: self).page)
        case .text: ReportPlain.text(DrillReportPage(report: self).page)
        case .json: RehearsalJSON.text(self)
        }
    }
}

/// Rehearsals as JSON, on one line with members in a fixed order.
public enum RehearsalJSON {
    /// `value` as JSON text. Characters that a terminal may take for commands are escaped.
    public static func text(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        guard let data = try? encoder.encode(value) else { return "{}" }
        return quiet(String(decoding: data, as: UTF8.self))
    }

    /// Outside of strings JSON has none of these characters, so that each may be written as an escape.
    private static func quiet(_ text: String) -> String {
        var shown = ""
        shown.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                for unit in String(scalar).utf16 {
                    let hex = String(unit, radix: 16)
                    shown += "\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex
                }
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }
}
