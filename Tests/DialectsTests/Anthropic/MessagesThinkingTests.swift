import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

struct MessagesThinkingTests {
    private static let able: [Capability: Bool] = [.reasoning: true]
    private static let alwaysOn: [Capability: Bool] = [.reasoning: true, .reasoningOff: false, .sampling: false]
    private static let old: [Capability: Bool] = [.reasoning: true, .prefill: true]

    @Test(
        arguments: [
            (ReasoningWish(effort: .high), able, #"{"type":"adaptive"}"#, "high", []),
            (ReasoningWish(effort: .minimal), able, #"{"type":"adaptive"}"#, "low", []),
            (
                ReasoningWish(effort: .max, isShown: true), able, #"{"type":"adaptive","display":"summarized"}"#, "max",
                []
            ),
            (ReasoningWish(isShown: false), able, #"{"type":"adaptive","display":"omitted"}"#, nil, []),
            (ReasoningWish(effort: ReasoningWish.Effort.none), able, #"{"type":"disabled"}"#, nil, []),
            (ReasoningWish(effort: ReasoningWish.Effort.none), alwaysOn, nil, nil, ["reasoning_effort"]),
            (ReasoningWish(effort: ReasoningWish.Effort.none), [.reasoning: false], nil, nil, []),
            (ReasoningWish(effort: .high), [.reasoning: false], nil, nil, ["reasoning_effort"]),
            (ReasoningWish(effort: .high), [:], nil, nil, ["reasoning_effort"]),
            (ReasoningWish(budget: 2000), able, #"{"type":"enabled","budget_tokens":2000}"#, nil, []),
            (ReasoningWish(budget: 10), able, #"{"type":"enabled","budget_tokens":1024}"#, nil, []),
            (ReasoningWish(budget: 2000), alwaysOn, #"{"type":"adaptive"}"#, nil, ["reasoning_effort"]),
            (ReasoningWish(effort: .low), old, #"{"type":"enabled","budget_tokens":2048}"#, nil, []),
        ] as [(ReasoningWish, [Capability: Bool], String?, String?, [String])])
    func thinkingIsSaidAsTheModelTakesIt(
        wish: ReasoningWish, capabilities: [Capability: Bool], thinking: String?, effort: String?, lost: [String]
    ) throws {
        let written = try MessagesWritten(askedOfMessages { $0.reasoning = wish }, capabilities)
        #expect(try written.body["thinking"] == thinking.map { try MessagesSamples.parse(ByteBuffer(string: $0)) })
        #expect(written.body["output_config"]?["effort"]?.string == effort)
        #expect(written.losses.dropped == lost)
        #expect(written.body["max_tokens"] == 8192)
    }

    @Test func aBudgetMakesRoomForTheAnswer() throws {
        let wish = askedOfMessages {
            $0.reasoning = ReasoningWish(budget: 5000)
            $0.outputLimit = 1000
        }
        let written = try MessagesWritten(wish, Self.able)
        #expect(written.body["max_tokens"] == 6000)
        #expect(written.losses.dropped == ["max_completion_tokens"])
        let narrow = try MessagesWritten(wish, Self.able, output: 3000)
        #expect(narrow.body["max_tokens"] == 3000)
        #expect(narrow.body["thinking"]?["budget_tokens"] == 2999)
        let none = try MessagesWritten(wish, Self.able, output: 800)
        #expect(none.body["thinking"] == ["type": "disabled"])
        #expect(none.losses.dropped.contains("reasoning_effort"))
    }

    @Test func aDemandedCallIsWorthMoreThanThinking() throws {
        let written = try MessagesWritten(
            askedOfMessages {
                $0.tools = [Tool(name: "f")]
                $0.toolChoice = .required
                $0.reasoning = ReasoningWish(effort: .high)
            }, Self.able)
        #expect(written.body["tool_choice"] == ["type": "any"])
        #expect(written.body["thinking"] == ["type": "disabled"])
        #expect(written.losses.dropped == ["reasoning_effort"])
    }

    /// A loop of calls that another model began has no signed thoughts.
    @Test(arguments: [
        (ReasoningWish(budget: 2000), DialectID.anthropic, "enabled", []),
        (ReasoningWish(budget: 2000), .gemini, "disabled", ["reasoning"]),
        (ReasoningWish(effort: .high), .gemini, "adaptive", ["reasoning"]),
    ])
    func aBudgetNeedsTheThoughtsOfTheLoop(wish: ReasoningWish, maker: DialectID, mode: String, lost: [String]) throws {
        let prompt = askedOfMessages {
            $0.turns += [
                Turn(
                    .assistant,
                    [
                        Block(.reasoning(Reasoning(text: "hm", signature: "s", origin: maker))),
                        Block(.call(ToolCall(id: "a", name: "f", arguments: .none))),
                    ]), Turn(.user, [Block(.result(ToolResult(id: "a")))]),
                Turn(.assistant, [Block(.call(ToolCall(id: "b", name: "f", arguments: .none)))]),
                Turn(.user, [Block(.result(ToolResult(id: "b")))]),
            ]
            $0.reasoning = wish
        }
        let written = try MessagesWritten(prompt, Self.able)
        #expect(written.body["thinking"]?["type"]?.string == mode)
        #expect(written.losses.dropped == lost)
        #expect(MessagesRules.complaints(written.body) == [])
        #expect((written.body["messages"]?[1]?["content"]?.array?.count == 2) == (maker == .anthropic))
    }
}
