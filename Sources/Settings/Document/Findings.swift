/// Collects what is wrong while a configuration is read, so that one run reports everything.
final class Findings {
    private var files: [String] = []
    private var errors: [Diagnostic] = []
    private var warnings: [Diagnostic] = []

    /// Whether anything makes the configuration unusable.
    var hasErrors: Bool { !errors.isEmpty }

    /// Files are reported in the order in which they were begun.
    func begin(_ file: String) { files.append(file) }

    func error(_ place: Place, _ message: String, hint: String? = nil) {
        errors.append(Diagnostic(.error, at: place, message, hint: hint))
    }

    func error(_ place: Place, _ name: String, _ problem: ValueProblem) {
        error(place, "\"\(name)\": \(problem.message)", hint: problem.hint)
    }

    func warning(_ place: Place, _ message: String, hint: String? = nil) {
        warnings.append(Diagnostic(.warning, at: place, message, hint: hint))
    }

    /// All errors, by position; the same error of the same place once (an aliased node is checked at every use).
    var sortedErrors: [Diagnostic] { sorted(errors) }

    /// All warnings, by position.
    var sortedWarnings: [Diagnostic] { sorted(warnings) }

    private func sorted(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        var seen: Set<Diagnostic> = []
        let rank = Dictionary(files.enumerated().map { ($1, $0) }, uniquingKeysWith: min)
        func key(_ diagnostic: Diagnostic) -> (Int, Int, Int) {
            (rank[diagnostic.file] ?? files.count, diagnostic.line, diagnostic.column)
        }
        return diagnostics.filter { seen.insert($0).inserted }.enumerated()
            .sorted { (key($0.element), $0.offset) < (key($1.element), $1.offset) }.map(\.element)
    }
}

/// Whether the position `left` comes first; the second parts keep the order of discovery.
private func < (left: ((Int, Int, Int), Int), right: ((Int, Int, Int), Int)) -> Bool {
    left.0 == right.0 ? left.1 < right.1 : left.0 < right.0
}
