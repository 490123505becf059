/// The configuration file with what it includes, checked against the grammar.
struct SettingsDocument {
    /// The main file's mapping.
    var root: Tree
    /// The pairs of the main file, then those of the included ones.
    var targets: [Tree.Entry] = []
    var routes: [Tree.Entry] = []
    var aliases: [Tree.Entry] = []
    /// Patterns whose new matches are part of the configuration, absolute.
    var patterns: [String] = []

    /// Nil, with the reason recorded, if the main file is no mapping at all.
    static func read(_ path: String, _ context: LoadContext) -> SettingsDocument? {
        let whole = Place.whole(path)
        let hadErrors = context.findings.hasErrors
        guard
            let root = context.readTree(
                FilePath.absolute(path, from: SystemFile.currentFolder), shown: path, place: whole)
        else {
            if context.findings.hasErrors == hadErrors { context.findings.error(whole, "the configuration is empty") }
            return nil
        }
        GrammarCheck(findings: context.findings).checkDocument(root, Grammar.root)
        guard root.entries != nil else { return nil }
        var document = SettingsDocument(root: root)
        document.merge(root, context)
        document.include(path, context)
        document.takeShared(context)
        return document
    }

    private mutating func merge(_ tree: Tree, _ context: LoadContext) {
        add(tree["targets"], to: \.targets, "target", context)
        add(tree["routes"], to: \.routes, "route", context)
        add(tree["aliases"], to: \.aliases, "alias", context)
    }

    private mutating func add(
        _ tree: Tree?, to list: WritableKeyPath<SettingsDocument, [Tree.Entry]>, _ kind: String, _ context: LoadContext
    ) {
        for entry in tree?.entries ?? [] {
            if let first = self[keyPath: list].first(where: { $0.key == entry.key }) {
                context.findings.error(
                    entry.place,
                    "the \(kind) \(Echo.quoted(entry.key)) is given twice; the other is on \(first.place.named(from: entry.place))"
                )
            } else {
                self[keyPath: list].append(entry)
            }
        }
    }

    private mutating func include(_ main: String, _ context: LoadContext) {
        let mainPath = FilePath.absolute(main, from: SystemFile.currentFolder)
        let keys = root["keys"]?.text.map { context.absolute($0) }
        var seen: Set<String> = [mainPath]
        for item in root["include"]?.items ?? [] {
            guard let text = item.text, !text.isEmpty else { continue }
            let pattern = context.absolute(text)
            let isGlob = pattern.contains("*")
            if isGlob { patterns.append(pattern) }
            // A glob may match the files that stand beside the included ones; naming them outright is a mistake.
            let matches = isGlob ? FilePath.matches(pattern).filter { $0 != mainPath && $0 != keys } : [pattern]
            if matches.isEmpty { context.findings.warning(item.place, "no file matches \(Echo.quoted(text))") }
            for path in matches where seen.insert(path).inserted {
                let prefix = context.folder == "/" ? "/" : context.folder + "/"
                let relative = path.hasPrefix(prefix) ? String(path.dropFirst(prefix.utf8.count)) : path
                read(path, shown: FilePath.shown(relative, besides: main), place: item.place, context)
            }
        }
    }

    private mutating func read(_ path: String, shown: String, place: Place, _ context: LoadContext) {
        guard let tree = context.readTree(path, shown: shown, place: place) else { return }
        // A key of the main file is not unknown here, it is in the wrong file.
        var rest = tree
        rest.content = .map(
            (tree.entries ?? []).filter { entry in
                guard Grammar.included.field(entry.key) == nil, Grammar.root.field(entry.key) != nil else {
                    return true
                }
                context.findings.error(
                    entry.place, "\"\(entry.key)\" belongs in the main file",
                    hint: "an included file has targets, routes and aliases")
                return false
            })
        GrammarCheck(findings: context.findings).checkDocument(tree.entries == nil ? tree : rest, Grammar.included)
        merge(tree, context)
    }
}
