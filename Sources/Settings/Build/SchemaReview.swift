/// Finds what is wrong with a JSON Schema that somebody wrote, as far as answers are checked against it.
struct SchemaReview {
    let findings: Findings

    private static let types = ["object", "array", "string", "number", "integer", "boolean", "null"]
    /// Keywords whose value is a mapping of schemas.
    private static let mappings: Set = ["properties", "$defs", "definitions"]
    /// Keywords whose value is a schema.
    private static let schemas: Set = ["additionalProperties", "items", "not"]
    /// Keywords whose value is a list of schemas.
    private static let lists: Set = ["anyOf", "allOf", "oneOf", "prefixItems"]
    private static let numbers: Set = [
        "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "minItems", "maxItems",
        "minProperties", "maxProperties",
    ]
    private static let others: Set = ["type", "required", "enum", "const", "$ref"]
    /// They say nothing about a document.
    private static let notes: Set = [
        "title", "description", "$schema", "$id", "$comment", "default", "examples", "deprecated", "readOnly",
        "writeOnly",
    ]

    func check(_ tree: Tree) {
        if tree.flag != nil { return }
        guard let entries = tree.entries else {
            return findings.error(
                tree.place, "a JSON Schema is a mapping, and this is \(tree.kind)", hint: "write {type: object, …}")
        }
        for entry in entries { check(entry) }
    }

    private func check(_ entry: Tree.Entry) {
        let value = entry.value
        switch entry.key {
        case "type": checkType(value)
        case "required":
            if value.items?.allSatisfy({ $0.text != nil }) != true { wrong(entry, "a list of names") }
        case "enum": if value.items?.isEmpty != false { wrong(entry, "a list of values") }
        case "$ref":
            if value.text?.hasPrefix("#") != true {
                findings.error(value.place, "\"$ref\" leads outside of this schema", hint: "write #/$defs/NAME")
            }
        case let key where Self.mappings.contains(key):
            guard let entries = value.entries else { return wrong(entry, "a mapping of schemas") }
            for entry in entries { check(entry.value) }
        case let key where Self.schemas.contains(key): check(value)
        case let key where Self.lists.contains(key):
            guard let items = value.items, !items.isEmpty else { return wrong(entry, "a list of schemas") }
            for item in items { check(item) }
        case let key where Self.numbers.contains(key):
            if value.text.map(TreeJSON.isNumber) != true { wrong(entry, "a number") }
        case let key where Self.notes.contains(key) || key == "const": break
        default: unknown(entry)
        }
    }

    private func checkType(_ tree: Tree) {
        for word in tree.items ?? [tree] where word.text.map(Self.types.contains) != true {
            findings.error(
                word.place, "there is no type \(word.text.map(Echo.quoted) ?? "that is \(word.kind)")",
                hint: Echo.suggestion(for: word.text ?? "", among: Self.types))
        }
        if tree.items?.isEmpty == true { findings.error(tree.place, "\"type\" is empty") }
    }

    private func wrong(_ entry: Tree.Entry, _ expected: String) {
        findings.error(
            entry.value.place, "\"\(entry.key)\" of a JSON Schema is \(expected), and this is \(entry.value.kind)")
    }

    /// A misspelt keyword would be met by anything.
    private func unknown(_ entry: Tree.Entry) {
        let known = Array(Self.mappings.union(Self.schemas).union(Self.lists).union(Self.numbers).union(Self.others))
        let near = Echo.suggestion(for: entry.key, among: known.sorted())
        if let near, near.hasPrefix("did you mean") {
            findings.error(entry.place, "unknown keyword \(Echo.quoted(entry.key)) in a JSON Schema", hint: near)
        } else {
            findings.warning(
                entry.place, "the keyword \(Echo.quoted(entry.key)) is not looked at: every answer meets it",
                hint: "add a check of another kind if it matters")
        }
    }
}
