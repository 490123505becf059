/// What a budget may be exceeded by while a target fails, as it is written: `allow +20%`, or `refuse`.
enum OutageText {
    /// ECMA-262, for the JSON Schema.
    static let pattern = "^(refuse|allow \\+[0-9]+(\\.[0-9]+)?%)$"

    /// Hundredths of a percent of the budget; 0 for `refuse`.
    static func parse(_ text: String) throws(ValueProblem) -> Int {
        if text == "refuse" { return 0 }
        guard text.hasPrefix("allow +") else {
            throw ValueProblem("expected refuse, or a share on top such as \"allow +20%\"")
        }
        return try ShareText.parse(String(text.dropFirst(7)))
    }
}
