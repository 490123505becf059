import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

struct CohereRequestTests {
    private static func request(
        _ prompt: Prompt, _ contract: Contract = Contract()
    ) throws -> (body: JSONValue, losses: Losses, request: ProviderRequest) {
        var losses = Losses()
        let request = CohereCodec.request(prompt, to: TargetTraits(model: "t", contract: contract), &losses)
        #expect(request.path == "/v2/chat")
        return (try ConversationKit.value(request.body), losses, request)
    }

    private static func chat(_ change: (inout Prompt) -> Void = { _ in }) -> Prompt {
        var prompt = Prompt(.openAI, model: "m")
        prompt.turns = [Turn(.user, [.text("hi")])]
        change(&prompt)
        return prompt
    }

    private static func number(_ text: String) -> JSONNode { JSONNode(.number(text)) }

    @Test(arguments: [
        AskedFor("n") { $0.choices = 2 }, AskedFor("logprobs") { $0.logprobs = 0 },
        AskedFor("stop") { $0.stops = ["a", "b", "c", "d", "e", "f"] },
        AskedFor("messages.content") {
            $0.turns[0].blocks = [Block(.media(Media(.document, .data(type: "application/pdf", base64: ""))))]
        },
        AskedFor("messages.content") {
            $0.turns[0].blocks = [Block(.media(Media(.audio, .data(type: "audio/wav", base64: ""))))]
        },
        AskedFor("tool_choice") { $0.toolChoice = .named("missing") },
    ])
    func whatTheAPICannotBeToldIsRefused(asked: AskedFor) throws {
        let losses = try Self.request(Self.chat(asked.change)).losses
        #expect(losses.refused.map(\.field) == [asked.field])
        #expect(losses.dropped.isEmpty)
    }

    @Test(arguments: [
        AskedFor("seed") { $0.sampling.seed = JSONNode(-1) }, AskedFor("service_tier") { $0.serviceTier = "flex" },
        AskedFor("presence_penalty") { $0.sampling.presencePenalty = JSONNode(-1) },
        AskedFor("parallel_tool_calls") {
            $0.tools = [Tool(name: "f")]
            $0.allowsParallelCalls = false
        },
        AskedFor("strict") { $0.tools = [Tool(name: "f", isStrict: true), Tool(name: "g")] },
        AskedFor("reasoning_effort") { $0.reasoning = ReasoningWish(effort: .low) },
        AskedFor("reasoning") {
            $0.turns.append(Turn(.assistant, [Block(.reasoning(Reasoning(text: "x", origin: .gemini)))]))
        },
        AskedFor("detail") {
            $0.turns[0].blocks.append(Block(.media(Media(.image, .url("https://a/b"), detail: "original"))))
        },
    ])
    func whatTheAPICanDoWithoutIsDroppedByName(asked: AskedFor) throws {
        let losses = try Self.request(Self.chat(asked.change)).losses
        #expect(losses.dropped == [asked.field])
        #expect(losses.refused.isEmpty)
    }

    @Test(arguments: [
        AskedFor { $0.user = "u" }, AskedFor { $0.serviceTier = "auto" },
        AskedFor { $0.reasoning = ReasoningWish(effort: .high) },
        AskedFor { $0.sampling.presencePenalty = JSONNode(0) }, AskedFor { $0.allowsParallelCalls = true },
    ])
    func whatIsTheDefaultAnywayIsNoLoss(asked: AskedFor) throws {
        #expect(try Self.request(Self.chat(asked.change)).losses == Losses())
    }

    @Test(arguments: [
        ("temperature", "1.5", "temperature", "1", true), ("temperature", "0.5", "temperature", "0.5", false),
        ("temperature", "1e400", "temperature", "1", true), ("top_p", "1", "p", "0.99", true),
        ("top_p", "0", "p", "0.01", true),
        ("top_p", "0.9", "p", "0.9", false), ("top_k", "501", "k", "500", true), ("top_k", "0", "k", "0", false),
        ("frequency_penalty", "2", "frequency_penalty", "1", true),
        ("frequency_penalty", "0.25", "frequency_penalty", "0.25", false),
    ])
    func aNumberOutOfRangeIsBroughtIntoItAndThatIsSaid(
        wish: String, asked: String, member: String, written: String, isSaid: Bool
    ) throws {
        let prompt = Self.chat {
            switch wish {
            case "temperature": $0.sampling.temperature = Self.number(asked)
            case "top_p": $0.sampling.topP = Self.number(asked)
            case "top_k": $0.sampling.topK = Self.number(asked)
            default: $0.sampling.frequencyPenalty = Self.number(asked)
            }
        }
        let (body, losses, _) = try Self.request(prompt)
        #expect(body[member]?.number == written)
        #expect(losses.dropped == (isSaid ? [wish] : []))
    }

