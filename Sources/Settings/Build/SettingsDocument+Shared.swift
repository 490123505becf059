extension SettingsDocument {
    /// How places in what all nodes have in common are shown.
    static let sharedName = "the shared configuration"

    /// Takes over what all nodes have in common, if there is anything: it counts instead of what the files of this node say of
    /// the same routes, aliases and prices.
    mutating func takeShared(_ context: LoadContext) {
        let source = KeysSource(context: context, root: root)
        guard source.hasSharedDatabase else { return }
        let path = SharedConfigurationFile(data: source.folder).path
        let shown = Self.sharedName
        let tree: Tree?
        if let candidate = context.sharedCandidate {
            tree = context.tree(candidate, shown: shown)
        } else if FileStatus(at: path) != nil {
            tree = context.readTree(path, shown: shown, place: .whole(shown))
        } else {
            // So that it is noticed when it appears.
            _ = try? context.read(path, limit: 0)
            return
        }
        // An empty one says nothing.
        guard let tree, tree.entries?.isEmpty != true else { return }
        GrammarCheck(findings: context.findings).checkDocument(tree, Grammar.shared)
        replace(\.routes, with: tree["routes"])
        replace(\.aliases, with: tree["aliases"])
        for price in tree["prices"]?.entries ?? [] { take(price, context) }
    }

    private mutating func replace(_ list: WritableKeyPath<SettingsDocument, [Tree.Entry]>, with tree: Tree?) {
        for entry in tree?.entries ?? [] {
            if let index = self[keyPath: list].firstIndex(where: { $0.key == entry.key }) {
                self[keyPath: list][index] = entry
            } else {
                self[keyPath: list].append(entry)
            }
        }
    }

    private mutating func take(_ price: Tree.Entry, _ context: LoadContext) {
        guard let index = targets.firstIndex(where: { $0.key == price.key }) else {
            context.findings.error(
                price.place, "unknown target \(Echo.quoted(price.key))",
                hint: Echo.suggestion(for: price.key, among: targets.map(\.key)))
            return
        }
        guard var entries = targets[index].value.entries else { return }
        entries.removeAll { $0.key == "price" }
        entries.append(Tree.Entry(key: "price", place: price.place, value: price.value))
        targets[index].value.content = .map(entries)
    }
}
