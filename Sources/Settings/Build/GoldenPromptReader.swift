import PlanBLedger
import PlanBPolicy

/// Reads the prompts of one golden file, and looks at them together.
struct GoldenPromptReader {
    let findings: Findings
    let hasJudge: Bool
    private var names: [String: Place] = [:]
    private var questions: [String: String] = [:]
    private var isJudged = false

    init(findings: Findings, hasJudge: Bool) {
        self.findings = findings
        self.hasJudge = hasJudge
    }

    /// One prompt; nil, with errors recorded, if it cannot be used.
    mutating func prompt(_ tree: Tree) -> GoldenSet.Prompt? {
        guard tree.entries != nil, let name = tree["name"]?.text else { return nil }
        if let first = names.updateValue(tree.place, forKey: name) {
            findings.error(
                tree["name"]?.place ?? tree.place,
                "the prompt \(Echo.quoted(name)) is given twice; the other is on \(first.named(from: tree.place))")
        }
        guard let messages = messages(tree, name) else { return nil }
        if let other = questions.updateValue(name, forKey: messages) {
            findings.warning(
                tree.place,
                "the prompts \(Echo.quoted(other)) and \(Echo.quoted(name)) ask the same, and are one sample")
        }
        let checks = (tree["checks"]?.items ?? []).compactMap { check($0, hasTools: tree["tools"] != nil) }
        return GoldenSet.Prompt(name: name, body: body(tree, messages), checks: checks)
    }

    /// A judge that nobody asks.
    func warnOfUnusedJudge(_ entry: Tree.Entry?) {
        guard let entry, !isJudged else { return }
        findings.warning(entry.place, "no check asks the judge", hint: "add a check {judge: \"…\"}, or leave it out")
    }

    // MARK: - The request

    private func messages(_ tree: Tree, _ name: String) -> String? {
        if let list = tree["messages"] {
            if let extra = tree.entry("user") ?? tree.entry("system") {
                findings.error(
                    extra.place, "a prompt has messages, or system and user", hint: "leave out \"\(extra.key)\"")
            }
            return checked(list)
        }
        guard let user = tree["user"]?.text else {
            if tree["user"] == nil {
                findings.error(
                    tree.place, "the prompt \(Echo.quoted(name)) asks nothing", hint: "write user: TEXT, or messages")
            }
            return nil
        }
        var text = "["
        for (role, content) in [("system", tree["system"]?.text), ("user", user)] {
            guard let content else { continue }
            text += "\(text.utf8.count > 1 ? "," : ""){\"role\":\"\(role)\",\"content\":"
            JSONLine.append(content, to: &text)
            text += "}"
        }
        return text + "]"
    }

    private func checked(_ list: Tree) -> String? {
        let roles = ["system", "developer", "user", "assistant", "tool"]
        var isGood = true
        for message in list.items ?? [] {
            guard message.entries != nil, let role = message["role"] else {
                findings.error(message.place, "a message is a mapping", hint: "write {role: user, content: TEXT}")
                isGood = false
                continue
            }
            if role.text.map(roles.contains) != true {
                findings.error(
                    role.place, "\"role\" cannot be \(role.text.map(Echo.quoted) ?? role.kind)",
                    hint: Echo.suggestion(for: role.text ?? "", among: roles))
                isGood = false
            }
        }
        if let last = list.items?.last, last["role"]?.text == "assistant" {
            findings.error(last.place, "the last message is of the user or of a tool", hint: "it is what is answered")
        }
        return isGood && list.items?.isEmpty == false ? TreeJSON.text(list) : nil
    }

    private func body(_ tree: Tree, _ messages: String) -> String {
        var body = "{\"messages\":\(messages)"
        if let tools = tree["tools"] {
            body += ",\"tools\":[\((tools.items ?? []).compactMap(tool).joined(separator: ","))]"
        }
        if let format = tree["response_format"] {
            checkFormat(format)
            body += ",\"response_format\":"
            TreeJSON.append(format, to: &body)
        }
        if let most = tree["max_tokens"]?.integer { body += ",\"max_tokens\":\(most)" }
        if let temperature = tree["temperature"]?.text { body += ",\"temperature\":\(temperature)" }
        if let stop = tree["stop"] {
            body += ",\"stop\":"
            TreeJSON.append(stop, to: &body)
        }
        return body + "}"
    }

    /// A tool as a chat completion has it, or what would be its `function` alone.
    private func tool(_ tree: Tree) -> String? {
        let function = tree["function"] ?? tree
        guard let name = function["name"], name.text != nil else {
            findings.error(
                tree.place, "a tool has a name", hint: "write {name: FUNCTION, parameters: {type: object, …}}")
            return nil
        }
        if let parameters = function["parameters"] { SchemaReview(findings: findings).check(parameters) }
        return tree["function"] != nil
            ? TreeJSON.text(tree) : "{\"type\":\"function\",\"function\":\(TreeJSON.text(tree))}"
    }

    private func checkFormat(_ tree: Tree) {
        let types = ["text", "json_object", "json_schema"]
        guard tree.entries != nil, let type = tree["type"] else {
            return findings.error(
                tree.place, "\"response_format\" is a mapping with a type", hint: "write {type: json_object}")
        }
        guard type.text.map(types.contains) == true else {
            return findings.error(
                type.place, "there is no response format \(type.text.map(Echo.quoted) ?? type.kind)",
                hint: Echo.suggestion(for: type.text ?? "", among: types))
        }
        if let schema = tree["json_schema"]?["schema"] { SchemaReview(findings: findings).check(schema) }
    }

    // MARK: - The checks

    private mutating func check(_ tree: Tree, hasTools: Bool) -> GoldenSet.Check? {
        let entries = (tree.entries ?? []).filter { !$0.key.hasPrefix("x-") }
        guard tree.entries != nil else { return nil }
        guard entries.count == 1, let entry = entries.first else {
            findings.error(
                tree.place, "a check is one of contains, lacks, regex, schema, call and judge",
                hint: entries.isEmpty ? "write {contains: TEXT}" : "write an entry for each")
            return nil
        }
        switch entry.key {
        case "contains": return entry.value.text.map(GoldenSet.Check.contains)
        case "lacks": return entry.value.text.map(GoldenSet.Check.lacks)
        case "regex": return entry.value.text.map(GoldenSet.Check.matches)
        case "schema":
            SchemaReview(findings: findings).check(entry.value)
            return .schema(TreeJSON.text(entry.value))
        case "call": return call(entry.value, hasTools: hasTools)
        case "judge":
            isJudged = true
            if !hasJudge {
                findings.warning(
                    entry.place, "the file names no judge, so that this is not measured",
                    hint: "write judge: TARGET at its top, beside prompts")
            }
            return entry.value.text.map(GoldenSet.Check.judge)
        default: return nil
        }
    }

    private func call(_ tree: Tree, hasTools: Bool) -> GoldenSet.Check? {
        guard let name = tree["name"]?.text else { return nil }
        if !hasTools {
            findings.error(
                tree.place, "the prompt has no tools, so that nothing can be called", hint: "write tools: [{name: …}]")
        }
        if let arguments = tree["arguments"], arguments.entries == nil {
            findings.error(arguments.place, "\"arguments\" is a mapping, and this is \(arguments.kind)")
            return nil
        }
        return .call(name: name, arguments: tree["arguments"].map(TreeJSON.text))
    }
}
