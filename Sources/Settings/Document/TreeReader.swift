import Yams

/// Reads the text of one YAML file into a `Tree`, or says where it is not YAML.
struct TreeReader {
    /// Larger files are refused unread.
    static let sizeLimit = 1 << 20
    private static let duplicateLimit = 100

    private let file: String
    private let findings: Findings
    private var text: YAMLText

    /// Nil, with an error recorded, if the text cannot be YAML of ours at all.
    init?(_ text: String, file: String, findings: Findings) {
        self.file = file
        self.findings = findings
        guard let prepared = YAMLText(text) else {
            findings.error(.whole(file), "contains U+E000 or U+E001, private use characters that are not accepted")
            return nil
        }
        self.text = prepared
    }

    /// The document, nil if the file is empty or an error was recorded.
    mutating func read() -> Tree? {
        for _ in 0..<Self.duplicateLimit {
            do {
                // The parser owns the anchors, which nodes refer to weakly: it must outlive the conversion.
                let parser = try Parser(yaml: text.prepared, encoding: .utf8)
                let root = try parser.singleRoot()
                return withExtendedLifetime(parser) {
                    var converter = TreeConverter(file: file, text: text, findings: findings)
                    return root.flatMap { converter.document($0) }
                }
            } catch YamlError.duplicatedKeysInMapping(_, let context) {
                guard text.mask(line: context.mark.line, column: context.mark.column) else {
                    findings.error(place(context.mark), "this key is given twice in one mapping")
                    return nil
                }
            } catch {
                report(error)
                return nil
            }
        }
        findings.error(.whole(file), "more than \(Self.duplicateLimit) keys are given twice")
        return nil
    }

    private func place(_ mark: Mark) -> Place { Place(file: file, line: mark.line, column: mark.column) }

    /// The library's own descriptions quote the file, which may hold a secret: only the fixed problem text is used.
    private func report(_ error: any Error) {
        switch error {
        case YamlError.scanner(let context, let problem, let mark, _),
            YamlError.parser(let context, let problem, let mark, _),
            YamlError.composer(let context, let problem, let mark, _):
            let since = context.map { ", \($0.text) that began on line \($0.mark.line)" } ?? ""
            findings.error(place(mark), "not valid YAML: \(problem)\(since)")
        case YamlError.reader(let problem, let offset, _, _):
            let position = text.position(of: offset ?? 0)
            findings.error(
                Place(file: file, line: position.line, column: position.column), "not valid YAML: \(problem)")
        default:
            findings.error(.whole(file), "not valid YAML")
        }
    }
}
