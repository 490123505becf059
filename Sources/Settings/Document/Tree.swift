/// A YAML node with its position, aliases and merge keys resolved.
struct Tree: Sendable {
    /// What stands there.
    enum Content: Sendable {
        case null
        /// `isPlain` if it was not quoted.
        case scalar(String, isPlain: Bool)
        case list([Tree])
        case map([Entry])
    }

    /// One pair of a mapping.
    struct Entry: Sendable {
        var key: String
        var place: Place
        var value: Tree
    }

    var place: Place
    var content: Content

    /// The scalar's text, whatever its type would be in YAML.
    var text: String? {
        if case .scalar(let text, _) = content { text } else { nil }
    }

    /// The list's items.
    var items: [Tree]? {
        if case .list(let items) = content { items } else { nil }
    }

    /// The mapping's pairs, in order.
    var entries: [Entry]? {
        if case .map(let entries) = content { entries } else { nil }
    }

    /// The value of `key`, if this is a mapping that has it.
    subscript(key: String) -> Tree? { entry(key)?.value }

    /// The pair of `key`, if this is a mapping that has it.
    func entry(_ key: String) -> Entry? { entries?.first { $0.key == key } }

    /// `true` or `false` if the plain scalar is one of these words.
    var flag: Bool? {
        guard case .scalar(let text, true) = content else { return nil }
        return switch text {
        case "true": true
        case "false": false
        default: nil
        }
    }

    /// The whole number, if the plain scalar is one.
    var integer: Int? {
        guard case .scalar(let text, true) = content, !text.isEmpty,
            text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 })
        else { return nil }
        return Int(text)
    }

    /// The kind of node, as people call it.
    var kind: String {
        switch content {
        case .null: "nothing"
        case .scalar: "a single value"
        case .list: "a list"
        case .map: "a mapping"
        }
    }
}
