import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

struct ResponsesRequestTests {
    private static func request(
        _ prompt: Prompt, _ contract: Contract = Contract()
    ) throws -> (body: JSONValue, losses: Losses, names: CallNames) {
        var losses = Losses()
        let request = ResponsesCodec.request(prompt, to: TargetTraits(model: "t", contract: contract), &losses)
        #expect(request.path == "/responses")
        return (try ConversationKit.value(request.body), losses, request.names)
    }

    private static func chat(_ change: (inout Prompt) -> Void = { _ in }) -> Prompt {
        var prompt = Prompt(.openAI, model: "m")
        prompt.turns = [Turn(.user, [.text("hi")])]
        change(&prompt)
        return prompt
    }

    @Test func nothingIsStoredAndThoughtsComeSealed() throws {
        let plain = try Self.request(Self.chat()).body
        #expect(plain["store"] == false)
        #expect(plain["include"] == nil && plain["reasoning"] == nil && plain["stream"] == nil)
        let thinking = try Self.request(Self.chat { $0.reasoning = ReasoningWish(effort: .high, isShown: true) }).body
        #expect(thinking["reasoning"] == ["effort": "high", "summary": "auto"])
        #expect(thinking["include"] == ["reasoning.encrypted_content"])
    }

    @Test func aToolThatDoesNotSayIsNotStrict() throws {
        let prompt = Self.chat { $0.tools = [Tool(name: "f"), Tool(name: "g", isStrict: true)] }
        let tools = try Self.request(prompt).body["tools"]
        #expect(tools?[0]?["strict"] == false)
        #expect(tools?[1]?["strict"] == true)
    }

    @Test(arguments: [
        AskedFor("stop", { $0.stops = ["x"] }), AskedFor("n", { $0.choices = 2 }),
        AskedFor(
            "messages.content",
            { $0.turns[0].blocks = [Block(.media(Media(.audio, .data(type: "audio/wav", base64: ""))))] }),
        AskedFor("messages.content", { $0.turns[0].blocks = [Block(.media(Media(.image, .file("f"))))] }),
    ])
    func whatTheAPICannotBeToldIsRefused(asked: AskedFor) throws {
        let losses = try Self.request(Self.chat(asked.change)).losses
        #expect(losses.refused.map(\.field) == [asked.field])
        #expect(losses.dropped.isEmpty)
    }

    @Test(arguments: [
        AskedFor("seed", { $0.sampling.seed = JSONNode(1) }),
        AskedFor("top_k", { $0.sampling.topK = JSONNode(1) }),
        AskedFor("presence_penalty", { $0.sampling.presencePenalty = JSONNode(1) }),
        AskedFor("service_tier", { $0.serviceTier = "reserved" }),
        AskedFor("max_completion_tokens", { $0.outputLimit = 1 }),
        AskedFor("prompt_cache_breakpoint", { $0.turns[0].blocks[0].cache = CacheMark() }),
        AskedFor(
            "reasoning",
            { $0.turns.append(Turn(.assistant, [Block(.reasoning(Reasoning(text: "x", origin: .anthropic)))])) }),
        AskedFor("tool_choice", { $0.toolChoice = .required }),
        AskedFor("reasoning_effort", { $0.reasoning = ReasoningWish(budget: 4000) }),
    ])
    func whatTheAPICanDoWithoutIsDroppedByName(asked: AskedFor) throws {
        let losses = try Self.request(Self.chat(asked.change)).losses
        #expect(losses.dropped == [asked.field])
        #expect(losses.refused.isEmpty)
    }

    @Test(arguments: [
        AskedFor { $0.sampling.presencePenalty = JSONNode(.number("0.0")) }, AskedFor { $0.user = "u" },
        AskedFor { $0.serviceTier = "standard_only" }, AskedFor { $0.reasoning = ReasoningWish(budget: 0) },
        AskedFor { $0.toolChoice = .auto },
    ])
    func whatIsTheDefaultAnywayIsNoLoss(asked: AskedFor) throws {
        #expect(try Self.request(Self.chat(asked.change)).losses == Losses())
    }

    @Test func lossesAreNamedInTheWordsOfTheClient() throws {
        var prompt = Self.chat { $0.stops = ["x"] }
        prompt.reasoning = ReasoningWish(budget: 4000)
        let names = [
            (DialectID.anthropic, "stop_sequences", "thinking.budget_tokens"),
            (.gemini, "generationConfig.stopSequences", "generationConfig.thinkingConfig.thinkingBudget"),
            (.cohere, "stop_sequences", "thinking.token_budget"),
        ]
        for (dialect, stop, budget) in names {
            prompt.dialect = dialect
            let losses = try Self.request(prompt).losses
            #expect(losses.refused.map(\.field) == [stop])
            #expect(losses.dropped == [budget])
        }
    }

    @Test func theContractIsKept() throws {
        let prompt = Self.chat {
            $0.sampling.temperature = JSONNode(.number("0.5"))
            $0.sampling.topP = JSONNode(1)
            $0.reasoning = ReasoningWish(effort: .some(.none))
            $0.outputLimit = 100_000
            $0.tools = [Tool(name: "f")]
            $0.toolChoice = .named("f")
            $0.turns[0].blocks.append(Block(.media(Media(.image, .url("https://a/b")))))
        }
        let contract = Contract(
            capabilities: [.sampling: false, .reasoningOff: false, .forcedTools: false, .imageURLs: false], output: 5000
        )
        let (body, losses, _) = try Self.request(prompt, contract)
        #expect(Set(losses.refused.map(\.field)) == ["temperature", "tool_choice", "messages.content"])
        #expect(Set(losses.dropped) == ["max_completion_tokens", "reasoning_effort"])
        #expect(body["temperature"] == nil && body["top_p"] == nil && body["tool_choice"] == nil)
        #expect(body["max_output_tokens"] == 5000)
        #expect(body["reasoning"] == ["effort": "low"])
        let silent = try Self.request(prompt, Contract(capabilities: [.reasoning: false])).body
        #expect(silent["reasoning"] == nil && silent["include"] == nil)
    }

    @Test func foreignNamesAndIdsAreMadeLegalEverywhereAlike() throws {
        let id = "id with spaces and more than sixty-four characters, which is more than the API takes"
        let prompt = Self.chat {
            $0.tools = [Tool(name: "a.b/c")]
            $0.toolChoice = .named("a.b/c")
            $0.turns += [
                Turn(.assistant, [Block(.call(ToolCall(id: id, name: "a.b/c", arguments: .none)))]),
                Turn(.user, [Block(.result(ToolResult(id: id, name: "a.b/c", blocks: [.text("r")], isError: true)))]),
            ]
        }
        let (body, _, names) = try Self.request(prompt)
        #expect(body["tools"]?[0]?["name"] == "a_b_c" && body["tool_choice"]?["name"] == "a_b_c")
        #expect(body["input"]?[1]?["name"] == "a_b_c" && names.inward("a_b_c") == "a.b/c")
        let short = body["input"]?[1]?["call_id"]?.string
        #expect(short.map { ResponsesCodec.callIDs.allows($0) } == true)
        #expect(body["input"]?[2]?["call_id"]?.string == short)
        #expect(body["input"]?[2]?["output"] == "Error: r")
    }
}
