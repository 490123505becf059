/// A request to the API of Gemini, or of Vertex AI, with what an answer depends on taken out of it.
struct GeminiCall: Sendable {
    let request: ReceivedRequest
    let facts: Facts
    /// The model, and what is asked of it: the two sides of the colon at the end of the path.
    let model: String
    let method: String
    /// The steps of the path below the version.
    let steps: [String]
    /// The body with its own names in camel case, when it is JSON.
    let json: JSON?
    let said: Utterance

    static let seal = Seal(dialect: "gemini")
    /// What stands for the signature of a call that another model made.
    static let dummySignature = "skip_thought_signature_validator"

    init(_ request: ReceivedRequest, answer: Behaviour.Answer, facts: Facts) {
        self.request = request
        self.facts = facts
        var steps = pathSteps(request.path)
        if let version = steps.firstIndex(where: { $0.hasPrefix("v1") }) { steps.removeFirst(version + 1) }
        self.steps = steps
        let last = (steps.last ?? "").split(separator: ":", maxSplits: 1).map { String($0) }
        model = last.first ?? ""
        method = last.count > 1 ? last[1] : ""
        json = request.body.isEmpty ? nil : JSONReader.read(request.body).map(GeminiShapes.camelCased)
        said = Utterance(answer, to: json.map(Self.ask) ?? Ask())
    }

    subscript(_ name: String) -> JSON { json?[name] ?? .null }

    /// A stream of events; without the parameter a stream is a JSON array.
    var wantsEvents: Bool { queryValue("alt", of: request.target) == "sse" }

    private static func ask(_ json: JSON) -> Ask {
        var ask = Ask()
        let config = json["generationConfig"]
        ask.texts = texts(json["systemInstruction"]) + (json["contents"].array ?? []).flatMap(texts)
        ask.limit = config["maxOutputTokens"].int.flatMap { $0 > 0 ? $0 : nil }
        ask.stops = (config["stopSequences"].array ?? []).compactMap(\.string)
        let functions = (json["tools"].array ?? []).flatMap { $0["functionDeclarations"].array ?? [] }
        let calling = json["toolConfig"]["functionCallingConfig"]
        let allowed = calling["allowedFunctionNames"].array?.compactMap(\.string)
        ask.tools = Ask.tools(
            allowed ?? functions.compactMap { $0["name"].string }, named: nil, none: calling["mode"].string == "NONE")
        ask.wantsReasoning = config["thinkingConfig"]["includeThoughts"].bool ?? false
        if config["responseMimeType"].string == "application/json" {
            let schema = config.has("responseJsonSchema") ? config["responseJsonSchema"] : config["responseSchema"]
            ask.schema = schema.isNull ? .object([]) : schema
        }
        return ask
    }

    /// The texts of a content, those of the results of functions included.
    static func texts(_ content: JSON) -> [String] {
        (content["parts"].array ?? []).flatMap { part -> [String] in
            let result = part["functionResponse"]["response"]
            return result.isNull ? part["text"].texts : [result.written]
        }
    }

    func error(_ error: GeminiError) -> Reply {
        // Where a JSON array is expected, an error is the only item of one.
        let body = error.body
        return Reply(
            status: error.status, json: method == "streamGenerateContent" && !wantsEvents ? "[\(body)]" : body)
    }
}
