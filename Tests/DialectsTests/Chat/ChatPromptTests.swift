import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

/// Requests of the chat dialect, read and written.
struct ChatPromptTests {
    private static func prompt(_ body: String) throws -> Prompt {
        try ChatCodec.prompt(ByteBuffer(string: body), PathFacts())
    }

    private static func written(
        _ prompt: Prompt, _ quirks: Quirks = Quirks(), _ contract: Contract = Contract()
    ) -> (ByteBuffer, Losses) {
        var losses = Losses()
        let traits = TargetTraits(model: "target", contract: contract, quirks: quirks)
        return (ChatCodec.request(prompt, to: traits, &losses).body, losses)
    }

    @Test("A full request is read, and what is written of it reads the same")
    func full() throws {
        let prompt = try ChatCodec.prompt(ByteBuffer(bytes: Fixtures.bytes("request_full.json")), PathFacts())
        let expected = """
            model gpt-6.1-sol
            stream
            system text(Answer in one sentence.)
            user text(What is in this picture, and what is the weather in Oslo and Lima?) image(image/png 96)
            assistant get_weather#call_oslo0001({"city":"Oslo","unit":"C"}) get_weather#call_lima0001({"city":"Lima","unit":"C"})
            user result#call_oslo0001(text({"temp":-3})) result#call_lima0001(text({"temp":19})) text(Now give it as JSON.)
            """
        #expect(Outline.of(prompt).hasPrefix(expected), "\(Outline.of(prompt))")
        #expect(prompt.extras.map(\.name).sorted() == ["messages.name", "metadata", "prompt_cache_key"])
        #expect(prompt.unportable == [] && prompt.wantsUsage)
        let (body, losses) = Self.written(prompt)
        #expect(losses == Losses())
        var again = try ChatCodec.prompt(body, PathFacts())
        #expect(again.model == "target")
        again.model = prompt.model
        #expect(Outline.of(again) == Outline.of(prompt))
    }

    @Test("A document is a file, or an address where the provider wants one")
    func documents() throws {
        let prompt = try Self.prompt(
            #"{"model":"m","messages":[{"role":"user","content":[{"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,QQ=="}}]}]}"#
        )
        func part(_ quirks: Quirks) throws -> JSONNode? {
            try JSONNode(reading: Self.written(prompt, quirks).0)["messages"]?[0]?["content"]?[0]
        }
        let file = try part(Quirks())
        #expect(file?["file"]?["file_data"]?.string == "data:application/pdf;base64,QQ==")
        #expect(file?["file"]?["filename"]?.string == "a.pdf")
        var quirks = Quirks()
        quirks.hasDocumentURLs = true
        let address = try part(quirks)
        #expect(address?["type"]?.string == "document_url")
        #expect(address?["document_url"]?.string == "data:application/pdf;base64,QQ==")
        #expect(address?["document_name"]?.string == "a.pdf")
    }

