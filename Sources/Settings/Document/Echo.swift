import PlanBPolicy

/// Text of the configuration as it may appear in a message.
///
/// People paste credentials into the wrong line. Whatever looks like one is described, never repeated.
enum Echo {
    private static let prefixes = [
        "sk-", "sk_", "pk-", "planb_", "xai-", "gsk_", "ghp_", "github_pat_", "AKIA", "ASIA", "AIza", "hf_", "eyJ",
        "Bearer ", "Basic ", "xox",
    ]

    /// `text` in quotes, or a description of it if it is long or looks like a credential.
    static func quoted(_ text: String) -> String {
        if looksSecret(text) { return "a text of \(text.unicodeScalars.count) characters" }
        let shown = text.unicodeScalars.count > 80 ? String(text.prefix(77)) + "..." : text
        let visible = shown.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : String($0) }
        return "\"\(visible.joined())\""
    }

    /// "did you mean …?" for a misspelt `name`, else what is possible if that is short, else nothing.
    static func suggestion(for name: String, among candidates: [String]) -> String? {
        let near = NearestName.suggestions(for: name, among: candidates)
        if !near.isEmpty { return "did you mean \(near.map(quoted).joined(separator: " or "))?" }
        guard !candidates.isEmpty, candidates.count <= 24 else { return nil }
        return "expected \(candidates.count == 1 ? "" : "one of ")\(candidates.map(quoted).joined(separator: ", "))"
    }

    private static func looksSecret(_ text: String) -> Bool {
        if prefixes.contains(where: { text.contains($0) }) && text.utf8.count >= 12 { return true }
        var run = 0
        var digits = 0
        for byte in text.utf8 {
            let isDigit = byte >= 0x30 && byte <= 0x39
            let isLetter = (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A
            run = isDigit || isLetter ? run + 1 : 0
            digits = run == 0 ? 0 : digits + (isDigit ? 1 : 0)
            if run >= 16 && digits >= 2 && digits < run { return true }
        }
        return false
    }
}
