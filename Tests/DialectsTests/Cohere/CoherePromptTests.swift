import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

struct CoherePromptTests {
    private static func prompt(_ body: String) throws -> Prompt {
        try CohereCodec.prompt(ByteBuffer(string: body), PathFacts())
    }

    private static let palette = SpokenPrompt.Palette(
        dialect: .cohere, brokenArguments: true, severalSystemTexts: true, toolStrictness: [nil],
        choices: [nil, ToolChoice.none, .required],
        formats: [
            .text, .json, .schema(AnswerSchema(name: "answer", schema: ConversationKit.node(#"{"type":"object"}"#))),
        ],
        efforts: [
            nil, ReasoningWish(effort: .some(.none)), ReasoningWish(isShown: true),
            ReasoningWish(budget: 100, isShown: true),
        ])

    @Test func whatIsWrittenIsReadAgain() throws {
        var forms = 0
        for seed in 0..<400 {
            var spoken = SpokenPrompt(Self.palette, seed: UInt64(seed))
            var prompt = try spoken.prompt()
            // A form cannot be demanded together with tools.
            if !prompt.tools.isEmpty { prompt.format = .text }
            if case .schema = prompt.format { forms += 1 }
            var losses = Losses()
            let request = CohereCodec.request(prompt, to: TargetTraits(model: prompt.model), &losses)
            #expect(losses == Losses(), "seed \(seed)")
            let again = try CohereCodec.prompt(request.body, PathFacts())
            #expect(ConversationKit.words(again) == ConversationKit.words(prompt), "seed \(seed)")
            #expect(again.extras.isEmpty && again.unportable.isEmpty, "seed \(seed)")
        }
        #expect(forms > 10)
    }

    @Test func everyMemberHasItsPlace() throws {
        let prompt = try Self.prompt(
            #"""
            {"model":"m","stream":false,"messages":[
               {"role":"system","content":[{"type":"text","text":"Be kind."}]},
               {"role":"user","content":[{"type":"text","text":"Look:"},
                 {"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0=","detail":"high"}}]},
               {"role":"assistant","tool_plan":"I will look.","content":[{"type":"thinking","thinking":"Hm."}],
                "tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}},
                  {"id":"c2","type":"function","function":{"name":"g"}}]},
               {"role":"tool","tool_call_id":"c1","content":[{"type":"document","document":{"data":{"x":1}}}]},
               {"role":"tool","tool_call_id":"c2","content":[{"type":"text","text":"two"},
                 {"type":"document","document":{"data":{"y":2},"id":"d"}}]},
               {"role":"user","content":"Go on."},{"role":"system","content":"Short."}],
             "tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object"}}}],
             "strict_tools":true,"tool_choice":"REQUIRED","response_format":{"type":"json_object","json_schema":{"a":1}},
             "max_tokens":99,"temperature":0.3,"p":0.75,"k":5,"seed":7,"frequency_penalty":0.1,"presence_penalty":0,
             "stop_sequences":["a",""],"thinking":{"type":"enabled","token_budget":50},"logprobs":false,"documents":[]}
            """#)
        #expect(
            ConversationKit.words(prompt) == [
                "model m", "stream false", "system: text Be kind.", "user: text Look:",
                "user: image - high data(type: \"image/png\", base64: iVBORw0=)", "assistant: thought Hm. - cohere",
                "assistant: text I will look.", #"assistant: call c1 f {"a":1}"#, "assistant: call c2 g {}",
                #"user: result c1 f false [] {"x":1}"#, #"user: result c2 g false [text two; text {"y":2}] "#,
                "user: text Go on.", "system: text Short.", #"tool f d {"type":"object"} true"#, "choice required",
                "parallel -", #"format answer - {"a":1} -"#, "limit 99", "sampling 0.3 0.75 5 7 0 0.1", #"stops ["a"]"#,
                "reasoning ReasoningWish(effort: nil, budget: Optional(50), isShown: Optional(true))",
                "logprobs -1 tier - n 1",
            ])
        #expect(prompt.extras.map(\.name) == ["messages.content.document.id"])
        #expect(prompt.unportable.isEmpty)
    }

    @Test(arguments: [
        (#""safety_mode":"STRICT""#, "safety_mode"), (#""citation_options":{"mode":"OFF"}"#, "citation_options"),
        (#""priority":1"#, "priority"), (#""brand_new":1"#, "brand_new"),
    ])
    func whatOthersCanDoWithoutIsKeptByName(member: String, name: String) throws {
        let prompt = try Self.prompt(#"{"model":"m","messages":[{"role":"user","content":"x"}],\#(member)}"#)
        #expect(prompt.extras.map(\.name) == [name])
        #expect(prompt.unportable.isEmpty)
    }

    @Test(arguments: [
        (#""documents":["d"]"#, "documents"), (#""logprobs":true"#, "logprobs"),
        (#""tools":[{"type":"web"}]"#, "tools[0]"),
    ])
    func whatNoOtherProviderCanBeToldIsRefusedByName(member: String, field: String) throws {
        let prompt = try Self.prompt(#"{"model":"m","messages":[{"role":"user","content":"x"}],\#(member)}"#)
        #expect(prompt.unportable.map(\.field) == [field])
    }

    @Test(arguments: [
        ("", nil as String?), ("{", nil), (#"{"messages":[]}"#, "model"), (#"{"model":"m"}"#, "messages"),
        (#"{"model":"m","messages":"x"}"#, "messages"), (#"{"model":"m","messages":[]}"#, "messages"),
        (#"{"model":"m","messages":[1]}"#, "messages[0]"),
        (#"{"model":"m","messages":[{"content":"x"}]}"#, "messages[0].role"),
        (#"{"model":"m","messages":[{"role":"robot","content":"x"}]}"#, "messages[0].role"),
        (#"{"model":"m","messages":[{"role":"user"}]}"#, "messages[0].content"),
        (#"{"model":"m","messages":[{"role":"assistant"}]}"#, "messages[0].content"),
        (#"{"model":"m","messages":[{"role":"user","content":[{"text":"x"}]}]}"#, "messages[0].content[0].type"),
        (
            #"{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":"x"}]}]}"#,
            "messages[0].content[0].image_url"
        ),
        (#"{"model":"m","messages":[{"role":"tool","content":"x"}]}"#, "messages[0].tool_call_id"),
        (#"{"model":"m","messages":[{"role":"tool","tool_call_id":"c","content":"x"}]}"#, "messages"),
        (
            #"{"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"c"}]}]}"#,
            "messages[0].tool_calls[0].function"
        ),
        (#"{"model":"m","messages":[],"tool_choice":"auto"}"#, "tool_choice"),
        (#"{"model":"m","messages":[],"tools":[{"function":{}}]}"#, "tools[0].function.name"),
        (#"{"model":"m","messages":[],"max_tokens":-1}"#, "max_tokens"), (#"{"model":"m","messages":[],"k":"1"}"#, "k"),
        (#"{"model":"m","messages":[],"stop_sequences":"x"}"#, "stop_sequences"),
        (#"{"model":"m","messages":[],"response_format":{"type":"json_schema"}}"#, "response_format.type"),
        (#"{"model":"m","messages":[],"thinking":{"type":"maybe"}}"#, "thinking.type"),
        (#"{"model":"m","messages":[],"thinking":{"type":"enabled","token_budget":-1}}"#, "thinking.token_budget"),
    ])
    func aBadBodyIsRefusedWithTheMembersName(body: String, parameter: String?) {
        #expect {
            try Self.prompt(body)
        } throws: {
            guard let error = $0 as? ClientError else { return false }
            return error.status == 400 && error.parameter == parameter && !error.message.isEmpty
        }
    }
}
