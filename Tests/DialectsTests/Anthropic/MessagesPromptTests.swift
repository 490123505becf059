import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

private let hello = #""messages":[{"role":"user","content":"hi"}]"#

private func prompt(_ body: String, _ path: PathFacts = PathFacts()) throws(ClientError) -> Prompt {
    try MessagesCodec.prompt(ByteBuffer(string: body), path)
}

private func withMessages(_ messages: String) throws(ClientError) -> Prompt {
    try prompt(#"{"model":"m","max_tokens":9,"messages":\#(messages)}"#)
}

struct MessagesPromptTests {
    @Test func theWholeOfARequestIsRead() throws {
        let prompt = try MessagesCodec.prompt(MessagesSamples.body("request_full.json"), PathFacts())
        #expect(prompt.model == "claude-sonnet-5-5")
        #expect(prompt.isStream)
        #expect(prompt.outputLimit == 2048)
        #expect(prompt.system.first?.text == "Answer in one sentence.")
        #expect(prompt.system.first?.cache == CacheMark(ttl: "5m"))
        #expect(prompt.turns.map(\.role) == [.user, .assistant, .user])
        guard case .media(let image) = prompt.turns[0].blocks[0].content, case .data(let type, _) = image.source else {
            Issue.record("no image")
            return
        }
        #expect(type == "image/png")
        let answer = prompt.turns[1].blocks
        guard case .reasoning(let thought) = answer[0].content else {
            Issue.record("no thought")
            return
        }
        #expect(thought.signature == "EqQBFIXTURE")
        #expect(thought.origin == .anthropic)
        #expect(answer.compactMap(\.call).map(\.name) == ["get_weather", "get_weather"])
        let results = prompt.turns[2].blocks.compactMap(\.result)
        #expect(results.map(\.id) == ["toolu_01Oslo", "toolu_01Lima"])
        #expect(results.map(\.isError) == [nil, true])
        #expect(results.map(\.name) == ["get_weather", "get_weather"])
        #expect(results.map(\.text) == [#"{"temp":-3}"#, "station offline"])
        #expect(prompt.turns[2].blocks.last?.text == "Now give it as JSON.")
        #expect(prompt.tools.first?.isStrict == true)
        #expect(prompt.toolChoice == .auto)
        #expect(prompt.allowsParallelCalls == true)
        #expect(prompt.reasoning == ReasoningWish(effort: .low, isShown: true))
        guard case .schema(let schema) = prompt.format else {
            Issue.record("no schema")
            return
        }
        #expect(schema.schema["required"]?[0]?.string == "oslo")
        #expect(prompt.stops == ["END"])
        #expect(prompt.user == "u-7c1")
        #expect(prompt.serviceTier == "auto")
        #expect(prompt.extras.isEmpty)
        #expect(prompt.unportable.isEmpty)
    }

    @Test(
        arguments: [
            ("", "empty_body", nil), ("{", "invalid_json", nil), ("[]", "invalid_json", nil),
            (#"{"max_tokens":1,\#(hello)}"#, "missing_required_parameter", "model"),
            (#"{"model":7,"max_tokens":1,\#(hello)}"#, "invalid_type", "model"),
            (#"{"model":"","max_tokens":1,\#(hello)}"#, "invalid_value", "model"),
            (#"{"model":"m",\#(hello)}"#, "missing_required_parameter", "max_tokens"),
            (#"{"model":"m","max_tokens":"1",\#(hello)}"#, "invalid_type", "max_tokens"),
            (#"{"model":"m","max_tokens":1.5,\#(hello)}"#, "invalid_type", "max_tokens"),
            (#"{"model":"m","max_tokens":1e99,\#(hello)}"#, "invalid_type", "max_tokens"),
            (#"{"model":"m","max_tokens":99999999999999999999,\#(hello)}"#, "invalid_type", "max_tokens"),
            (#"{"model":"m","max_tokens":-1,\#(hello)}"#, "invalid_value", "max_tokens"),
            (#"{"model":"m","max_tokens":1}"#, "missing_required_parameter", "messages"),
            (#"{"model":"m","max_tokens":1,"messages":{}}"#, "invalid_type", "messages"),
            (#"{"model":"m","max_tokens":1,"messages":[]}"#, "invalid_value", "messages"),
            (#"{"model":"m","max_tokens":1,"system":"s","messages":[]}"#, "invalid_value", "messages"),
            (#"{"model":"m","max_tokens":1,"system":7,\#(hello)}"#, "invalid_type", "system"),
            (#"{"model":"m","max_tokens":1,"system":[{"type":"image"}],\#(hello)}"#, "invalid_value", "system[0].type"),
            (#"{"model":"m","max_tokens":1,"stream":"yes",\#(hello)}"#, "invalid_type", "stream"),
            (#"{"model":"m","max_tokens":1,"temperature":"warm",\#(hello)}"#, "invalid_type", "temperature"),
            (#"{"model":"m","max_tokens":1,"top_k":[],\#(hello)}"#, "invalid_type", "top_k"),
            (#"{"model":"m","max_tokens":1,"stop_sequences":"END",\#(hello)}"#, "invalid_type", "stop_sequences"),
            (#"{"model":"m","max_tokens":1,"stop_sequences":[" \n"],\#(hello)}"#, "invalid_value", "stop_sequences"),
            (#"{"model":"m","max_tokens":1,"tools":{},\#(hello)}"#, "invalid_type", "tools"),
            (#"{"model":"m","max_tokens":1,"tools":[7],\#(hello)}"#, "invalid_type", "tools[0]"),
            (
                #"{"model":"m","max_tokens":1,"tools":[{"name":"f"}],\#(hello)}"#, "missing_required_parameter",
                "tools[0].input_schema"
            ),
            (
                #"{"model":"m","max_tokens":1,"tools":[{"input_schema":{}}],\#(hello)}"#, "missing_required_parameter",
                "tools[0].name"
            ),
            (
                #"{"model":"m","max_tokens":1,"tools":[{"name":"f","input_schema":{},"strict":1}],\#(hello)}"#,
                "invalid_type", "tools[0].strict"
            ),
            (#"{"model":"m","max_tokens":1,"tool_choice":"auto",\#(hello)}"#, "invalid_type", "tool_choice"),
            (
                #"{"model":"m","max_tokens":1,"tool_choice":{"type":"tool"},\#(hello)}"#, "missing_required_parameter",
                "tool_choice.name"
            ),
            (
                #"{"model":"m","max_tokens":1,"tool_choice":{"type":"must"},\#(hello)}"#, "invalid_value",
                "tool_choice.type"
            ),
            (
                #"{"model":"m","max_tokens":1,"thinking":{"type":"enabled"},\#(hello)}"#, "invalid_type",
                "thinking.budget_tokens"
            ),
            (#"{"model":"m","max_tokens":1,"thinking":{"type":"hard"},\#(hello)}"#, "invalid_value", "thinking.type"),
            (
                #"{"model":"m","max_tokens":1,"output_config":{"effort":"none"},\#(hello)}"#, "invalid_value",
                "output_config.effort"
            ),
            (
                #"{"model":"m","max_tokens":1,"output_config":{"format":{"type":"json_schema"}},\#(hello)}"#,
                "invalid_type", "output_config.format.schema"
            ),
            (#"{"model":"m","max_tokens":1,"metadata":7,\#(hello)}"#, "invalid_type", "metadata"),
            (
                #"{"model":"m","max_tokens":1,"cache_control":{"type":"x"},\#(hello)}"#, "invalid_value",
                "cache_control.type"
            ),
        ] as [(String, String, String?)])
    func whatIsWrongWithARequestIsNamed(body: String, code: String, parameter: String?) {
        do throws(ClientError) {
            _ = try prompt(body)
            Issue.record("accepted")
        } catch {
            #expect(error.status == 400)
            #expect(error.code == code)
            #expect(error.parameter == parameter)
        }
    }

    @Test(arguments: [
        ("[7]", "messages[0]"), (#"[{"content":"a"}]"#, "messages[0].role"),
        (#"[{"role":"tool","content":"a"}]"#, "messages[0].role"),
        (#"[{"role":"user"}]"#, "messages[0].content"), (#"[{"role":"user","content":7}]"#, "messages[0].content"),
        (#"[{"role":"user","content":""}]"#, "messages[0].content"),
        (#"[{"role":"user","content":[]}]"#, "messages[0].content"),
        (#"[{"role":"user","content":[{"type":"text","text":" "}]}]"#, "messages[0].content"),
        (#"[{"role":"user","content":["a"]}]"#, "messages[0].content[0]"),
        (#"[{"role":"user","content":[{"text":"a"}]}]"#, "messages[0].content[0].type"),
        (#"[{"role":"user","content":[{"type":"text"}]}]"#, "messages[0].content[0].text"),
        (
            #"[{"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral","ttl":"2h"}}]}]"#,
            "messages[0].content[0].cache_control.ttl"
        ),
        (#"[{"role":"user","content":[{"type":"image"}]}]"#, "messages[0].content[0].source"),
        (
            #"[{"role":"user","content":[{"type":"image","source":{"type":"ftp"}}]}]"#,
            "messages[0].content[0].source.type"
        ),
        (
            #"[{"role":"user","content":[{"type":"image","source":{"type":"base64","data":"x"}}]}]"#,
            "messages[0].content[0].source.media_type"
        ),
        (
            #"[{"role":"user","content":[{"type":"tool_use","id":"a","name":"f","input":{}}]}]"#,
            "messages[0].content[0].type"
        ),
        (
            #"[{"role":"user","content":[{"type":"thinking","thinking":"a","signature":"s"}]}]"#,
            "messages[0].content[0].type"
        ),
        (
            #"[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":"{}"}]}]"#,
            "messages[1].content[0].input"
        ),
        (
            #"[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","name":"f","input":{}}]}]"#,
            "messages[1].content[0].id"
        ),
        (
            #"[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{}}]}]"#,
            "messages"
        ),
        (#"[{"role":"user","content":[{"type":"tool_result","tool_use_id":"a"}]}]"#, "messages"),
        (
            #"[{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":[{"text":"x"}]}]}]"#,
            "messages[0].content[0].content[0].type"
        ),
        (
            #"[{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","is_error":"no"}]}]"#,
            "messages[0].content[0].is_error"
        ),
    ])
    func whatIsWrongWithAMessageIsNamed(messages: String, parameter: String) {
        do throws(ClientError) {
            _ = try withMessages(messages)
            Issue.record("accepted")
        } catch {
            #expect(error.status == 400)
            #expect(error.parameter == parameter)
        }
    }

    @Test func whatHasNoCounterpartIsKeptByName() throws {
        let prompt = try prompt(
            #"""
            {"model":"m","max_tokens":9,"speed":"fast","context_management":{"edits":[]},"nothing":null,"metadata":{"user_id":"u","team":"t"},
             "thinking":{"type":"disabled"},"output_config":{"effort":"low"},"anthropic_version":"bedrock-2023-05-31",
             "tools":[{"name":"f","input_schema":{"type":"object"},"input_examples":[{}],"defer_loading":false,"allowed_callers":["direct"]}],
             "messages":[{"role":"user","name":"n","content":[{"type":"text","text":"a","mood":1},{"type":"text","text":"b","mood":2},
              {"type":"document","title":"t","context":"see","source":{"type":"text","media_type":"text/plain","data":"d"},"citations":{"enabled":true}}]}]}
            """#)
        #expect(
            Set(prompt.extras.map(\.name)) == [
                "speed", "context_management", "metadata.team", "output_config.effort", "tools.input_examples",
                "messages.name",
                "messages.content.mood", "messages.content.citations",
            ])
        #expect(prompt.extras.count == 8)
        #expect(prompt.unportable.isEmpty)
        #expect(prompt.turns[0].blocks.compactMap(\.text) == ["a", "b", "see"])
    }

    @Test(arguments: [
        (#""container":"c","messages":[{"role":"user","content":"a"}]"#, "container"),
        (#""inference_geo":"eu","messages":[{"role":"user","content":"a"}]"#, "inference_geo"),
        (#""mcp_servers":[{"url":"x"}],"messages":[{"role":"user","content":"a"}]"#, "mcp_servers"),
        (#""thread":{"type":"create"},"messages":[{"role":"user","content":"a"}]"#, "thread"),
        (
            #""tools":[{"type":"web_search_20260318","name":"web_search"}],"messages":[{"role":"user","content":"a"}]"#,
            "tools[0]"
        ),
        (
            #""messages":[{"role":"user","content":[{"type":"container_upload","file_id":"f"},{"type":"container_upload","file_id":"g"}]}]"#,
            "messages[0].content[0]"
        ),
        (
            #""messages":[{"role":"user","content":"a"},{"role":"assistant","content":[{"type":"text","text":"b"},{"type":"server_tool_use","id":"s","name":"web_search","input":{}}]},{"role":"user","content":"c"}]"#,
            "messages[1].content[1]"
        ),
        (
            #""messages":[{"role":"user","content":"a"},{"role":"system","content":[{"type":"tool_addition","tool":{}}]}]"#,
            "messages[1].content[0]"
        ),
    ])
    func whatMustNotBeLeftOutIsRefusedElsewhere(members: String, field: String) throws {
        #expect(try prompt(#"{"model":"m","max_tokens":9,\#(members)}"#).unportable.map(\.field) == [field])
    }

    @Test func aWarmUpIsNoQuestion() throws {
        #expect(try prompt(#"{"model":"m","max_tokens":0,\#(hello)}"#).unportable.map(\.field) == ["max_tokens"])
    }

    @Test func noRequestHasEndlesslyManyUnknownMembers() {
        let members = (0..<200).map { #""x\#($0)":1"# }.joined(separator: ",")
        #expect(throws: ClientError.self) { try prompt(#"{"model":"m","max_tokens":1,\#(members),\#(hello)}"#) }
    }

    @Test func thoughtsComeBackToTheirMakers() throws {
        let prompt = try withMessages(
            #"""
            [{"role":"user","content":"a"},{"role":"assistant","content":[
             {"type":"thinking","thinking":"one","signature":"s1"},{"type":"thinking","thinking":"two","signature":"planb-bedrock:s2"},
             {"type":"thinking","thinking":"three","signature":"planb-unsigned"},{"type":"thinking","thinking":"four","signature":"planb-nobody:s4"},
             {"type":"redacted_thinking","data":"planb-responses:s5"},{"type":"redacted_thinking","data":"s6"},
             {"type":"thinking","thinking":"seven","signature":"planb-anthropic:s7"},
             {"type":"text","text":"b"}]},{"role":"user","content":"c"}]
            """#)
        let thoughts = prompt.turns[1].blocks.compactMap { block -> String? in
            guard case .reasoning(let thought) = block.content else { return nil }
            return
                "\(thought.origin.rawValue) \(thought.text?.text ?? "-") \(thought.signature?.text ?? thought.sealed?.text ?? "-")"
        }
        #expect(thoughts == ["anthropic one s1", "bedrock two s2", "responses - s5", "anthropic - s6"])
        #expect(prompt.extras.isEmpty)
    }

    @Test func theMarkOfTheWholeRequestStandsAtItsEnd() throws {
        let prompt = try prompt(
            #"{"model":"m","max_tokens":1,"cache_control":{"type":"ephemeral","ttl":"1h"},\#(hello)}"#)
        #expect(prompt.turns.last?.blocks.last?.cache == CacheMark(ttl: "1h"))
    }

    @Test func leadingSystemMessagesBelongToTheSystem() throws {
        let prompt = try withMessages(
            #"[{"role":"system","content":"s"},{"role":"user","content":"a"},{"role":"system","content":"later"}]"#)
        #expect(prompt.system.compactMap(\.text) == ["s"])
        #expect(prompt.turns.map(\.role) == [.user, .system])
    }

    @Test func whatThePathSaysCounts() throws {
        let body = #"{"anthropic_version":"vertex-2023-10-16","max_tokens":1,"stream":false,\#(hello)}"#
        let prompt = try prompt(body, PathFacts(model: "claude@1", isStream: true))
        #expect(prompt.model == "claude@1")
        #expect(prompt.isStream)
    }

    @Test func aRequestToCountNeedsNoLimit() throws {
        let body = ByteBuffer(string: #"{"model":"m",\#(hello)}"#)
        #expect(try MessagesTokenCount.prompt(body, PathFacts()).outputLimit == nil)
        #expect(throws: ClientError.self) { try MessagesCodec.prompt(body, PathFacts()) }
    }

    @Test func searchResultsReachTheModelAsWords() throws {
        let prompt = try withMessages(
            #"""
            [{"role":"user","content":[{"type":"search_result","title":"T","source":"https://a.example","content":[{"type":"text","text":"x"}]},
             {"type":"document","title":"D","source":{"type":"content","content":[{"type":"text","text":"y"},
              {"type":"image","source":{"type":"url","url":"https://a.example/i.png"}}]}}]}]
            """#)
        #expect(prompt.turns[0].blocks.compactMap(\.text) == ["T\nhttps://a.example", "x", "D", "y"])
        #expect(prompt.turns[0].blocks.count == 5)
    }
}
