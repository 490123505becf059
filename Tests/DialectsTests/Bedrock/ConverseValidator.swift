import PlanBWire

/// The rules of Converse for a request, as the API reference has them, checked on its JSON alone.
struct ConverseValidator {
    private(set) var faults: [String] = []
    private var names: Set<String> = []

    static func faults(_ body: JSONValue) -> [String] {
        var validator = ConverseValidator()
        validator.check(body)
        return validator.faults
    }

    private mutating func expect(_ condition: Bool, _ fault: String) { if !condition { faults.append(fault) } }

    private mutating func check(_ body: JSONValue) {
        let messages = body["messages"]?.array ?? []
        expect(messages.first?["role"]?.string == "user", "the user speaks first")
        var last = ""
        var open: Set<String> = []
        var hasTools = false
        for message in messages {
            let role = message["role"]?.string ?? ""
            let content = message["content"]?.array ?? []
            expect(["user", "assistant", "system"].contains(role), "role \(role)")
            expect(role != last, "roles alternate")
            expect(!content.isEmpty, "a message has content")
            last = role
            for block in content { check(block: block, role, &hasTools) }
            let kinds = content.compactMap { $0.object?.first?.name }
            if kinds.contains("document") { expect(kinds.contains("text"), "a document has a text beside it") }
            let results = Set(content.compactMap { $0["toolResult"]?["toolUseId"]?.string })
            if role == "user" {
                expect(results == open, "every call is answered in the next turn")
                open = []
            }
            if role == "assistant" { open = Set(content.compactMap { $0["toolUse"]?["toolUseId"]?.string }) }
        }
        for block in body["system"]?.array ?? [] {
            expect(!isBlank(block["text"], unless: "cachePoint", block), "system")
        }
        check(tools: body["toolConfig"], hasTools: hasTools)
        if let limit = body["inferenceConfig"]?["maxTokens"] { expect((limit.int ?? 0) >= 1, "maxTokens") }
        if let temperature = body["inferenceConfig"]?["temperature"]?.double {
            expect((0...1).contains(temperature), "temperature")
        }
        let thinking = body["additionalModelRequestFields"]?["thinking"]
        if let budget = thinking?["budget_tokens"]?.int {
            expect(budget >= 1024, "the least budget")
            expect(budget < body["inferenceConfig"]?["maxTokens"]?.int ?? 0, "the budget is less than the limit")
        }
        if let type = thinking?["type"]?.string, type != "disabled" {
            expect(body["toolConfig"]?["toolChoice"] == nil, "no call is demanded of a model that thinks")
            expect(body["inferenceConfig"]?["temperature"] == nil, "no temperature for a model that thinks")
        }
    }

    private mutating func check(block: JSONValue, _ role: String, _ hasTools: inout Bool) {
        let members = block.object ?? []
        expect(members.count == 1, "a block is of one kind")
        switch members.first?.name {
        case "text": expect(!isBlank(block["text"]), "blank text")
        case "image": check(source: block["image"], ["png", "jpeg", "gif", "webp"])
        case "document":
            let formats = ["pdf", "csv", "doc", "docx", "xls", "xlsx", "html", "txt", "md"]
            check(source: block["document"], formats)
            let name = block["document"]?["name"]?.string ?? ""
            expect((1...200).contains(name.count), "length of a document's name")
            expect(!name.contains("  ") && name.allSatisfy(isNameCharacter), "document's name \(name)")
            expect(names.insert(name).inserted, "document's name \(name) comes twice")
        case "toolUse":
            hasTools = true
            expect(role == "assistant", "the model calls")
            expect(isID(block["toolUse"]?["toolUseId"]), "id of a call")
            expect(isName(block["toolUse"]?["name"]), "name of a call")
            expect(block["toolUse"]?["input"]?.object != nil, "input of a call")
        case "toolResult":
            hasTools = true
            expect(role == "user", "the user answers calls")
            expect(isID(block["toolResult"]?["toolUseId"]), "id of a result")
            let content = block["toolResult"]?["content"]?.array ?? []
            expect(!content.isEmpty, "a result has content")
            for item in content {
                expect(item.object?.count == 1, "an item of a result is of one kind")
                expect(!isBlank(item["text"], unless: nil, item), "blank text in a result")
                if item["document"] != nil {
                    expect(names.insert(item["document"]?["name"]?.string ?? "").inserted, "name")
                }
            }
        case "reasoningContent":
            expect(role == "assistant", "the model thinks")
            let content = block["reasoningContent"]
            expect(
                content?["redactedContent"] != nil || content?["reasoningText"]?["signature"] != nil,
                "a thought is sealed")
        case "cachePoint": expect(block["cachePoint"]?["type"]?.string == "default", "cache point")
        case let kind: faults.append("kind \(kind ?? "-")")
        }
    }

    private mutating func check(source: JSONValue?, _ formats: [String]) {
        expect(formats.contains(source?["format"]?.string ?? ""), "format")
        expect(source?["source"]?["bytes"]?.string?.isEmpty == false, "bytes")
    }

    private mutating func check(tools config: JSONValue?, hasTools: Bool) {
        guard let config else { return expect(!hasTools, "tools in the history need a toolConfig") }
        let specs = (config["tools"]?.array ?? []).compactMap { $0["toolSpec"] }
        expect(!specs.isEmpty, "at least one tool")
        for spec in specs {
            expect(isName(spec["name"]), "name of a tool")
            expect(spec["description"].map { !isBlank($0) } ?? true, "empty description")
            expect(spec["inputSchema"]?["json"]?["type"]?.string == "object", "schema")
        }
        expect(Set(specs.map { $0["name"]?.string }).count == specs.count, "a tool's name comes twice")
        if let choice = config["toolChoice"] { expect(choice.object?.count == 1, "choice") }
    }

    private func isBlank(_ value: JSONValue?, unless kind: String? = nil, _ block: JSONValue? = nil) -> Bool {
        if let kind, block?[kind] != nil { return false }
        if value == nil, block != nil { return kind != nil }
        return value?.string?.allSatisfy(\.isWhitespace) ?? true
    }

    private func isNameCharacter(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || " -()[]".contains(character))
    }

    private func isID(_ value: JSONValue?) -> Bool { isWord(value, "_.:-") }
    private func isName(_ value: JSONValue?) -> Bool { isWord(value, "_-") }

    private func isWord(_ value: JSONValue?, _ marks: String) -> Bool {
        guard let text = value?.string, (1...64).contains(text.utf8.count) else { return false }
        return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || marks.contains($0)) }
    }
}
