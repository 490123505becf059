import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Reads a client's request to the Responses API.
/// https://platform.openai.com/docs/api-reference/responses/create
struct ResponsesRequestReader {
    var prompt: Prompt
    private var extraNames: Set<String> = []
    private var wantsLogprobs = false
    private var topLogprobs: JSONNode?

    private init(model: String) { prompt = Prompt(.responses, model: model) }

    static func read(_ body: ByteBuffer, _ path: PathFacts) throws(ClientError) -> Prompt {
        let root = try TypedMember.root(of: body)
        var reader = ResponsesRequestReader(model: try TypedMember.model(root["model"], path))
        for member in root.items where member.kind != .null { try reader.take(member) }
        reader.settleLogprobs()
        if let instructions = root["instructions"]?.unlessNull {
            reader.prompt.system = [.text(try TypedMember.string(instructions, "instructions"))]
        }
        try reader.readTools(root)
        guard let input = root["input"]?.unlessNull else { throw TypedMember.missing("input") }
        try reader.readInput(input)
        var prompt = reader.prompt
        do throws(PromptFault) { try prompt.settle() } catch {
            throw .badRequest("invalid_value", parameter: "input", error.message)
        }
        guard !prompt.turns.isEmpty || !prompt.system.isEmpty || !prompt.unportable.isEmpty else {
            throw .badRequest("invalid_value", parameter: "input", "\"input\" is empty; send a message of the user.")
        }
        return prompt
    }

    /// Keeps what another dialect can do without, once for each name.
    mutating func note(_ name: String, _ value: JSONNode) {
        if value.kind != .null, extraNames.insert(name).inserted { prompt.extras.append(Extra(name, value)) }
    }

    /// Notes the members of `node` that are not among `known`.
    mutating func noteOthers(of node: JSONNode, _ path: String, known: [StaticString]) {
        for member in node.items where !known.contains(where: member.isNamed) {
            note("\(path).\(member.key)", member)
        }
    }

    mutating func refuse(_ field: String, _ reason: String) { prompt.unportable.append(Refusal(field, reason)) }

    private mutating func take(_ member: JSONNode) throws(ClientError) {
        let name = member.key
        switch name {
        case "model", "input", "instructions", "tools", "tool_choice": break
        case "stream": prompt.isStream = try TypedMember.bool(member, name)
        // Padding against eavesdroppers who count bytes; there is none of it here.
        case "stream_options": _ = try TypedMember.object(member, name)
        case "parallel_tool_calls": prompt.allowsParallelCalls = try TypedMember.bool(member, name)
        case "max_output_tokens": prompt.outputLimit = try TypedMember.int(member, name, in: 1...Int.max)
        case "temperature": prompt.sampling.temperature = try TypedMember.number(member, name)
        case "top_p": prompt.sampling.topP = try TypedMember.number(member, name)
        case "top_logprobs":
            _ = try TypedMember.int(member, name, in: 0...20)
            topLogprobs = member
        case "user": prompt.user = try TypedMember.string(member, name)
        case "service_tier": prompt.serviceTier = try TypedMember.string(member, name).text
        case "text": try readText(member)
        case "reasoning": try readReasoning(member)
        case "include": try readInclude(member)
        // That nothing is stored is what a client gets that does not say otherwise: a stored answer is not found.
        case "store": if try TypedMember.bool(member, name) { note(name, member) }
        case "truncation": if !member.isString("disabled") { note(name, member) }
        case "background":
            if try TypedMember.bool(member, name) { refuse(name, "asks for an answer that is fetched later") }
        case "previous_response_id", "conversation":
            refuse(name, "names a conversation that is stored in an OpenAI account")
        case "prompt": refuse(name, "names a prompt that is stored in an OpenAI account")
        case "context_management": refuse(name, "has the provider rewrite the conversation")
        default: note(name, member)
        }
    }

    private mutating func readText(_ text: JSONNode) throws(ClientError) {
        _ = try TypedMember.object(text, "text")
        noteOthers(of: text, "text", known: ["format", "verbosity"])
        if let verbosity = text["verbosity"], !verbosity.isString("medium") { note("text.verbosity", verbosity) }
        guard let format = text["format"]?.unlessNull else { return }
        _ = try TypedMember.object(format, "text.format")
        switch try TypedMember.word(format["type"], "text.format.type") {
        case "text": prompt.format = .text
        case "json_object": prompt.format = .json
        case "json_schema":
            noteOthers(of: format, "text.format", known: ["type", "name", "description", "schema", "strict"])
            var schema = AnswerSchema(
                name: try TypedMember.word(format["name"], "text.format.name"),
                schema: try TypedMember.object(format["schema"], "text.format.schema"))
            if let description = format["description"]?.unlessNull {
                schema.description = try TypedMember.string(description, "text.format.description")
            }
            if let strict = format["strict"]?.unlessNull {
                schema.isStrict = try TypedMember.bool(strict, "text.format.strict")
            }
            prompt.format = .schema(schema)
        default: refuse("text.format", "asks for a form that only the Responses API knows")
        }
    }

    private mutating func readReasoning(_ reasoning: JSONNode) throws(ClientError) {
        _ = try TypedMember.object(reasoning, "reasoning")
        noteOthers(of: reasoning, "reasoning", known: ["effort", "summary", "generate_summary"])
        var wish = ReasoningWish()
        if let effort = reasoning["effort"]?.unlessNull {
            let word = try TypedMember.string(effort, "reasoning.effort").text
            wish.effort = ReasoningWish.Effort(rawValue: word)
            if wish.effort == nil { refuse("reasoning.effort", "asks for an effort that only some models know") }
        }
        if let summary = (reasoning["summary"] ?? reasoning["generate_summary"])?.unlessNull {
            _ = try TypedMember.string(summary, "reasoning.summary")
            wish.isShown = true
        }
        if wish != ReasoningWish() { prompt.reasoning = wish }
    }

    private mutating func readInclude(_ include: JSONNode) throws(ClientError) {
        for item in try TypedMember.array(include, "include") {
            if item.isString("message.output_text.logprobs") {
                wantsLogprobs = true
            } else if !item.isString("reasoning.encrypted_content") {
                // Sealed thoughts are given wherever they are good for something.
                note("include", item)
            }
        }
    }

    private mutating func settleLogprobs() {
        if wantsLogprobs {
            prompt.logprobs = max(0, topLogprobs?.int ?? 0)
        } else if let topLogprobs, topLogprobs.int != 0 {
            note("top_logprobs", topLogprobs)
        }
    }
}
