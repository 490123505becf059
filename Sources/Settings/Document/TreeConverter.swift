import Yams

/// Turns the library's nodes into a `Tree`: resolves aliases and merge keys within bounds, and checks keys.
struct TreeConverter {
    /// Nodes after the expansion of aliases: a configuration of a thousand targets has about 20 000.
    private static let nodeLimit = 100_000
    /// Deeper nesting means nothing in a configuration.
    private static let depthLimit = 32

    /// A converted node with what it adds when it is used again.
    private struct Measured {
        var tree: Tree
        var nodes: Int
        var height: Int

        /// Takes in a child.
        mutating func add(_ child: Measured) {
            nodes += child.nodes
            height = max(height, child.height + 1)
        }
    }

    private struct Overflow: Error {
        var place: Place
        var message: String
    }

    private let file: String
    private let text: YAMLText
    private let findings: Findings
    private var anchors: [String: Measured] = [:]
    private var nodes = 0

    init(file: String, text: YAMLText, findings: Findings) {
        self.file = file
        self.text = text
        self.findings = findings
    }

    /// The document under `root`; nil, with an error recorded, if it exceeds a bound.
    mutating func document(_ root: Node) -> Tree? {
        do {
            return try convert(root, depth: 0).tree
        } catch {
            findings.error(error.place, error.message)
            return nil
        }
    }

    private mutating func convert(_ node: Node, depth: Int) throws(Overflow) -> Measured {
        let place = place(node.mark)
        try count(1, height: depth, at: place)
        var result = Measured(tree: Tree(place: place, content: .null), nodes: 1, height: 0)
        switch node {
        case .scalar(let scalar):
            if let alias = try alias(scalar, depth: depth, at: place) { return alias }
            checkTag(scalar.tag, at: place)
            result.tree.content = content(of: scalar, at: place)
        case .sequence(let sequence):
            checkTag(sequence.tag, at: place)
            var items: [Tree] = []
            for item in sequence {
                let converted = try convert(item, depth: depth + 1)
                result.add(converted)
                items.append(converted.tree)
            }
            result.tree.content = .list(items)
        case .mapping(let mapping):
            checkTag(mapping.tag, at: place)
            let entries = try entries(of: mapping, depth: depth, measure: &result)
            result.tree.content = .map(entries)
        case .alias:
            findings.error(place, "an alias that cannot be resolved")
        }
        if let name = node.anchor?.rawValue { anchors[name] = result }
        return result
    }

    private mutating func entries(
        of mapping: Node.Mapping, depth: Int, measure: inout Measured
    ) throws(Overflow) -> [Tree.Entry] {
        var entries: [Tree.Entry] = []
        var merged: [Tree.Entry] = []
        var seen: [String: Place] = [:]
        for (keyNode, valueNode) in mapping {
            let place = place(keyNode.mark)
            let value = try convert(valueNode, depth: depth + 1)
            measure.add(value)
            guard case .scalar(let scalar) = keyNode else {
                findings.error(place, "a key must be a plain or quoted text")
                continue
            }
            let key = key(scalar, at: place)
            if key == "<<", scalar.style == .plain {
                merged += mergeable(value.tree)
            } else if let first = seen.updateValue(place, forKey: key) {
                findings.error(
                    place, "\(Echo.quoted(key)) is given twice; it was given before on \(first.named(from: place))")
            } else {
                entries.append(Tree.Entry(key: key, place: place, value: value.tree))
            }
        }
        return entries + merged.filter { seen.updateValue($0.place, forKey: $0.key) == nil }
    }

    private func mergeable(_ value: Tree) -> [Tree.Entry] {
        if let entries = value.entries { return entries }
        if let items = value.items, items.allSatisfy({ $0.entries != nil }) {
            return items.flatMap { $0.entries ?? [] }
        }
        findings.error(value.place, "\"<<\" merges a mapping, or a list of mappings")
        return []
    }

    private func key(_ scalar: Node.Scalar, at place: Place) -> String {
        if scalar.style == .plain, scalar.string.unicodeScalars.first == YAMLText.star {
            findings.error(place, "an unquoted * begins a YAML alias", hint: "put the key in quotes")
        }
        return text.restore(scalar.string, line: place.line, column: place.column)
    }

    private func content(of scalar: Node.Scalar, at place: Place) -> Tree.Content {
        let isPlain = scalar.style == .plain
        if isPlain, ["", "~", "null", "Null", "NULL"].contains(scalar.string) { return .null }
        return .scalar(text.restore(scalar.string, line: place.line, column: place.column), isPlain: isPlain)
    }

    /// What an alias stands for; nil if `scalar` is none.
    private mutating func alias(_ scalar: Node.Scalar, depth: Int, at place: Place) throws(Overflow) -> Measured? {
        guard scalar.style == .plain, scalar.string.unicodeScalars.first == YAMLText.star else { return nil }
        let name = String(scalar.string.unicodeScalars.dropFirst())
        if let target = anchors[name] {
            try count(target.nodes, height: depth + target.height, at: place)
            return target
        }
        findings.error(
            place, "an unquoted * begins a YAML alias, and there is no anchor of that name",
            hint: "put the text in quotes")
        return Measured(tree: Tree(place: place, content: .scalar("*" + name, isPlain: true)), nodes: 1, height: 0)
    }

    /// Types follow from the place in the configuration; a tag could only contradict it.
    private func checkTag(_ tag: Tag, at place: Place) {
        let name = tag.description
        if name.isEmpty || name.hasPrefix("tag:yaml.org,2002:") { return }
        findings.error(place, "YAML tags have no meaning here")
    }

    private mutating func count(_ more: Int, height: Int, at place: Place) throws(Overflow) {
        nodes += more
        if nodes > Self.nodeLimit {
            throw Overflow(place: place, message: "more than \(Self.nodeLimit) values, aliases expanded")
        }
        if height > Self.depthLimit {
            throw Overflow(place: place, message: "nested more than \(Self.depthLimit) levels deep")
        }
    }

    private func place(_ mark: Mark?) -> Place {
        Place(file: file, line: mark?.line ?? 0, column: mark?.column ?? 0)
    }
}
