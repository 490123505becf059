import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

private func target(_ model: String = "gemini-3.8-flash", _ yes: [Capability] = [], no: [Capability] = [])
    -> TargetTraits
{
    var contract = Contract()
    for capability in yes { contract.capabilities[capability] = true }
    for capability in no { contract.capabilities[capability] = false }
    return TargetTraits(model: model, contract: contract)
}

/// A conversation that came from an OpenAI client.
private func prompt(_ change: (inout Prompt) throws -> Void = { _ in }) rethrows -> Prompt {
    var prompt = Prompt(.openAI, model: "any")
    prompt.turns = [Turn(.user, [.text("hi")])]
    try change(&prompt)
    return prompt
}

private func write(_ prompt: Prompt, to target: TargetTraits) throws -> (JSONValue, ProviderRequest, Losses) {
    var losses = Losses()
    let request = GeminiCodec.request(prompt, to: target, &losses)
    return (try JSONValue.parse(request.body.readableBytesUInt8Span), request, losses)
}

private func json(_ text: String) throws -> JSONValue {
    try JSONValue.parse(ByteBuffer(string: text).readableBytesUInt8Span)
}

private func node(_ text: String) throws -> JSONNode { try JSONNode(reading: ByteBuffer(string: text)) }

struct GeminiRequestTests {
    @Test(arguments: [
        ("gemini-3.8-flash", false, "/v1beta/models/gemini-3.8-flash:generateContent", ""),
        ("models/gemini-3.8-flash", true, "/v1beta/models/gemini-3.8-flash:streamGenerateContent", "alt=sse"),
        ("tunedModels/a b", false, "/v1beta/tunedModels/a%20b:generateContent", ""),
        (
            "projects/p/locations/l/publishers/google/models/m@1", false,
            "/v1beta1/projects/p/locations/l/publishers/google/models/m@1:generateContent", ""
        ),
        ("publishers/google/models/m", true, "/v1beta1/publishers/google/models/m:streamGenerateContent", "alt=sse"),
        ("models", false, "/v1beta/models/models:generateContent", ""),
        ("a:b?c#d%é", false, "/v1beta/models/a%3Ab%3Fc%23d%25%C3%A9:generateContent", ""),
        ("models/../x", false, "/v1beta/models/%2E%2E/x:generateContent", ""),
    ])
    func theModelIsInThePath(model: String, isStream: Bool, path: String, query: String) throws {
        let (_, request, _) = try write(prompt { $0.isStream = isStream }, to: target(model))
        #expect(request.path == path)
        #expect(request.query == query)
    }

