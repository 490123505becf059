import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

struct MessagesRequestTests {
    // MARK: Laws

    /// What this dialect can say comes back as it was.
    @Test(arguments: 0..<300 as Range<UInt64>)
    func whatIsWrittenIsReadBack(seed: UInt64) throws {
        let prompt = MessagesPrompts.prompt(seed, isOwn: true)
        var losses = Losses()
        let contract = Contract(capabilities: [
            .reasoning: true, .systemTurns: true, .sampling: true, .forcedTools: true, .jsonSchema: true,
        ])
        let request = MessagesCodec.request(prompt, to: TargetTraits(model: "m", contract: contract), &losses)
        let again = try MessagesCodec.prompt(request.body, PathFacts())
        #expect(losses == Losses())
        #expect(again.account == prompt.account)
    }

    /// Whatever is asked, in whatever dialect, of whatever model: the API's rules hold, but for what is refused before.
    @Test(arguments: 0..<600 as Range<UInt64>)
    func everyRequestKeepsTheRules(seed: UInt64) throws {
        let prompt = MessagesPrompts.prompt(seed, isOwn: false)
        let contract = MessagesPrompts.contract(seed)
        let written = try MessagesWritten(prompt, TargetTraits(model: "m", contract: contract))
        #expect(MessagesRules.complaints(written.body) == [], "\(written.body)")
        if let most = contract.output { #expect(written.body["max_tokens"]?.int ?? 0 <= most) }
        #expect(written.losses.dropped.contains("seed") == (prompt.sampling.seed != nil))
        #expect(written.refused.contains("n") == (prompt.choices > 1))
        #expect(written.refused.contains("logprobs") == (prompt.logprobs != nil))
        let isSampled = ["temperature", "top_p", "top_k"].contains { written.body[$0] != nil }
        #expect(written.request.headers.map(\.value) == [isSampled ? "2023-06-01" : "2026-10-21"])
        // The names of the answer's calls can be mapped back.
        for tool in written.body["tools"]?.array ?? [] {
            let name = tool["name"]?.string ?? ""
            #expect(name == "json_output" || prompt.tools.map(\.name).contains(written.request.names.inward(name)))
        }
    }

    // MARK: Tables

    @Test(
        arguments: [
            (nil, nil, 8192, false), (nil, 64_000, 64_000, false), (500, nil, 500, false), (500, 64_000, 500, false),
            (99_000, 64_000, 64_000, true),
        ] as [(Int?, Int?, Int, Bool)])
    func theLimitIsThatOfTheModelOrLess(wish: Int?, most: Int?, expected: Int, isLoss: Bool) throws {
        let written = try MessagesWritten(askedOfMessages { $0.outputLimit = wish }, output: most)
        #expect(written.body["max_tokens"]?.int == expected)
        #expect(written.losses.dropped == (isLoss ? ["max_completion_tokens"] : []))
    }

    @Test(
        arguments: [
            ("1", true, nil, []), ("1.0", false, nil, []), ("0.5", true, "0.5", []),
            ("1.5", true, nil, ["temperature"]),
            ("0", true, "0", []), ("0.5", false, nil, ["!temperature"]), ("1.5", false, nil, ["!temperature"]),
        ] as [(String, Bool, String?, [String])])
    func temperatureIsSentWhereItIsTaken(wish: String, isTaken: Bool, sent: String?, lost: [String]) throws {
        let written = try MessagesWritten(
            askedOfMessages { $0.sampling.temperature = messagesNumber(wish) }, [.sampling: isTaken])
        #expect(written.body["temperature"]?.number == sent)
        #expect(written.losses.dropped + written.refused.map { "!" + $0 } == lost)
    }

    @Test func oneOfTemperatureAndTopPIsEnough() throws {
        let written = try MessagesWritten(
            askedOfMessages {
                $0.sampling.temperature = messagesNumber("0.5")
                $0.sampling.topP = messagesNumber("0.9")
            })
        #expect(written.body["temperature"]?.number == "0.5")
        #expect(written.body["top_p"] == nil)
        #expect(written.losses.dropped == ["top_p"])
    }

    @Test(
        arguments: [
            (ToolChoice.auto, nil, #"{"type":"auto"}"#), (ToolChoice.none, false, #"{"type":"none"}"#),
            (.required, false, #"{"type":"any","disable_parallel_tool_use":true}"#),
            (.named("mcp/g.1"), nil, #"{"type":"tool","name":"mcp_g_1"}"#),
            (.allowed(["f"], isRequired: true), nil, #"{"type":"tool","name":"f"}"#),
            (.allowed(["f"], isRequired: false), nil, #"{"type":"auto"}"#),
            (nil, false, #"{"type":"auto","disable_parallel_tool_use":true}"#), (nil, true, nil), (nil, nil, nil),
        ] as [(ToolChoice?, Bool?, String?)])
    func theChoiceOfToolsIsKept(choice: ToolChoice?, isParallel: Bool?, expected: String?) throws {
        let written = try MessagesWritten(
            askedOfMessages {
                $0.tools = [Tool(name: "f"), Tool(name: "mcp/g.1")]
                $0.toolChoice = choice
                $0.allowsParallelCalls = isParallel
            })
        #expect(try written.body["tool_choice"] == expected.map { try MessagesSamples.parse(ByteBuffer(string: $0)) })
        if case .allowed = choice {
            #expect(written.body["tools"]?.array?.count == 1)
        } else {
            #expect(written.body["tools"]?[1]?["name"] == "mcp_g_1")
            #expect(written.body["tools"]?[0]?["input_schema"] == ["type": "object", "properties": [:]])
        }
        #expect(written.losses == Losses())
    }

    @Test(arguments: [
        (#"{"properties":{"a":{}}}"#, #"{"type":"object","properties":{"a":{}}}"#),
        (
            #"{"$schema":"http://json-schema.org/draft-07/schema#","type":"object","properties":null,"required":[]}"#,
            #"{"type":"object","required":[]}"#
        ),
        ("{}", #"{"type":"object"}"#), (#"{"type":"object", "x":1e400}"#, #"{"type":"object","x":1e400}"#),
    ])
    func parametersAreAnObject(schema: String, expected: String) throws {
        let node = try JSONNode(reading: ByteBuffer(string: schema))
        let written = try MessagesWritten(askedOfMessages { $0.tools = [Tool(name: "f", schema: node)] })
        #expect(try written.body["tools"]?[0]?["input_schema"] == MessagesSamples.parse(ByteBuffer(string: expected)))
    }

    @Test(
        arguments: [
            (Media(.audio, .data(type: "audio/wav", base64: "x")), [:], "input_audio"),
            (Media(.video, .url("https://a.example/v.mp4")), [:], "video"),
            (Media(.image, .url("https://a.example/i.png")), [.imageURLs: false], "image_url"),
            (Media(.image, .data(type: "image/png", base64: "x")), [.images: false], "image_url"),
            (Media(.image, .data(type: "image/tiff", base64: "SUkq")), [:], "image_url"),
            (Media(.document, .data(type: "application/zip", base64: "x")), [:], "file"),
            (Media(.document, .data(type: "application/pdf", base64: "x")), [.documents: false], "file"),
            (Media(.image, .file("file-1")), [:], "file_id"),
        ] as [(Media, [Capability: Bool], String)])
    func mediaThatAreNotTakenAreRefused(media: Media, capabilities: [Capability: Bool], field: String) throws {
        let written = try MessagesWritten(
            askedOfMessages { $0.turns = [Turn(.user, [Block(.media(media))])] }, capabilities)
        #expect(written.refused == [field])
        #expect(MessagesRules.complaints(written.body) == [])
    }

    @Test(arguments: [
        ("image/jpg", "zzzz", "image/jpeg"), ("image/png", "/9j/4AAQSkZJRg", "image/jpeg"),
        ("application/octet-stream", "iVBORw0KGgoAAAAN", "image/png"), ("image/webp", "AAAA", "image/webp"),
    ])
    func anImageIsDeclaredAsWhatItIs(declared: String, base64: String, expected: String) throws {
        let media = Media(.image, .data(type: declared, base64: JSONString(base64)), detail: "high")
        let written = try MessagesWritten(askedOfMessages { $0.turns = [Turn(.user, [Block(.media(media))])] })
        #expect(
            written.body["messages"]?[0]?["content"]?[0]?["source"] == [
                "type": "base64", "media_type": .string(expected), "data": .string(base64),
            ])
        #expect(written.losses.dropped == ["detail"])
    }

    @Test func aBeginningOfTheAnswerIsContinuedWhereItCanBe() throws {
        let prompt = askedOfMessages { $0.turns.append(Turn(.assistant, [.text("{ \n"), .text(" ")])) }
        let written = try MessagesWritten(prompt, [.prefill: true])
        #expect(written.body["messages"]?[1]?["content"] == [["type": "text", "text": "{"]])
        let refused = try MessagesWritten(prompt, [.prefill: false])
        #expect(refused.refused == ["messages"])
        #expect(refused.body["messages"]?.array?.count == 1)
    }

    @Test(arguments: [
        ([Turn](), ["user (The conversation begins.)"]),
        (
            [Turn(.assistant, [.text("a")]), Turn(.user, [.text("b")])],
            ["user (The conversation begins.)", "assistant a", "user b"]
        ),
        (
            [
                Turn(.user, [.text("a")]), Turn(.system, [.text("s")]), Turn(.assistant, [.text("b")]),
                Turn(.system, [.text("t")]), Turn(.user, [.text("c")]),
            ],
            ["user a", "system s", "assistant b", "user [Message of the system, not of the user: t]", "user c"]
        ),
    ])
    func turnsAreThoseThatTheApiTakes(turns: [Turn], expected: [String]) throws {
        let written = try MessagesWritten(askedOfMessages { $0.turns = turns }, [.systemTurns: true])
        let lines = (written.body["messages"]?.array ?? []).flatMap { message in
            (message["content"]?.array ?? []).map { "\(message["role"]?.string ?? "") \($0["text"]?.string ?? "")" }
        }
        #expect(lines == expected)
        #expect(MessagesRules.complaints(written.body) == [])
        let older = try MessagesWritten(askedOfMessages { $0.turns = turns })
        #expect(MessagesRules.complaints(older.body) == [])
        #expect(!String(buffer: older.request.body).contains(#""role":"system""#))
    }

    @Test func brokenArgumentsAreNotGuessed() throws {
        let written = try MessagesWritten(
            askedOfMessages {
                $0.turns += [
                    Turn(.assistant, [Block(.call(ToolCall(id: "a", name: "f", arguments: .text("{oops"))))]),
                    Turn(.user, [Block(.result(ToolResult(id: "a", object: JSONNode(["ok": true]))))]),
                ]
            })
        #expect(written.refused == ["messages"])
        #expect(written.body["messages"]?[2]?["content"]?[0]?["content"] == #"{"ok":true}"#)
    }

    @Test func theLastFourCacheMarksStay() throws {
        let marked = (0..<6).map { Block(.text(JSONString("\($0)")), cache: CacheMark(ttl: $0 == 5 ? "1h" : "9z")) }
        let written = try MessagesWritten(askedOfMessages { $0.turns = [Turn(.user, marked)] })
        let blocks = written.body["messages"]?[0]?["content"]?.array ?? []
        #expect(blocks.map { $0["cache_control"] != nil } == [false, false, true, true, true, true])
        #expect(blocks.last?["cache_control"] == ["type": "ephemeral", "ttl": "1h"])
        #expect(written.losses.dropped == ["cache_control"])
    }

    @Test(
        arguments: [
            (nil, nil), ("auto", nil), ("default", "standard_only"), ("standard_only", "standard_only"), ("flex", "!"),
        ] as [(String?, String?)])
    func theClassOfServiceIsToldWhereThereIsOne(word: String?, sent: String?) throws {
        let written = try MessagesWritten(askedOfMessages { $0.serviceTier = word })
        #expect(written.body["service_tier"]?.string == (sent == "!" ? nil : sent))
        #expect(written.losses.dropped == (sent == "!" ? ["service_tier"] : []))
    }

    @Test func whoAsksIsNotSaid() throws {
        let written = try MessagesWritten(askedOfMessages { $0.user = "alice" })
        #expect(!String(buffer: written.request.body).contains("alice"))
        #expect(written.losses == Losses())
    }

    @Test func aStopOfWhiteSpaceIsRefused() throws {
        let written = try MessagesWritten(askedOfMessages { $0.stops = ["\n\n", "END"] })
        #expect(written.body["stop_sequences"] == ["END"])
        #expect(written.refused == ["stop"])
    }

    // MARK: Clouds

    @Test(
        arguments: [
            (nil, false, "/v1/messages"), (nil, true, "/v1/messages"),
            ("bedrock-2023-05-31", false, "/model/eu.anthropic.claude-4%3A0%2Fx%40y/invoke"),
            ("bedrock-2023-05-31", true, "/model/eu.anthropic.claude-4%3A0%2Fx%40y/invoke-with-response-stream"),
            ("vertex-2023-10-16", false, "/publishers/anthropic/models/eu.anthropic.claude-4%3A0%2Fx@y:rawPredict"),
            (
                "vertex-2023-10-16", true,
                "/publishers/anthropic/models/eu.anthropic.claude-4%3A0%2Fx@y:streamRawPredict"
            ),
        ] as [(String?, Bool, String)])
    func eachCloudHasItsOwnPath(version: String?, isStream: Bool, path: String) throws {
        var target = TargetTraits(model: "eu.anthropic.claude-4:0/x@y")
        target.quirks.anthropicVersionInBody = version
        let written = try MessagesWritten(askedOfMessages { $0.isStream = isStream }, target)
        #expect(written.request.path == path)
        #expect(written.request.query.isEmpty)
        #expect(written.body["anthropic_version"]?.string == version)
        #expect((written.body["model"] == nil) == (version != nil))
        #expect(written.request.headers.isEmpty == (version != nil))
        #expect((written.body["stream"] == true) == (isStream && version?.hasPrefix("bedrock") != true))
    }

    @Test func cloudsFetchNoImages() throws {
        var target = TargetTraits(model: "m", contract: Contract(capabilities: [.imageURLs: true]))
        target.quirks.anthropicVersionInBody = "vertex-2023-10-16"
        let media = Media(.image, .url("https://a.example/i.png"))
        #expect(
            try MessagesWritten(askedOfMessages { $0.turns = [Turn(.user, [Block(.media(media))])] }, target).refused
                == ["image_url"])
    }

    @Test func tokensAreCountedWithoutAsking() throws {
        let prompt = askedOfMessages {
            $0.outputLimit = 5
            $0.isStream = true
            $0.stops = ["END"]
            $0.sampling.temperature = messagesNumber("0.5")
        }
        var losses = Losses()
        var target = TargetTraits(model: "m")
        let request = MessagesTokenCount.request(prompt, to: target, &losses)
        #expect(request?.path == "/v1/messages/count_tokens")
        let body = try MessagesSamples.parse(request?.body ?? ByteBuffer())
        #expect(body == ["model": "m", "messages": [["role": "user", "content": [["type": "text", "text": "hi"]]]]])
        target.quirks.anthropicVersionInBody = "bedrock-2023-05-31"
        #expect(MessagesTokenCount.request(prompt, to: target, &losses)?.path == nil)
    }
}