    /// Members, and the field that is at fault.
    static let mistakes: [(String, String)] = [
        (#""messages":[]"#, ""), (#""messages":1"#, "messages"), ("", "messages"),
        (#""messages":[1]"#, "messages[0]"), (#""messages":[{}]"#, "messages[0].role"),
        (#""messages":[{"role":"bot"}]"#, "messages[0].role"),
        (#""messages":[{"role":"user"}]"#, "messages[0].content"),
        (#""messages":[{"role":"user","content":" "}]"#, "messages[0].content"),
        (#""messages":[{"role":"user","content":[{"text":"a"}]}]"#, "messages[0].content[0].type"),
        (
            #""messages":[{"role":"user","content":[{"type":"image_url","image_url":{}}]}]"#,
            "messages[0].content[0].image_url.url"
        ),
        (
            #""messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"file:///etc/passwd"}}]}]"#,
            "messages[0].content[0].image_url.url"
        ),
        (
            #""messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png,abc"}}]}]"#,
            "messages[0].content[0].image_url.url"
        ),
        (
            #""messages":[{"role":"assistant","tool_calls":[{"function":{"name":"f"}}]}]"#,
            "messages[0].tool_calls[0].id"
        ),
        (#""messages":[{"role":"assistant","tool_calls":[{"id":"1","function":{"name":"f"}}]}]"#, "messages"),
        (#""messages":[{"role":"tool","content":"x"}]"#, "messages[0].tool_call_id"),
        (#""messages":[{"role":"user","content":"a"}],"n":0"#, "n"),
        (#""messages":[{"role":"user","content":"a"}],"temperature":"hot""#, "temperature"),
        (#""messages":[{"role":"user","content":"a"}],"max_tokens":0"#, "max_tokens"),
        (
            #""messages":[{"role":"user","content":"a"}],"tools":[{"type":"function","function":{}}]"#,
            "tools[0].function.name"
        ),
        (#""messages":[{"role":"user","content":"a"}],"tool_choice":"maybe""#, "tool_choice"),
        (#""messages":[{"role":"user","content":"a"}],"response_format":{"type":"xml"}"#, "response_format.type"),
        (#""messages":[{"role":"user","content":"a"}],"reasoning_effort":"huge""#, "reasoning_effort"),
    ]

    @Test("Mistakes are named with their place", arguments: mistakes.indices)
    func bad(_ index: Int) throws {
        let (members, field) = Self.mistakes[index]
        let body = "{\"model\":\"m\"\(members.isEmpty ? "" : ",")\(members)}"
        if field.isEmpty {
            _ = try Self.prompt(body)
        } else {
            #expect {
                _ = try Self.prompt(body)
            } throws: {
                ($0 as? ClientError)?.parameter == field && ($0 as? ClientError)?.status == 400
            }
        }
    }

    @Test(
        "What no other dialect can be told is refused by name",
        arguments: [
            (#""logit_bias":{"1":5}"#, ["logit_bias"]), (#""logit_bias":{}"#, []),
            (#""web_search_options":{}"#, ["web_search_options"]),
            (#""functions":[]"#, ["functions"]), (#""modalities":["text","audio"],"audio":{}"#, ["modalities"]),
            (#""modalities":["text"]"#, []), (#""tools":[{"type":"custom","custom":{"name":"c"}}]"#, ["tools[0]"]),
            (#""tool_choice":{"type":"custom","custom":{"name":"c"}}"#, ["tool_choice"]),
        ])
    func unportable(_ member: String, _ fields: [String]) throws {
        let prompt = try Self.prompt(#"{"model":"m","messages":[{"role":"user","content":"a"}],\#(member)}"#)
        #expect(prompt.unportable.map(\.field) == fields)
    }

    @Test("What a provider does in its own way is done in its way")
    func quirks() throws {
        var mistral = Quirks()
        mistral.outputLimit = "max_tokens"
        mistral.seed = "random_seed"
        mistral.requiredChoice = "any"
        mistral.hasNineLetterIDs = true
        mistral.reportsUsageOnRequest = false
        mistral.members = ["metadata"]
        let body = #"""
            {"model":"m","stream":true,"seed":5,"max_completion_tokens":9,"tool_choice":"required","metadata":{"a":"b"},"verbosity":"low",
            "messages":[{"role":"user","content":"a"},{"role":"assistant","tool_calls":[{"id":"call_1","type":"function","function":{"name":"a.b","arguments":""}}]},
            {"role":"tool","tool_call_id":"call_1","content":"x"}],"tools":[{"type":"function","function":{"name":"a.b"}}]}
            """#
        let (written, losses) = Self.written(try Self.prompt(body), mistral)
        let value = try JSONValue.parse(written.readableBytesUInt8Span)
        #expect(value["max_tokens"]?.int == 9 && value["random_seed"]?.int == 5 && value["tool_choice"] == "any")
        #expect(value["stream_options"] == nil && value["metadata"] != nil && value["verbosity"] == nil)
        #expect(losses.dropped == ["verbosity"] && losses.refused == [])
        let id = value["messages"]?[1]?["tool_calls"]?[0]?["id"]?.string ?? ""
        #expect(id.utf8.count == 9 && value["messages"]?[2]?["tool_call_id"]?.string == id)
        #expect(value["messages"]?[1]?["tool_calls"]?[0]?["function"]?["arguments"] == "{}")
        #expect(value["messages"]?[1]?["tool_calls"]?[0]?["function"]?["name"] == "a_b")
        #expect(value["tools"]?[0]?["function"]?["name"] == "a_b")
    }

    @Test("A form that the target cannot be told is asked for in words, and looked at")
    func words() throws {
        let prompt = try Self.prompt(
            #"{"model":"m","messages":[{"role":"user","content":"a"}],"response_format":{"type":"json_object"}}"#)
        var losses = Losses()
        let request = ChatCodec.request(
            prompt, to: TargetTraits(model: "t", contract: Contract(capabilities: [.jsonSchema: false])), &losses)
        let value = try JSONValue.parse(request.body.readableBytesUInt8Span)
        #expect(value["response_format"] == nil && value["messages"]?[0]?["role"] == "system")
        guard case .words(.json) = request.emulation else {
            Issue.record("\(request.emulation)")
            return
        }
    }
}