    @Test func aWholeConversationIsWritten() throws {
        let (body, request, losses) = try write(
            try prompt {
                $0.system = [.text("Be \\\"brief\\\"")]
                $0.tools = [
                    Tool(
                        name: "mcp/get:it", description: "d",
                        schema: try node(#"{"$schema":"x","type":"object","properties":{"a":{}}}"#)),
                    Tool(
                        name: "now",
                        schema: try node(#"{"type":"object","properties":{},"additionalProperties":false}"#)),
                    Tool(name: "free", schema: try node(#"{"type":"object","additionalProperties":true}"#)),
                ]
                $0.toolChoice = .named("mcp/get:it")
                $0.turns = [
                    Turn(.user, [.text("a")]),
                    Turn(
                        .assistant,
                        [
                            Block(.reasoning(Reasoning(text: "secret", signature: "s", origin: .anthropic))),
                            Block(
                                .call(
                                    ToolCall(
                                        id: "1", name: "mcp/get:it", arguments: .object(ByteBuffer(string: #"{"a":1}"#))
                                    ))),
                            Block(.call(ToolCall(id: "2", name: "now", arguments: .none))),
                        ]),
                    Turn(
                        .user,
                        [
                            Block(.result(ToolResult(id: "1", name: "mcp/get:it", blocks: [.text("one")]))),
                            Block(.result(ToolResult(id: "2", name: "now", blocks: [.text("bad")], isError: true))),
                            .text("so?"),
                        ]),
                    Turn(.system, [.text("be kind")]),
                ]
            }, to: target())
        #expect(
            body
                == (try json(
                    #"""
                    {"systemInstruction":{"parts":[{"text":"Be \\\"brief\\\""}]},
                    "contents":[{"role":"user","parts":[{"text":"a"}]},
                    {"role":"model","parts":[{"functionCall":{"name":"mcp_get_it","args":{"a":1}},
                    "thoughtSignature":"c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I="},{"functionCall":{"name":"now","args":{}}}]},
                    {"role":"user","parts":[{"functionResponse":{"name":"mcp_get_it","response":{"output":"one"}}},
                    {"functionResponse":{"name":"now","response":{"error":"bad"}}}]},
                    {"role":"user","parts":[{"text":"so?"},{"text":"<system>\nbe kind\n</system>"}]}],
                    "tools":[{"functionDeclarations":[{"name":"mcp_get_it","description":"d","parametersJsonSchema":{"type":"object",
                    "properties":{"a":{}}}},{"name":"now"},{"name":"free","parametersJsonSchema":{"type":"object",
                    "additionalProperties":true}}]}],
                    "toolConfig":{"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["mcp_get_it"]}}}
                    """#)))
        #expect(request.names.inward("mcp_get_it") == "mcp/get:it")
        #expect(losses.dropped == ["reasoning"])
        #expect(losses.refused.isEmpty)
    }

    @Test(
        arguments: [
            ("gemini-3.8-flash", [], false, true), ("gemini-3-pro-preview", [], false, true),
            ("gemini-10-flash", [], false, true),
            ("models/gemini-flash-latest", [], false, true), ("gemini-2.5-pro", [.reasoning], false, false),
            ("gemini-3.8-flash", [], true, false), ("gemma-3", [], false, false),
            ("gemini-exp", [.reasoning], false, false),
        ] as [(String, [Capability], Bool, Bool)])
    func onlyModelsThatCheckSignaturesGetTheLastResort(
        model: String, yes: [Capability], isSigned: Bool, expected: Bool
    ) throws {
        var call = ToolCall(id: "1", name: "f", arguments: .none)
        if isSigned { call.signature = "own" }
        let (body, _, _) = try write(
            prompt {
                $0.turns.append(Turn(.assistant, [Block(.call(call))]))
                $0.turns.append(Turn(.user, [Block(.result(ToolResult(id: "1", name: "f")))]))
            }, to: target(model, yes))
        let signature = body["contents"]?[1]?["parts"]?[0]?["thoughtSignature"]?.string
        #expect(signature == (isSigned ? "own" : expected ? "c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I=" : nil))
        #expect(body["contents"]?[2]?["parts"]?[0]?["functionResponse"]?["response"]?.object?.isEmpty == true)
    }

    @Test(
        arguments: [
            ("gemini-3.8-flash", ReasoningWish(effort: .minimal), #"{"thinkingLevel":"MINIMAL"}"#, false),
            (
                "gemini-3.8-flash", ReasoningWish(effort: .low, isShown: true),
                #"{"thinkingLevel":"LOW","includeThoughts":true}"#, false
            ),
            ("gemini-3.8-flash", ReasoningWish(effort: .medium), #"{"thinkingLevel":"MEDIUM"}"#, false),
            ("gemini-3.8-flash", ReasoningWish(effort: .max), #"{"thinkingLevel":"HIGH"}"#, false),
            ("gemini-3.8-flash", ReasoningWish(effort: ReasoningWish.Effort.none), #"{"thinkingBudget":0}"#, false),
            ("gemini-3.1-pro", ReasoningWish(effort: ReasoningWish.Effort.none), #"{"thinkingLevel":"LOW"}"#, true),
            ("gemini-3.1-pro", ReasoningWish(effort: .minimal), #"{"thinkingLevel":"LOW"}"#, true),
            ("gemini-3.8-flash", ReasoningWish(budget: 9000), #"{"thinkingLevel":"MEDIUM"}"#, false),
            ("gemini-3.8-flash", ReasoningWish(isShown: false), #"{"includeThoughts":false}"#, false),
            ("gemini-2.5-flash", ReasoningWish(effort: ReasoningWish.Effort.none), #"{"thinkingBudget":0}"#, false),
            ("gemini-2.5-pro", ReasoningWish(effort: ReasoningWish.Effort.none), #"{"thinkingBudget":128}"#, true),
            ("gemini-2.5-flash", ReasoningWish(effort: .low), #"{"thinkingBudget":1024}"#, false),
            ("gemini-2.5-flash", ReasoningWish(effort: .medium), #"{"thinkingBudget":8192}"#, false),
            ("gemini-2.5-flash", ReasoningWish(effort: .xhigh), #"{"thinkingBudget":24576}"#, false),
            ("gemini-2.5-flash", ReasoningWish(budget: 77), #"{"thinkingBudget":77}"#, false),
            ("gemini-2.0-flash", ReasoningWish(effort: .high), nil, true),
            ("gemini-2.0-flash", ReasoningWish(effort: ReasoningWish.Effort.none), nil, false),
            ("gemma-3-27b", ReasoningWish(effort: .high, isShown: true), nil, true),
        ] as [(String, ReasoningWish, String?, Bool)])
    func thinkingIsToldInTheModelsOwnWay(model: String, wish: ReasoningWish, expected: String?, isDropped: Bool) throws
    {
        let (body, _, losses) = try write(prompt { $0.reasoning = wish }, to: target(model))
        let config = body["generationConfig"]?["thinkingConfig"]
        #expect(config == (try expected.map(json)))
        #expect(losses.dropped == (isDropped ? ["reasoning_effort"] : []))
    }

    @Test func aModelThatDoesNotThinkIsNotTold() throws {
        let (body, _, losses) = try write(
            prompt { $0.reasoning = ReasoningWish(effort: .high) }, to: target("gemini-3-flash", no: [.reasoning]))
        #expect(body["generationConfig"] == nil)
        #expect(losses.dropped == ["reasoning_effort"])
    }

    @Test(
        arguments: [
            ("gemini-3.8-flash", false, []), ("gemini-2.5-flash", false, []), ("gemini-3.8-flash", true, []),
            ("gemini-2.5-flash", true, [Capability.images]), ("gemini-3.8-flash", false, [.jsonSchema]),
        ] as [(String, Bool, [Capability])])
    func jsonIsDemandedOrAskedForInWords(model: String, hasTools: Bool, lacks: [Capability]) throws {
        let schema = try node(#"{"$schema":"s","type":"object"}"#)
        let (body, request, losses) = try write(
            prompt {
                $0.format = .schema(AnswerSchema(name: "n", schema: schema))
                if hasTools { $0.tools = [Tool(name: "f")] }
            }, to: target(model, no: lacks))
        if lacks.isEmpty {
            guard case .none = request.emulation else { throw CancellationError() }
            #expect(
                body["generationConfig"]
                    == (try json(#"{"responseMimeType":"application/json","responseJsonSchema":{"type":"object"}}"#)))
            #expect(body["systemInstruction"] == nil)
        } else {
            guard case .words(.schema) = request.emulation else { throw CancellationError() }
            #expect(body["generationConfig"] == nil)
            #expect(body["systemInstruction"]?["parts"]?[0]?["text"]?.string?.contains(#""type":"object""#) == true)
        }
        #expect(losses == Losses())
    }

    @Test(
        arguments: [
            (
                Media(.image, .data(type: "image/png", base64: "AA=="), detail: "high"),
                #"{"inlineData":{"mimeType":"image/png","data":"AA=="},"mediaResolution":{"level":"MEDIA_RESOLUTION_HIGH"}}"#,
                [], []
            ),
            (
                Media(.image, .data(type: "image/png", base64: "AA=="), detail: "original"),
                #"{"inlineData":{"mimeType":"image/png","data":"AA=="}}"#, ["detail"], []
            ),
            (
                Media(.document, .data(type: "application/pdf", base64: "AA=="), name: "n"),
                #"{"inlineData":{"mimeType":"application/pdf","data":"AA=="}}"#, ["file.filename"], []
            ),
            (Media(.document, .text("t")), #"{"text":"t"}"#, [], []),
            (Media(.image, .url("https://a/b")), nil, [], ["image_url"]),
            (Media(.image, .file("f")), nil, [], ["image_url"]), (Media(.document, .file("f")), nil, [], ["file"]),
            (Media(.audio, .data(type: "audio/wav", base64: "AA==")), nil, [], ["input_audio"]),
        ] as [(Media, String?, [String], [String])])
    func mediaAreWrittenOrRefused(media: Media, expected: String?, dropped: [String], refused: [String]) throws {
        let (body, _, losses) = try write(
            prompt { $0.turns[0].blocks.append(Block(.media(media))) }, to: target(no: [.audio]))
        #expect(body["contents"]?[0]?["parts"]?[1] == (try expected.map(json)))
        #expect(losses.dropped == dropped)
        #expect(losses.refused.map(\.field) == refused)
    }

    @Test func whoFetchesImagesGetsTheirAddress() throws {
        let media = Block(.media(Media(.image, .url("https://a/b.png"))))
        let (body, _, losses) = try write(
            prompt { $0.turns[0].blocks = [media] }, to: target("gemini-3.8-flash", [.imageURLs]))
        #expect(body["contents"]?[0]?["parts"]?[0] == (try json(#"{"fileData":{"fileUri":"https://a/b.png"}}"#)))
        #expect(losses == Losses())
    }

    @Test(
        arguments: [
            ("gemini-3.8-flash", [], true), ("gemini-2.5-flash", [], false), ("gemini-3.8-flash", [.images], nil),
        ] as [(String, [Capability], Bool?)])
    func mediaOfAResultStandInItOrBesideIt(model: String, lacks: [Capability], isInside: Bool?) throws {
        let image = Block(.media(Media(.image, .data(type: "image/png", base64: "AA=="))))
        let (body, _, losses) = try write(
            prompt {
                $0.turns.append(
                    Turn(.assistant, [Block(.call(ToolCall(id: "1", name: "f", arguments: .none, signature: "s")))]))
                $0.turns.append(Turn(.user, [Block(.result(ToolResult(id: "1", name: "f", blocks: [image])))]))
            }, to: target(model, no: lacks))
        let part = try json(#"{"inlineData":{"mimeType":"image/png","data":"AA=="}}"#)
        #expect((body["contents"]?[2]?["parts"]?[0]?["functionResponse"]?["parts"]?[0] == part) == (isInside == true))
        #expect((body["contents"]?[3]?["parts"]?[0] == part) == (isInside == false))
        #expect(losses.refused.map(\.field) == (isInside == nil ? ["tool_result.image"] : []))
    }

    @Test func objectsThatWouldBeMisreadAreWrapped() throws {
        for (object, isError, expected) in [
            (#"{"a":1}"#, false, #"{"a":1}"#), (#"{"output":1}"#, false, #"{"output":{"output":1}}"#),
            (#"{"error":1,"b":2}"#, false, #"{"output":{"error":1,"b":2}}"#),
            (#"{"a":1}"#, true, #"{"error":{"a":1}}"#),
        ] {
            let result = ToolResult(id: "1", name: "f", object: try node(object), isError: isError ? true : nil)
            let (body, _, _) = try write(prompt { $0.turns[0].blocks = [Block(.result(result))] }, to: target())
            #expect(body["contents"]?[0]?["parts"]?[0]?["functionResponse"]?["response"] == (try json(expected)))
        }
    }

    /// What a prompt asks for, and what becomes of it.
    private struct Wish {
        let change: (inout Prompt) -> Void
        let dropped: [String]
        let refused: [String]

        init(_ change: @escaping (inout Prompt) -> Void, _ dropped: [String], _ refused: [String]) {
            self.change = change
            self.dropped = dropped
            self.refused = refused
        }
    }

    @Test func whatCannotBeToldIsSaid() throws {
        let wishes: [Wish] = [
            Wish({ $0.sampling.temperature = JSONNode(.number("0.5")) }, [], ["temperature"]),
            Wish({ $0.sampling.temperature = JSONNode(.number("1.0")) }, [], []),
            Wish({ $0.sampling.topP = JSONNode(.number("0.5")) }, [], ["top_p"]),
            Wish({ $0.sampling.topK = JSONNode(.int(4)) }, ["top_k"], []),
            Wish({ $0.sampling.presencePenalty = JSONNode(.int(0)) }, [], []),
            Wish({ $0.sampling.presencePenalty = JSONNode(.int(1)) }, ["presence_penalty"], []),
            Wish({ $0.sampling.seed = JSONNode(.int(1 << 40)) }, ["seed"], []),
            Wish({ $0.sampling.seed = JSONNode(.int(-7)) }, [], []),
            Wish({ $0.stops = ["1", "2", "3", "4", "5", "6"] }, [], ["stop"]), Wish({ $0.choices = 9 }, [], ["n"]),
            Wish({ $0.outputLimit = 2000 }, ["max_completion_tokens"], []), Wish({ $0.outputLimit = 1000 }, [], []),
            Wish({ $0.toolChoice = .required }, [], ["tool_choice"]), Wish({ $0.toolChoice = .auto }, [], []),
            Wish(
                {
                    $0.tools = [Tool(name: "f", isStrict: true, cache: CacheMark())]
                    $0.toolChoice = .required
                    $0.allowsParallelCalls = false
                }, ["strict", "cache_control"], ["tool_choice", "parallel_tool_calls"]
            ),
            Wish(
                {
                    $0.tools = [Tool(name: "f")]
                    $0.toolChoice = .named("f")
                    $0.allowsParallelCalls = false
                }, ["parallel_tool_calls"], ["tool_choice"]
            ),
            Wish({ $0.serviceTier = "scale" }, ["service_tier"], []), Wish({ $0.serviceTier = "default" }, [], []),
            Wish({ $0.turns[0].blocks[0].cache = CacheMark() }, ["cache_control"], []),
            Wish(
                {
                    $0.turns.append(
                        Turn(.assistant, [Block(.call(ToolCall(id: "1", name: "f", arguments: .text("{"))))]))
                }, [],
                ["messages.tool_calls.function.arguments"]
            ),
        ]
        var traits = target(no: [.sampling, .forcedTools])
        traits.contract.output = 1500
        for wish in wishes {
            let (body, _, losses) = try write(prompt(wish.change), to: traits)
            #expect(losses.dropped == wish.dropped)
            #expect(losses.refused.map(\.field) == wish.refused)
            #expect(body["contents"]?[0]?["parts"]?[0]?["text"]?.string == "hi")
        }
    }

    @Test(
        arguments: [
            ("flex", "flex"), ("default", "standard"), ("standard_only", "standard"), ("priority", "priority"),
            ("auto", nil),
        ] as [(String, String?)])
    func theTierHasGooglesName(tier: String, expected: String?) throws {
        let (body, _, _) = try write(prompt { $0.serviceTier = tier }, to: target())
        #expect(body["serviceTier"]?.string == expected)
    }
}
