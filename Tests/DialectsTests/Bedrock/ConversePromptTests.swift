import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

private let hello = #""messages":[{"role":"user","content":[{"text":"hi"}]}]"#

private func user(_ blocks: String) -> String { #"{"messages":[{"role":"user","content":[\#(blocks)]}]}"# }

@Suite("Converse requests, read")
struct ConversePromptTests {
    @Test("the recorded request")
    func recorded() throws {
        let prompt = try ConverseCodec.prompt(
            Converse.fixture("converse_request.json"), PathFacts(model: "us.anthropic.claude", isStream: true))
        #expect(prompt.model == "us.anthropic.claude")
        #expect(prompt.isStream)
        #expect(prompt.system.map(\.words) == ["text Answer in one sentence. cached -"])
        #expect(prompt.turns.map(\.role) == [.user, .assistant, .user])
        #expect(prompt.turns[0].blocks.first?.words.hasPrefix("image - image/png iVBOR") == true)
        #expect(prompt.turns[0].blocks.last?.words == "text What is here? And the weather in Oslo and Lima?")
        #expect(prompt.turns[1].blocks.first?.words == "reasoning bedrock Two lookups. EqQBFIXTURE -")
        #expect(prompt.turns[1].blocks.compactMap(\.call).map(\.id) == ["tooluse_oslo", "tooluse_lima"])
        let arguments = try #require(prompt.turns[1].blocks.last?.call?.arguments.object)
        #expect(try Converse.value(arguments) == ["city": "Lima", "unit": "C"])
        let results = prompt.turns[2].blocks.compactMap(\.result)
        #expect(try results.first?.object.map { try Converse.value($0.raw) } == ["temp": -3])
        #expect(results.map(\.isError) == [false, true])
        #expect(results.map(\.name) == ["get_weather", "get_weather"])
        #expect(results.last?.text == "station offline")
        #expect(prompt.turns[2].blocks.last?.text == "Now give it as JSON.")
        #expect(prompt.tools.map(\.name) == ["get_weather"])
        #expect(prompt.toolChoice == .auto)
        #expect(prompt.outputLimit == 2048)
        #expect(prompt.stops == ["END"])
        #expect(prompt.reasoning == ReasoningWish())
        guard case .schema(let schema) = prompt.format else { throw Unexpected() }
        #expect(schema.name == "report")
        #expect(schema.schema["type"]?.string == "object")
        #expect(prompt.extras.map(\.name) == ["requestMetadata"])
        #expect(prompt.unportable.isEmpty)
    }

    struct Unexpected: Error {}

    static let hostileRows: [(body: String, code: String, parameter: String?)] = [
        ("", "empty_body", nil), ("[]", "invalid_json", nil), ("{", "invalid_json", nil),
        ("\u{0}", "invalid_json", nil),
        ("{}", "missing_required_parameter", "messages"), (#"{"messages":{}}"#, "invalid_type", "messages"),
        (#"{"messages":[1]}"#, "invalid_type", "messages[0]"),
        (#"{"messages":[{"content":[]}]}"#, "missing_required_parameter", "messages[0].role"),
        (#"{"messages":[{"role":"user"}]}"#, "missing_required_parameter", "messages[0].content"),
        (#"{"messages":[{"role":"user","content":"hi"}]}"#, "invalid_type", "messages[0].content"),
        (#"{"messages":[{"role":"user","content":[]}]}"#, "invalid_value", "messages[0].content"),
        (#"{"messages":[{"role":"tool","content":[]}]}"#, "invalid_value", "messages[0].role"),
        (user(#"{"text":" \n"}"#), "invalid_value", "messages[0].content"),
        (user(#"{"cachePoint":{"type":"default"}}"#), "invalid_value", "messages[0].content"),
        (user(#"{"text":1}"#), "invalid_type", "messages[0].content[0].text"),
        (user(#""hi""#), "invalid_type", "messages[0].content[0]"),
        (user("{}"), "invalid_value", "messages[0].content[0]"),
        (user(#"{"text":"a","image":{}}"#), "invalid_value", "messages[0].content[0]"),
        (
            user(#"{"image":{"source":{"bytes":""}}}"#), "missing_required_parameter",
            "messages[0].content[0].image.format"
        ),
        (user(#"{"image":{"format":"png"}}"#), "missing_required_parameter", "messages[0].content[0].image.source"),
        (user(#"{"image":{"format":"png","source":{}}}"#), "invalid_value", "messages[0].content[0].image.source"),
        (
            user(#"{"image":{"format":"png","source":{"bytes":1}}}"#), "invalid_type",
            "messages[0].content[0].image.source.bytes"
        ),
        (
            user(#"{"document":{"format":"pdf","source":{"bytes":"QQ=="}}}"#), "missing_required_parameter",
            "messages[0].content[0].document.name"
        ),
        (
            user(#"{"toolUse":{"name":"a","input":{}}}"#), "missing_required_parameter",
            "messages[0].content[0].toolUse.toolUseId"
        ),
        (
            user(#"{"toolUse":{"toolUseId":"","name":"a","input":{}}}"#), "invalid_value",
            "messages[0].content[0].toolUse.toolUseId"
        ),
        (
            user(#"{"toolUse":{"toolUseId":"a","name":"a"}}"#), "missing_required_parameter",
            "messages[0].content[0].toolUse.input"
        ),
        (user(#"{"toolResult":{"toolUseId":"a","content":[]}}"#), "invalid_value", "messages"),
        (
            user(#"{"toolResult":{"toolUseId":"a","content":{}}}"#), "invalid_type",
            "messages[0].content[0].toolResult.content"
        ),
        (
            user(#"{"toolResult":{"toolUseId":"a","content":[],"status":"bad"}}"#), "invalid_value",
            "messages[0].content[0].toolResult.status"
        ),
        (
            user(#"{"reasoningContent":{"reasoningText":{}}}"#), "missing_required_parameter",
            "messages[0].content[0].reasoningContent.reasoningText.text"
        ),
        (#"{"system":"x",\#(hello)}"#, "invalid_type", "system"),
        (#"{"system":[{"text":1}],\#(hello)}"#, "invalid_type", "system[0].text"),
        (#"{"inferenceConfig":[],\#(hello)}"#, "invalid_type", "inferenceConfig"),
        (#"{"inferenceConfig":{"maxTokens":0},\#(hello)}"#, "invalid_value", "inferenceConfig.maxTokens"),
        (#"{"inferenceConfig":{"maxTokens":1.5},\#(hello)}"#, "invalid_type", "inferenceConfig.maxTokens"),
        (
            #"{"inferenceConfig":{"maxTokens":99999999999999999999},\#(hello)}"#, "invalid_type",
            "inferenceConfig.maxTokens"
        ),
        (#"{"inferenceConfig":{"temperature":"1"},\#(hello)}"#, "invalid_type", "inferenceConfig.temperature"),
        (#"{"inferenceConfig":{"stopSequences":[""]},\#(hello)}"#, "invalid_value", "inferenceConfig.stopSequences[0]"),
        (#"{"toolConfig":{},\#(hello)}"#, "missing_required_parameter", "toolConfig.tools"),
        (
            #"{"toolConfig":{"tools":[{"toolSpec":{"name":"a"}}]},\#(hello)}"#, "missing_required_parameter",
            "toolConfig.tools[0].toolSpec.inputSchema"
        ),
        (
            #"{"toolConfig":{"tools":[],"toolChoice":{"none":{}}},\#(hello)}"#, "invalid_value",
            "toolConfig.toolChoice.none"
        ),
        (
            #"{"outputConfig":{"textFormat":{"type":"text"}},\#(hello)}"#, "invalid_value",
            "outputConfig.textFormat.type"
        ),
        (
            #"{"outputConfig":{"textFormat":{"type":"json_schema","structure":{"jsonSchema":{"schema":"["}}}},\#(hello)}"#,
            "invalid_value", "outputConfig.textFormat.structure.jsonSchema.schema"
        ),
        (
            #"{"additionalModelRequestFields":{"thinking":{"type":"enabled"}},\#(hello)}"#,
            "missing_required_parameter", "additionalModelRequestFields.thinking.budget_tokens"
        ),
        (#"{"additionalModelRequestFields":1,\#(hello)}"#, "invalid_type", "additionalModelRequestFields"),
    ]

    @Test("what is wrong is named", arguments: hostileRows)
    func hostile(_ body: String, _ code: String, _ parameter: String?) {
        let error = Converse.refusal(body)
        #expect(error?.status == 400)
        #expect(error?.code == code)
        #expect(error?.parameter == parameter)
        #expect(error?.message.isEmpty == false)
    }

    @Test("the model stands in the path")
    func model() {
        for model in [nil, ""] {
            do throws(ClientError) {
                _ = try ConverseCodec.prompt(ByteBuffer(string: "{\(hello)}"), PathFacts(model: model))
                #expect(Bool(false), "accepted")
            } catch { #expect(error.parameter == "modelId") }
        }
    }

    static let unportableRows: [(body: String, fields: [String])] = [
        (#"{"guardrailConfig":{},\#(hello)}"#, ["guardrailConfig"]),
        (#"{"promptVariables":{"a":{"text":"b"}},\#(hello)}"#, ["promptVariables"]),
        (#"{"system":[{"guardContent":{}}],\#(hello)}"#, ["system[0].guardContent"]),
        (#"{"toolConfig":{"tools":[{"systemTool":{"name":"a"}}]},\#(hello)}"#, ["toolConfig.tools[0].systemTool"]),
        (user(#"{"text":"a"},{"video":{}}"#), ["messages[0].content[1].video"]),
        (user(#"{"text":"a"},{"guardContent":{}}"#), ["messages[0].content[1].guardContent"]),
        (user(#"{"searchResult":{}}"#), ["messages[0].content[0].searchResult"]),
        (user(#"{"hologram":{}}"#), ["messages[0].content[0].hologram"]),
        (
            user(#"{"image":{"format":"png","source":{"s3Location":{"uri":"s3://a/b"}}}}"#),
            ["messages[0].content[0].image.source.s3Location"]
        ),
        (user(#"{"image":{"format":"tiff","source":{"bytes":"QQ=="}}}"#), ["messages[0].content[0].image.format"]),
        (
            user(#"{"document":{"format":"pdf","name":"a","source":{"content":[{"text":"a"}]}}}"#),
            ["messages[0].content[0].document.source.content"]
        ),
        (
            user(#"{"toolUse":{"toolUseId":"a","name":"a","input":{},"type":"server_tool_use"}}"#),
            ["messages[0].content[0].toolUse.type"]
        ),
    ]

    @Test("what no other dialect can be told is refused, not dropped", arguments: unportableRows)
    func unportable(_ body: String, _ fields: [String]) throws {
        let prompt = try Converse.prompt(body)
        #expect(prompt.unportable.map(\.field) == fields)
        #expect(prompt.extras.isEmpty)
    }

    static let extrasRows: [(members: String, names: [String])] = [
        (#""serviceTier":{"type":"flex"}"#, ["serviceTier"]),
        (#""performanceConfig":{"latency":"optimized"}"#, ["performanceConfig"]),
        (#""requestMetadata":{"a":"b"}"#, ["requestMetadata"]), (#""somethingNew":1"#, ["somethingNew"]),
        (#""somethingNew":null"#, []), (#""inferenceConfig":{"topK":5}"#, ["inferenceConfig.topK"]),
        (#""additionalModelRequestFields":{"anthropic_beta":["a"]}"#, ["additionalModelRequestFields.anthropic_beta"]),
        (
            #""additionalModelRequestFields":{"inferenceConfig":{"topK":5,"x":1}}"#,
            ["additionalModelRequestFields.inferenceConfig.x"]
        ),
        (
            #""additionalModelRequestFields":{"tool_choice":{"type":"any"}}"#,
            ["additionalModelRequestFields.tool_choice.type"]
        ),
        (#""additionalModelResponseFieldPaths":["/stop_sequence"]"#, []),
        (#""additionalModelResponseFieldPaths":["/stop_sequence","/x"]"#, ["additionalModelResponseFieldPaths"]),
        (#""outputConfig":{"effort":"enormous"}"#, ["outputConfig.effort"]),
        (
            #""toolConfig":{"tools":[{"toolSpec":{"name":"a","inputSchema":{"json":{}},"x":1}}],"y":2}"#,
            ["toolConfig.tools.toolSpec.x", "toolConfig.y"]
        ),
        (#""system":[{"cachePoint":{"type":"default"}}]"#, ["cachePoint"]),
    ]

    @Test("what another dialect can do without is kept apart, by name", arguments: extrasRows)
    func extras(_ members: String, _ names: [String]) throws {
        let prompt = try Converse.prompt("{\(members),\(hello)}")
        #expect(prompt.extras.map(\.name) == names)
        #expect(prompt.unportable.isEmpty)
    }

    @Test("unknown members of messages and blocks are named once, and there is an end to it")
    func notices() throws {
        let messages = (0..<40).map { #"{"role":"user","x\#($0 % 2)":1,"content":[{"text":"a"}]}"# }
        let prompt = try Converse.prompt(#"{"messages":[\#(messages.joined(separator: ","))]}"#)
        #expect(prompt.extras.map(\.name) == ["messages.x0", "messages.x1"])
        let many = (0..<20_000).map { #""m\#($0)":1"# }.joined(separator: ",")
        #expect(try Converse.prompt("{\(many),\(hello)}").extras.count == 100)
        let blocks = (0..<20_000).map { #"{"b\#($0)":1}"# }.joined(separator: ",")
        #expect(try Converse.prompt(user(blocks)).unportable.count == 100)
    }

    @Test("wishes are read wherever they stand")
    func wishes() throws {
        let prompt = try Converse.prompt(
            """
            {"additionalModelRequestFields":{"top_k":5,"thinking":{"type":"enabled","budget_tokens":2000,"display":"omitted"},
            "tool_choice":{"disable_parallel_tool_use":true}},"outputConfig":{"effort":"max"},
            "inferenceConfig":{"temperature":0.10,"topP":1e-1,"maxTokens":7},\(hello)}
            """)
        #expect(prompt.sampling.topK?.int == 5)
        #expect(prompt.reasoning == ReasoningWish(effort: .max, budget: 2000, isShown: false))
        #expect(prompt.allowsParallelCalls == false)
        #expect(prompt.sampling.temperature.map { String(buffer: $0.raw) } == "0.10")
        #expect(prompt.sampling.topP.map { String(buffer: $0.raw) } == "1e-1")
        #expect(prompt.outputLimit == 7)
        let off = try Converse.prompt(#"{"additionalModelRequestFields":{"thinking":{"type":"disabled"}},\#(hello)}"#)
        #expect(off.reasoning?.effort == ReasoningWish.Effort.none)
    }

    @Test("a cache point is a mark of what stands before it, in whatever part of the request")
    func cachePoints() throws {
        let point = #"{"cachePoint":{"type":"default","ttl":"1h"}}"#
        let tool = #"{"toolSpec":{"name":"a","inputSchema":{"json":{}}}}"#
        let prompt = try Converse.prompt(
            """
            {"toolConfig":{"tools":[\(tool),\(point),\(tool)]},"system":[{"text":"a"},{"text":"b"},\(point)],
            "messages":[{"role":"user","content":[{"text":"c"},\(point),{"text":"d"}]},
            {"role":"assistant","content":[\(point),{"text":"e"}]}]}
            """)
        #expect(prompt.tools.map { $0.cache?.ttl } == ["1h", nil])
        #expect(prompt.system.map { $0.cache?.ttl } == [nil, "1h"])
        #expect(prompt.turns.flatMap(\.blocks).map { $0.cache?.ttl } == ["1h", "1h", nil])
        #expect(prompt.extras.isEmpty)
    }

    @Test("documents of text are text, others are bytes")
    func documents() throws {
        func source(_ format: String, _ source: String) throws -> String? {
            let prompt = try Converse.prompt(
                user(#"{"document":{"format":"\#(format)","name":"n","source":\#(source)}}"#))
            return prompt.turns[0].blocks[0].words
        }
        #expect(try source("txt", #"{"bytes":"aMOpbGxv"}"#) == "document n text héllo")
        #expect(try source("md", ##"{"bytes":"IyBh"}"##) == "document n text # a")
        #expect(try source("csv", #"{"text":"a,b"}"#) == "document n text a,b")
        #expect(try source("txt", #"{"bytes":"\/w=="}"#) == "document n text/plain /w==")
        #expect(try source("pdf", #"{"bytes":"QQ=="}"#) == "document n application/pdf QQ==")
    }

    @Test("results: one object is an object, anything else is text and media")
    func results() throws {
        func result(_ content: String) throws -> ToolResult {
            let call = #"{"role":"assistant","content":[{"toolUse":{"toolUseId":"a","name":"n","input":{}}}]}"#
            let prompt = try Converse.prompt(
                """
                {"messages":[{"role":"user","content":[{"text":"q"}]},\(call),
                {"role":"user","content":[{"toolResult":{"toolUseId":"a","content":[\(content)]}}]}]}
                """)
            return try #require(prompt.turns.last?.blocks.first?.result)
        }
        #expect(try result(#"{"json":{"a":1}}"#).object != nil)
        #expect(try result(#"{"json":[1]}"#).blocks.map(\.words) == ["text [1]"])
        #expect(try result(#"{"json":{"a":1}},{"text":"b"}"#).blocks.map(\.words) == [#"text {"a":1}"#, "text b"])
        #expect(try result(#"{"image":{"format":"jpeg","source":{"bytes":"QQ=="}}}"#).media.count == 1)
        #expect(try result("").blocks.isEmpty)
        #expect(try result("").isError == nil)
    }

    @Test("an earlier answer with its sources keeps its words")
    func citations() throws {
        let prompt = try Converse.prompt(
            """
            {"messages":[{"role":"user","content":[{"text":"q"}]},{"role":"assistant","content":
            [{"citationsContent":{"content":[{"text":"a"},{"text":"b"}],"citations":[{}]}}]},
            {"role":"user","content":[{"text":"r"}]}]}
            """)
        #expect(prompt.turns[1].blocks.map(\.words) == ["text a", "text b"])
        #expect(prompt.extras.map(\.name) == ["messages.content.citations"])
    }
}
