import PlanBPolicy

/// Reads files of golden prompts. Routes may share one: it is read once.
final class GoldenBuilder {
    /// The largest file.
    static let sizeLimit = 4 << 20
    /// The most prompts in one.
    static let promptLimit = 1000

    /// What was read.
    struct Found {
        var set: GoldenSet
        /// Where the judge is named.
        var judge: Tree?
    }

    private let context: LoadContext
    private var known: [String: Found?] = [:]

    init(context: LoadContext) { self.context = context }

    private var findings: Findings { context.findings }

    /// The set in the file that `name` names; nil, with errors recorded, if it cannot be used.
    func set(_ name: Tree) -> Found? {
        guard let text = name.text, (try? Syntax.text.check(text)) != nil else { return nil }
        let isShared = name.place.file == SettingsDocument.sharedName
        if isShared, text.hasPrefix("/") || text.split(separator: "/").contains("..") {
            findings.error(
                name.place, "a golden file of the shared configuration is below the folder of each node's own one",
                hint: "write a relative path without \"..\", and put the file there on every node")
            return nil
        }
        let path = context.absolute(text)
        if let found = known[path] { return found }
        let found = read(path, text, name, isShared: isShared)
        known[path] = .some(found)
        return found
    }

    private func read(_ path: String, _ name: String, _ origin: Tree, isShared: Bool) -> Found? {
        let shown = FilePath.shown(name, besides: context.file)
        let tree: Tree?
        do throws(SystemFile.Failure) {
            let contents = try context.read(path, limit: Self.sizeLimit)
            guard let text = String(validating: contents.bytes, as: UTF8.self) else {
                findings.error(.whole(shown), "is not UTF-8 text")
                return nil
            }
            tree = context.tree(text, shown: shown)
        } catch {
            findings.error(
                origin.place, "the golden file \(Echo.quoted(path)) cannot be read: \(error.reason)",
                hint: isShared ? "golden files are not shared: put it there on every node" : nil)
            return nil
        }
        guard let tree else {
            if !findings.hasErrors { findings.error(.whole(shown), "is empty", hint: "write prompts: [{…}]") }
            return nil
        }
        GrammarCheck(findings: findings).checkDocument(tree, Grammar.goldenSet)
        let items = tree["prompts"]?.items ?? []
        if items.count > Self.promptLimit {
            findings.error(items[Self.promptLimit].place, "a golden set has at most \(Self.promptLimit) prompts")
            return nil
        }
        var reader = GoldenPromptReader(findings: findings, hasJudge: tree["judge"] != nil)
        let prompts = items.compactMap { reader.prompt($0) }
        reader.warnOfUnusedJudge(tree.entry("judge"))
        return Found(
            set: GoldenSet(file: name, prompts: prompts, judge: tree["judge"]?.text), judge: tree["judge"])
    }
}
