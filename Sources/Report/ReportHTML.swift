import Crypto
import Foundation

/// A page as one HTML document: no scripts, nothing that is loaded, every text escaped.
enum ReportHTML {
    private static let style = """
        body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1a1a1a}\
        h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem;border-bottom:1px solid #ccc}\
        table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.25rem .6rem;text-align:left}\
        dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dt{font-weight:600}dd{margin:0}\
        pre{background:#f4f4f4;padding:.6rem;white-space:pre-wrap;overflow-wrap:anywhere}\
        @media(prefers-color-scheme:dark){body{background:#111;color:#ddd}pre{background:#222}}
        """

    /// What a `content-security-policy` may say of such a page: its style, and nothing else.
    static let policy: String = {
        let hash = Data(SHA256.hash(data: Data(style.utf8))).base64EncodedString()
        return "default-src 'none'; style-src 'sha256-\(hash)'; base-uri 'none'; form-action 'none'"
    }()

    static func text(_ page: ReportPage) -> String {
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8">
        <meta http-equiv="content-security-policy" content="\(policy)">
        <meta name="viewport" content="width=device-width">
        <title>\(escaped(page.title))</title><style>\(style)</style></head><body>
        <h1>\(escaped(page.title))</h1>
        \(page.blocks.map(text).joined(separator: "\n"))
        </body></html>

        """
    }

    private static func text(_ block: ReportPage.Block) -> String {
        switch block {
        case .heading(let text): return "<h2>\(escaped(text))</h2>"
        case .paragraph(let text): return "<p>\(escaped(text))</p>"
        case .list(let items): return "<ul>" + items.map { "<li>\(escaped($0))</li>" }.joined() + "</ul>"
        case .facts(let facts):
            return "<dl>" + facts.map { "<dt>\(escaped($0.name))</dt><dd>\(escaped($0.value))</dd>" }.joined() + "</dl>"
        case .table(let header, let rows):
            let head = "<tr>" + header.map { "<th>\(escaped($0))</th>" }.joined() + "</tr>"
            let body = rows.map { "<tr>" + $0.map { "<td>\(escaped($0))</td>" }.joined() + "</tr>" }
            return "<table>\(head)\(body.joined())</table>"
        case .sample(let title, let text):
            let lines = ForeignText.lines(text).map(characters).joined(separator: "\n")
            // A line break at the begin of `pre` is dropped by browsers.
            return "<p>\(escaped(title)):</p><pre>\n\(lines)</pre>"
        }
    }

    static func escaped(_ text: String) -> String { characters(ForeignText.line(text)) }

    private static func characters(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
