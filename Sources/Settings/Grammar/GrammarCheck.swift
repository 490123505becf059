/// Checks a tree against a shape and records everything that does not fit. After it the builders may read leniently:
/// what they cannot read has been reported.
struct GrammarCheck {
    let findings: Findings

    /// Checks `tree`, the value of the key `name`.
    func check(_ tree: Tree, _ shape: Shape, name: String) {
        if case .later(let what, let hint) = shape { return later(tree.place, what ?? "\"\(name)\"", hint) }
        if case .null = tree.content {
            return findings.error(tree.place, "\"\(name)\" has no value", hint: expected(shape))
        }
        switch shape {
        case .scalar(let syntax): checkScalar(tree, syntax, name)
        case .words(let words): checkWord(tree, words, name)
        case .flag: if tree.flag == nil { mismatch(tree, shape, name) }
        case .integer(let range):
            if tree.integer.map(range.contains) != true { mismatch(tree, shape, name) }
        case .list(let item, let isEmptyAllowed):
            guard let items = tree.items else { return mismatch(tree, shape, name) }
            if items.isEmpty, !isEmptyAllowed { findings.error(tree.place, "\"\(name)\" is empty") }
            for element in items { check(element, item, name: name) }
        case .map(let keys, let value, let isEmptyAllowed):
            guard let entries = tree.entries else { return mismatch(tree, shape, name) }
            if entries.isEmpty, !isEmptyAllowed { findings.error(tree.place, "\"\(name)\" is empty") }
            for entry in entries {
                checkKey(entry, keys)
                check(entry.value, value, name: entry.key)
            }
        case .object(let object): checkObject(tree, object, name)
        case .either(let scalar, let list, let map):
            let chosen =
                switch tree.content {
                case .scalar: scalar
                case .list: list
                case .map: map
                case .null: nil as Shape?
                }
            guard let chosen else { return mismatch(tree, shape, name) }
            check(tree, chosen, name: name)
        case .never(let message, let hint): findings.error(tree.place, message, hint: hint)
        case .later, .anything: break
        }
    }

    /// Checks a whole file.
    func checkDocument(_ tree: Tree, _ object: ObjectShape) { checkObject(tree, object, object.title) }

    private func checkObject(_ tree: Tree, _ object: ObjectShape, _ name: String) {
        guard let entries = tree.entries else { return mismatch(tree, .object(object), name) }
        var isMistaken = false
        for entry in entries where !entry.key.hasPrefix("x-") {
            if let field = object.field(entry.key) {
                switch field.shape {
                case .later(_, let hint): later(entry.place, "\"\(field.name)\"", hint)
                case .never(let message, let hint):
                    isMistaken = true
                    findings.error(entry.place, message, hint: hint)
                default: check(entry.value, field.shape, name: field.name)
                }
            } else {
                findings.error(
                    entry.place, "unknown key \(Echo.quoted(entry.key)) in \(object.title)",
                    hint: KeyAdvice.hint(for: entry.key, in: object))
            }
        }
        // What was meant as something else lacks everything.
        guard !isMistaken else { return }
        for field in object.fields where field.isRequired && tree.entry(field.name) == nil {
            findings.error(
                tree.place, "\(object.title) needs \"\(field.name)\"", hint: object.form.map { "write \($0)" })
        }
    }

    private func checkScalar(_ tree: Tree, _ syntax: Syntax, _ name: String) {
        guard let text = tree.text else { return mismatch(tree, .scalar(syntax), name) }
        do throws(ValueProblem) { try syntax.check(text) } catch { findings.error(tree.place, shown(name), error) }
    }

    private func checkKey(_ entry: Tree.Entry, _ syntax: Syntax) {
        do throws(ValueProblem) { try syntax.check(entry.key) } catch {
            findings.error(entry.place, "\(Echo.quoted(entry.key)): \(error.message)", hint: error.hint)
        }
    }

    private func checkWord(_ tree: Tree, _ words: Words, _ name: String) {
        guard let text = tree.text else { return mismatch(tree, .words(words), name) }
        if words.allowed.contains(text) { return }
        if words.later.contains(text) { return later(tree.place, "\"\(name): \(text)\"", words.laterHint) }
        findings.error(
            tree.place, "\"\(shown(name))\" cannot be \(Echo.quoted(text))",
            hint: words.mistaken[text].map { "write \($0)" } ?? Echo.suggestion(for: text, among: words.allowed))
    }

    private func later(_ place: Place, _ what: String, _ hint: String?) {
        findings.error(place, "\(what) is not in this build", hint: hint)
    }

    private func mismatch(_ tree: Tree, _ shape: Shape, _ name: String) {
        findings.error(
            tree.place, "\"\(shown(name))\" must be \(describe(shape)), and this is \(found(tree, shape))",
            hint: advice(tree, shape, name))
    }

    /// A single value is shown where another one could have stood.
    private func found(_ tree: Tree, _ shape: Shape) -> String {
        guard case .scalar(let text, let isPlain) = tree.content else { return tree.kind }
        switch shape {
        case .flag, .integer: return isPlain ? Echo.quoted(text) : "a text in quotes"
        default: return tree.kind
        }
    }

    private func advice(_ tree: Tree, _ shape: Shape, _ name: String) -> String? {
        switch (shape, tree.content) {
        case (.list, .scalar(let text, _)) where text.utf8.count <= 40 && Echo.quoted(text).hasPrefix("\""):
            "write \(shown(name)): [\(text)]"
        default: expected(shape)
        }
    }

    /// A name of the user's choice may be anything.
    private func shown(_ name: String) -> String { String(Echo.quoted(name).dropFirst().dropLast()) }

    private func expected(_ shape: Shape) -> String? {
        switch shape {
        case .words(let words): "expected one of \(words.allowed.joined(separator: ", "))"
        case .object(let object): object.form.map { "write \($0)" }
        case .list(.words(let words), _): "expected a list of \(words.allowed.joined(separator: ", "))"
        case .list(let item, _): form(of: item).map { "write a list of entries such as \($0)" }
        case .either(let scalar, let list, let map):
            if let form = map.flatMap(form(of:)) {
                if case .words(let words)? = scalar {
                    "expected one of \(words.allowed.joined(separator: ", ")), or \(form)"
                } else {
                    "\(list.flatMap(expected).map { "\($0), or" } ?? "write") \(form)"
                }
            } else {
                nil
            }
        default: nil
        }
    }

    private func form(of shape: Shape) -> String? {
        switch shape {
        case .object(let object): object.form
        case .either(_, _, let map): map.flatMap(form(of:))
        default: nil
        }
    }

    private func describe(_ shape: Shape) -> String {
        switch shape {
        case .scalar(let syntax): syntax.title
        case .words: "a word"
        case .flag: "true or false"
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .list: "a list"
        case .map, .object: "a mapping"
        case .either(let scalar, let list, let map):
            [scalar, list, map].compactMap { $0.map(describe) }.joined(separator: " or ")
        case .anything: "a value"
        case .later, .never: "left out"
        }
    }
}