    @Test func ofTwoPenaltiesOneIsSent() throws {
        let (body, losses, _) = try Self.request(
            Self.chat {
                $0.sampling.presencePenalty = Self.number("0.5")
                $0.sampling.frequencyPenalty = Self.number("0.5")
            })
        #expect(body["frequency_penalty"] != nil && body["presence_penalty"] == nil)
        #expect(losses.dropped == ["presence_penalty"])
    }

    @Test(arguments: [
        (ToolChoice.named("g"), ["g"], "REQUIRED" as String?),
        (.allowed(["f", "h"], isRequired: true), ["f", "h"], "REQUIRED"),
        (.allowed(["f"], isRequired: false), ["f"], nil), (.required, ["f", "g", "h"], "REQUIRED"),
        (ToolChoice.none, ["f", "g", "h"], "NONE"), (.auto, ["f", "g", "h"], nil),
    ])
    func aChoiceIsMadeByLeavingToolsOut(choice: ToolChoice, tools: [String], word: String?) throws {
        let (body, losses, _) = try Self.request(
            Self.chat {
                $0.tools = ["f", "g", "h"].map { Tool(name: $0, isStrict: true) }
                $0.toolChoice = choice
            })
        #expect(body["tools"]?.array?.map { $0["function"]?["name"]?.string } == tools)
        #expect(body["tool_choice"]?.string == word)
        #expect(body["strict_tools"] == true)
        #expect(losses == Losses())
    }

    @Test func aFormIsDemandedWhereItCanBeAndElseAskedForInWords() throws {
        let schema = OutputFormat.schema(AnswerSchema(name: "a", schema: ConversationKit.node(#"{"type":"object"}"#)))
        let plain = try Self.request(Self.chat { $0.format = schema })
        #expect(plain.body["response_format"] == ["type": "json_object", "json_schema": ["type": "object"]])
        let withTools = try Self.request(
            Self.chat {
                $0.format = schema
                $0.tools = [Tool(name: "f")]
            })
        #expect(withTools.body["response_format"] == nil)
        #expect(withTools.body["messages"]?[0]?["role"] == "system")
        #expect(withTools.body["messages"]?[0]?["content"]?.string?.hasSuffix(#"{"type":"object"}"#) == true)
        guard case .words = withTools.request.emulation else { throw AttemptFailure(.mismatch) }
        guard case .none = plain.request.emulation else { throw AttemptFailure(.mismatch) }
    }

    @Test func wordsBeforeCallsAreTheirPlanAndImagesOfResultsFollow() throws {
        let (body, losses, request) = try Self.request(
            Self.chat {
                $0.tools = [Tool(name: "a-b")]
                $0.turns += [
                    Turn(
                        .assistant,
                        [.text("I look."), Block(.call(ToolCall(id: "c 1", name: "a-b", arguments: .none)))]),
                    Turn(
                        .user,
                        [
                            Block(
                                .result(
                                    ToolResult(
                                        id: "c 1", name: "a-b",
                                        blocks: [.text("see"), Block(.media(Media(.image, .url("https://a/b"))))],
                                        isError: true))),
                            .text("And?"),
                        ]),
                ]
            })
        #expect(losses == Losses())
        let messages = body["messages"]?.array ?? []
        #expect(messages.map { $0["role"]?.string } == ["user", "assistant", "tool", "user"])
        #expect(messages[1]["tool_plan"] == "I look." && messages[1]["content"] == nil)
        #expect(messages[1]["tool_calls"]?[0]?["function"]?["name"] == "a_b")
        #expect(body["tools"]?[0]?["function"]?["name"] == "a_b" && request.names.inward("a_b") == "a-b")
        #expect(messages[1]["tool_calls"]?[0]?["id"] == messages[2]["tool_call_id"])
        #expect(messages[2]["content"] == "Error: see")
        #expect(messages[3]["content"]?[0]?["type"] == "image_url" && messages[3]["content"]?[1]?["text"] == "And?")
    }
}
