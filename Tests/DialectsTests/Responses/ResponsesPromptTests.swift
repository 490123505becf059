import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

struct ResponsesPromptTests {
    private static func prompt(_ body: String) throws -> Prompt {
        try ResponsesCodec.prompt(ByteBuffer(string: body), PathFacts())
    }

    private static let palette = SpokenPrompt.Palette(
        dialect: .responses, refusals: true, documents: true, mediaInResults: true, sealedThoughts: true,
        brokenArguments: true, severalSystemTexts: true, toolStrictness: [true, false],
        choices: [
            nil, .auto, ToolChoice.none, .required, .named("tool_0"),
            .allowed(["tool_0", "tool_1"], isRequired: true), .allowed(["tool_0"], isRequired: false),
        ],
        formats: [
            .text, .json,
            .schema(AnswerSchema(name: "a", schema: ConversationKit.node(#"{"type":"object"}"#), isStrict: true)),
            .schema(AnswerSchema(name: "b", description: "what", schema: ConversationKit.node("{}"))),
        ],
        efforts: [
            nil, ReasoningWish(effort: .high), ReasoningWish(effort: .some(.none)), ReasoningWish(isShown: true),
        ],
        tiers: [nil, "flex", "priority"])

    @Test func whatIsWrittenIsReadAgain() throws {
        for seed in 0..<400 {
            var spoken = SpokenPrompt(Self.palette, seed: UInt64(seed))
            let prompt = try spoken.prompt()
            var losses = Losses()
            let request = ResponsesCodec.request(prompt, to: TargetTraits(model: prompt.model), &losses)
            #expect(losses == Losses(), "seed \(seed)")
            let again = try ResponsesCodec.prompt(request.body, PathFacts())
            #expect(ConversationKit.words(again) == ConversationKit.words(prompt), "seed \(seed)")
            #expect(again.extras.isEmpty && again.unportable.isEmpty, "seed \(seed)")
        }
    }

    @Test func everyMemberHasItsPlace() throws {
        let prompt = try Self.prompt(
            #"""
            {"model":"m","instructions":"Be kind.","stream":true,"store":false,"truncation":"disabled",
             "input":[
               {"role":"developer","content":"And short."},
               {"role":"user","content":[{"type":"input_text","text":"Look:"},
                 {"type":"input_image","image_url":"data:image\/png;base64,iVBO\/Rw0=","detail":"auto"},
                 {"type":"input_file","filename":"a.pdf","file_data":"data:application/pdf;base64,JVBERi0="}]},
               {"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"One."},
                 {"type":"summary_text","text":"Two."}],"encrypted_content":"gAAA"},
               {"type":"message","id":"msg_1","status":"completed","role":"assistant","content":[
                 {"type":"output_text","text":"Wait.","annotations":[],"logprobs":[]}]},
               {"type":"function_call","id":"fc_1","call_id":"c1","name":"f","arguments":"{\"a\":1}","status":"completed"},
               {"type":"function_call","call_id":"c2","name":"g","arguments":""},
               {"type":"function_call_output","call_id":"c2","output":[{"type":"input_text","text":"two"}]},
               {"type":"function_call_output","call_id":"c1","output":"one"},
               {"role":"user","content":"Go on."}],
             "tools":[{"type":"function","name":"f","parameters":{"type":"object"}},
               {"type":"function","name":"g","description":"d","parameters":null,"strict":false}],
             "tool_choice":{"type":"function","name":"f"},"parallel_tool_calls":false,
             "text":{"format":{"type":"json_schema","name":"s","schema":{"type":"object"},"strict":true},"verbosity":"medium"},
             "reasoning":{"effort":"low","summary":"auto"},"max_output_tokens":99,"temperature":0.50,"top_p":1e0,
             "include":["reasoning.encrypted_content","message.output_text.logprobs"],"top_logprobs":3,
             "service_tier":"flex","user":"u1"}
            """#)
        #expect(
            ConversationKit.words(prompt) == [
                "model m", "stream true", "system: text Be kind.", "system: text And short.", "user: text Look:",
                "user: image - - data(type: \"image/png\", base64: iVBO/Rw0=)",
                "user: document a.pdf - data(type: \"application/pdf\", base64: JVBERi0=)",
                "assistant: thought One.\n\nTwo. gAAA responses", "assistant: text Wait.",
                #"assistant: call c1 f {"a":1}"#, "assistant: call c2 g {}", "user: result c1 f false [text one] ",
                "user: result c2 g false [text two] ", "user: text Go on.", #"tool f - {"type":"object"} true"#,
                "tool g d - false", "choice named(\"f\")", "parallel false", #"format s - {"type":"object"} true"#,
                "limit 99", "sampling 0.50 1e0 - - - -", "stops []",
                "reasoning ReasoningWish(effort: Optional(PlanBConversation.ReasoningWish.Effort.low), budget: nil, isShown: Optional(true))",
                "logprobs 3 tier flex n 1",
            ])
        #expect(prompt.user == "u1")
        #expect(prompt.extras.isEmpty && prompt.unportable.isEmpty)
    }

    @Test(arguments: [
        (#""metadata":{"a":"b"}"#, "metadata"), (#""store":true"#, "store"), (#""truncation":"auto""#, "truncation"),
        (#""max_tool_calls":3"#, "max_tool_calls"), (#""prompt_cache_key":"k""#, "prompt_cache_key"),
        (#""safety_identifier":"s""#, "safety_identifier"), (#""text":{"verbosity":"low"}"#, "text.verbosity"),
        (#""include":["file_search_call.results"]"#, "include"), (#""top_logprobs":2"#, "top_logprobs"),
        (#""reasoning":{"context":"x"}"#, "reasoning.context"), (#""brand_new":1"#, "brand_new"),
        (#""tools":[{"type":"function","name":"f","defer_loading":true}]"#, "tools.defer_loading"),
    ])
    func whatOthersCanDoWithoutIsKeptByName(member: String, name: String) throws {
        let prompt = try Self.prompt(#"{"model":"m","input":"x",\#(member)}"#)
        #expect(prompt.extras.map(\.name) == [name])
        #expect(prompt.unportable.isEmpty)
    }

    @Test func aNameIsKeptOnceHoweverOftenItOccurs() throws {
        let item = #"{"role":"user","content":[{"type":"input_text","text":"a","x":1}],"phase":"p"}"#
        let prompt = try Self.prompt(#"{"model":"m","input":[\#(item),\#(item)]}"#)
        #expect(prompt.extras.map(\.name) == ["input.phase", "input.content.x"])
    }

    @Test(arguments: [
        (#""input":"x","previous_response_id":"resp_1""#, "previous_response_id"),
        (#""input":"x","conversation":"conv_1""#, "conversation"), (#""input":"x","background":true"#, "background"),
        (#""input":"x","prompt":{"id":"p"}"#, "prompt"),
        (#""input":"x","context_management":[]"#, "context_management"),
        (#""input":"x","tools":[{"type":"web_search"}]"#, "tools[0]"),
        (#""input":"x","tools":[{"type":"custom","name":"c"}]"#, "tools[0]"),
        (#""input":"x","tool_choice":{"type":"web_search"}"#, "tool_choice"),
        (#""input":"x","text":{"format":{"type":"grammar"}}"#, "text.format"),
        (#""input":"x","reasoning":{"effort":"colossal"}"#, "reasoning.effort"),
        (#""input":[{"type":"item_reference","id":"i"}]"#, "input[0]"),
        (#""input":[{"type":"web_search_call","id":"i"}]"#, "input[0]"),
        (#""input":[{"role":"user","content":[{"type":"input_image","file_id":"f"}]}]"#, "input[0].content[0].file_id"),
        (#""input":[{"role":"user","content":[{"type":"input_file","file_id":"f"}]}]"#, "input[0].content[0].file_id"),
        (#""input":[{"role":"user","content":[{"type":"input_video"}]}]"#, "input[0].content[0]"),
    ])
    func whatNoOtherProviderCanBeToldIsRefusedByName(members: String, field: String) throws {
        #expect(try Self.prompt(#"{"model":"m",\#(members)}"#).unportable.map(\.field) == [field])
    }

    @Test(arguments: [
        ("", nil as String?), ("[1]", nil), ("{", nil), (#"{"input":"x"}"#, "model"),
        (#"{"model":1,"input":"x"}"#, "model"),
        (#"{"model":"","input":"x"}"#, "model"), (#"{"model":"m"}"#, "input"), (#"{"model":"m","input":1}"#, "input"),
        (#"{"model":"m","input":" "}"#, "input"), (#"{"model":"m","input":[]}"#, "input"),
        (#"{"model":"m","input":["x"]}"#, "input[0]"), (#"{"model":"m","input":[{"type":1}]}"#, "input[0].type"),
        (#"{"model":"m","input":[{"role":"tool","content":"x"}]}"#, "input[0].role"),
        (#"{"model":"m","input":[{"role":"user"}]}"#, "input[0].content"),
        (#"{"model":"m","input":[{"role":"user","content":[{}]}]}"#, "input[0].content[0].type"),
        (#"{"model":"m","input":[{"role":"user","content":[{"type":"input_text"}]}]}"#, "input[0].content[0].text"),
        (
            #"{"model":"m","input":[{"role":"user","content":[{"type":"input_image","image_url":"data:x"}]}]}"#,
            "input[0].content[0].image_url"
        ),
        (#"{"model":"m","input":[{"type":"function_call","name":"f","arguments":"{}"}]}"#, "input[0].call_id"),
        (
            #"{"model":"m","input":[{"type":"function_call","call_id":"c","name":"f","arguments":{}}]}"#,
            "input[0].arguments"
        ),
        (#"{"model":"m","input":[{"type":"function_call_output","call_id":"c"}]}"#, "input[0].output"),
        (#"{"model":"m","input":[{"type":"function_call_output","call_id":"c","output":"x"}]}"#, "input"),
        (#"{"model":"m","input":[{"type":"function_call","call_id":"c","name":"f","arguments":"{}"}]}"#, "input"),
        (#"{"model":"m","input":"x","instructions":[]}"#, "instructions"),
        (#"{"model":"m","input":"x","stream":1}"#, "stream"),
        (#"{"model":"m","input":"x","max_output_tokens":0}"#, "max_output_tokens"),
        (#"{"model":"m","input":"x","max_output_tokens":1.5}"#, "max_output_tokens"),
        (#"{"model":"m","input":"x","top_logprobs":-1}"#, "top_logprobs"),
        (#"{"model":"m","input":"x","max_output_tokens":99999999999999999999}"#, "max_output_tokens"),
        (#"{"model":"m","input":"x","temperature":"1"}"#, "temperature"),
        (#"{"model":"m","input":"x","tools":{}}"#, "tools"),
        (#"{"model":"m","input":"x","tools":[1]}"#, "tools[0]"),
        (#"{"model":"m","input":"x","tools":[{}]}"#, "tools[0].type"),
        (#"{"model":"m","input":"x","tools":[{"type":"function"}]}"#, "tools[0].name"),
        (#"{"model":"m","input":"x","tool_choice":"any"}"#, "tool_choice"),
        (
            #"{"model":"m","input":"x","tool_choice":{"type":"allowed_tools","mode":"none","tools":[]}}"#,
            "tool_choice.mode"
        ),
        (#"{"model":"m","input":"x","text":{"format":{"type":"json_schema","name":"s"}}}"#, "text.format.schema"),
        (#"{"model":"m","input":"x","reasoning":"high"}"#, "reasoning"),
        (#"{"model":"m","input":"x","include":"x"}"#, "include"),
    ])
    func aBadBodyIsRefusedWithTheMembersName(body: String, parameter: String?) {
        #expect {
            try Self.prompt(body)
        } throws: {
            guard let error = $0 as? ClientError else { return false }
            return error.status == 400 && error.parameter == parameter && !error.message.isEmpty
        }
    }

    @Test func aDeepBodyDoesNoHarm() {
        let deep = String(repeating: "[", count: 10_000)
        #expect(throws: ClientError.self) { try Self.prompt(#"{"model":"m","input":\#(deep)"#) }
    }
}
