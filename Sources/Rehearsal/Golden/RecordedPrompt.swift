import PlanBWire

/// What is kept of a request: redacted, and nothing but what a golden file has.
struct RecordedPrompt {
    private var messages: [JSONValue] = []
    private var definitions: [JSONValue] = []
    private var format: JSONValue?
    private var longest: Int?
    /// The names of the functions.
    private(set) var tools: [String] = []
    /// What tells it from others: the texts of the system and the user.
    private(set) var essence = ""

    private static let roles: Set<String> = ["system", "developer", "user", "assistant", "tool"]

    static func read(_ body: JSONValue) -> Result<RecordedPrompt, RecordingProblem> {
        guard let messages = body["messages"]?.array, !messages.isEmpty else {
            return .failure(RecordingProblem(description: "it has no messages"))
        }
        var prompt = RecordedPrompt()
        for message in messages {
            guard let role = message["role"]?.string, roles.contains(role) else {
                return .failure(RecordingProblem(description: "a message has no role that is known"))
            }
            guard isText(message["content"]) else {
                return .failure(RecordingProblem(description: "it has pictures, sound or files"))
            }
            let kept = redacted(message)
            prompt.messages.append(kept)
            if role != "assistant", role != "tool" { prompt.essence += text(kept["content"]) + "\n" }
        }
        guard messages.last?["role"]?.string != "assistant" else {
            return .failure(RecordingProblem(description: "its last message is the beginning of the answer"))
        }
        for tool in body["tools"]?.array ?? [] {
            guard let name = tool["function"]?["name"]?.string else {
                return .failure(RecordingProblem(description: "it has tools that the provider runs"))
            }
            prompt.tools.append(name)
            prompt.definitions.append(redacted(tool))
        }
        if let format = body["response_format"], format.object != nil { prompt.format = redacted(format) }
        if let longest = (body["max_completion_tokens"] ?? body["max_tokens"])?.int, (1...1_000_000).contains(longest) {
            prompt.longest = longest
        }
        guard prompt.values.allSatisfy(\.hasShortKeys) else {
            return .failure(RecordingProblem(description: "it has names of more than 256 bytes"))
        }
        return .success(prompt)
    }

    private var values: [JSONValue] { messages + definitions + (format.map { [$0] } ?? []) }

    /// An element of the list `prompts`.
    func entry(name: String, checks: [JSONValue]) -> String {
        var text = "  - name: \(FlowText.text(.string(name)))\n    messages:\n"
        for message in messages { text += "      - \(FlowText.text(message))\n" }
        if !definitions.isEmpty {
            text += "    tools:\n"
            for tool in definitions { text += "      - \(FlowText.text(tool))\n" }
        }
        if let format { text += "    response_format: \(FlowText.text(format))\n" }
        if let longest { text += "    max_tokens: \(longest)\n" }
        guard !checks.isEmpty else {
            return text + "    checks: []   # the answer had no form to check: say what has to be in it\n"
        }
        text += "    checks:\n"
        for check in checks { text += "      - \(FlowText.text(check))\n" }
        return text
    }

    private static func isText(_ content: JSONValue?) -> Bool {
        switch content {
        case nil, .null, .string: true
        case .array(let parts): parts.allSatisfy { ["text", "refusal"].contains($0["type"]?.string) }
        default: false
        }
    }

    private static func text(_ content: JSONValue?) -> String {
        content?.string ?? (content?.array ?? []).compactMap { $0["text"]?.string }.joined(separator: "\n")
    }

    /// The value with every text redacted, names of members included; of members that are named twice, the last one. Bodies
    /// are at most 64 levels deep.
    static func redacted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string(let text): return .string(Redaction.redact(text))
        case .array(let elements): return .array(elements.map(redacted))
        case .object(let pairs):
            var places: [String: Int] = [:]
            var kept: [JSONPair] = []
            for pair in pairs {
                let member = JSONPair(Redaction.redact(pair.name), redacted(pair.value))
                if let place = places[member.name] {
                    kept[place] = member
                } else {
                    places[member.name] = kept.count
                    kept.append(member)
                }
            }
            return .object(kept)
        case .number(let text):
            // Bounds of schemas are round or short; what looks like an account number is not kept.
            return text.utf8.count < 12 || Redaction.redact(text) == text ? value : .int(0)
        case .bool, .null: return value
        }
    }
}

extension JSONValue {
    /// YAML bounds the length of a name.
    fileprivate var hasShortKeys: Bool {
        switch self {
        case .object(let pairs): pairs.allSatisfy { $0.name.utf8.count <= 256 && $0.value.hasShortKeys }
        case .array(let elements): elements.allSatisfy(\.hasShortKeys)
        default: true
        }
    }
}

/// A JSON value as YAML in flow style, on one line: every text is quoted, and what YAML cannot show is escaped its way.
enum FlowText {
    static func text(_ value: JSONValue) -> String {
        var text = ""
        append(value, to: &text)
        return text
    }

    private static func append(_ value: JSONValue, to text: inout String) {
        switch value {
        case .object(let pairs):
            text += "{"
            for (index, pair) in pairs.enumerated() {
                if index > 0 { text += ", " }
                quote(pair.name, to: &text)
                text += ": "
                append(pair.value, to: &text)
            }
            text += "}"
        case .array(let elements):
            text += "["
            for (index, element) in elements.enumerated() {
                if index > 0 { text += ", " }
                append(element, to: &text)
            }
            text += "]"
        case .string(let string): quote(string, to: &text)
        case .number(let digits): text += digits
        case .bool(let isTrue): text += isTrue ? "true" : "false"
        case .null: text += "null"
        }
    }

    private static func quote(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar.value {
            case 0: text += "\\uFFFD"
            case 0x22: text += "\\\""
            case 0x5C: text += "\\\\"
            case 0x0A: text += "\\n"
            case 0x20...0x7E,
                0xA1...0xD7FF where scalar.value != 0x2028 && scalar.value != 0x2029,
                0xE000...0xFEFE, 0xFF00...0xFFFD:
                text.unicodeScalars.append(scalar)
            case 0x1_0000...: text += isSign(scalar) ? String(scalar) : "\\U" + digits(scalar, 8)
            default: text += "\\u" + digits(scalar, 4)
            }
        }
        text += "\""
    }

    /// Not one of the two at the end of each plane, which are no characters.
    private static func isSign(_ scalar: Unicode.Scalar) -> Bool { scalar.value & 0xFFFE != 0xFFFE }

    private static func digits(_ scalar: Unicode.Scalar, _ count: Int) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, count - digits.utf8.count)) + digits
    }
}
