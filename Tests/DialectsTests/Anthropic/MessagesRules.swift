import PlanBWire

/// The rules of the API about a request, as far as they can be checked from outside.
enum MessagesRules {
    /// What is wrong with `body`; empty if nothing is.
    static func complaints(_ body: JSONValue) -> [String] {
        var found: [String] = []
        func check(_ holds: Bool, _ complaint: String) { if !holds { found.append(complaint) } }
        let known: Set<String> = [
            "model", "max_tokens", "messages", "system", "stop_sequences", "stream", "tools", "tool_choice", "thinking",
            "output_config", "service_tier", "temperature", "top_p", "top_k",
        ]
        check((body.object ?? []).allSatisfy { known.contains($0.name) }, "an unknown member")
        let limit = body["max_tokens"]?.int ?? 0
        check(limit > 0, "no max_tokens")
        if let budget = body["thinking"]?["budget_tokens"]?.int {
            check(budget >= 1024 && budget < limit, "a bad budget")
        }
        let thinks = ["enabled", "adaptive"].contains(body["thinking"]?["type"]?.string ?? "")
        let choice = body["tool_choice"]?["type"]?.string
        check(!thinks || (choice != "any" && choice != "tool"), "a forced call with thinking")
        check(choice == nil || body["tools"]?.array?.isEmpty == false, "a choice without tools")
        if choice == "tool" {
            let names = body["tools"]?.array?.compactMap { $0["name"]?.string } ?? []
            check(names.contains(body["tool_choice"]?["name"]?.string ?? ""), "a choice of no tool")
        }
        for tool in body["tools"]?.array ?? [] {
            check(tool["input_schema"]?["type"] == "object", "a schema that is no object")
            check(isName(tool["name"]?.string, longest: 128), "a bad name of a tool")
        }
        let marks = count("cache_control", in: body)
        check(marks <= 4, "\(marks) cache marks")
        found += turns(body["messages"]?.array ?? [], disabled: body["thinking"]?["type"] == "disabled")
        return found
    }

    private static func turns(_ messages: [JSONValue], disabled: Bool) -> [String] {
        var found: [String] = []
        if messages.first?["role"] != "user" { found.append("the first turn is not the user's") }
        var open: [String] = []
        var before: String?
        for message in messages {
            let role = message["role"]?.string ?? ""
            let blocks = message["content"]?.array ?? []
            if blocks.isEmpty { found.append("an empty message") }
            if role == before { found.append("two messages of \(role) in a row") }
            if role == "system", before != "user" { found.append("a system message after \(before ?? "nothing")") }
            let results = blocks.prefix { $0["type"] == "tool_result" }.compactMap { $0["tool_use_id"]?.string }
            if blocks.count(where: { $0["type"] == "tool_result" }) != results.count { found.append("a late result") }
            if results.sorted() != open.sorted() { found.append("results \(results) for calls \(open)") }
            open = []
            for block in blocks {
                found += complaints(block, role: role, disabled: disabled)
                if block["type"] == "tool_use" { open.append(block["id"]?.string ?? "") }
            }
            before = role
        }
        return found
    }

    private static func complaints(_ block: JSONValue, role: String, disabled: Bool) -> [String] {
        switch block["type"]?.string {
        case "text":
            let text = block["text"]?.string ?? ""
            return text.contains { !$0.isWhitespace } ? [] : ["an empty text"]
        case "tool_use":
            let isLegal =
                role == "assistant" && block["input"]?.object != nil && isName(block["id"]?.string, longest: 64)
            return isLegal && isName(block["name"]?.string, longest: 128) ? [] : ["a bad call"]
        case "tool_result":
            if role != "user" { return ["a result of \(role)"] }
            return (block["content"]?.array ?? []).flatMap { complaints($0, role: role, disabled: disabled) }
        case "thinking":
            return role == "assistant" && !disabled && block["signature"]?.string != "" ? [] : ["a bad thought"]
        case "redacted_thinking": return role == "assistant" && !disabled ? [] : ["a bad thought"]
        case "image", "document": return role == "user" && block["source"]?["type"] != nil ? [] : ["bad media"]
        default: return ["an unknown block"]
        }
    }

    private static func isName(_ name: String?, longest: Int) -> Bool {
        guard let name, !name.isEmpty, name.utf8.count <= longest else { return false }
        return name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }
    }

    private static func count(_ name: String, in value: JSONValue) -> Int {
        let own = value.all(name).count
        let inner = (value.object?.map(\.value) ?? value.array ?? []).reduce(0) { $0 + count(name, in: $1) }
        return own + inner
    }
}
