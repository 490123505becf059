import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

@Suite("Converse requests, written")
struct ConverseRequestTests {
    private typealias Kit = Converse

    @Test(
        "the model's id is one segment of the path",
        arguments: [
            ("us.anthropic.claude-haiku-4-5-20251001-v1:0", "us.anthropic.claude-haiku-4-5-20251001-v1%3A0"),
            (
                "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.x",
                "arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.x"
            ), ("a~_b.c-D9", "a~_b.c-D9"), ("é%/..", "%C3%A9%25%2F.."),
        ])
    func path(_ model: String, _ encoded: String) throws {
        for isStream in [false, true] {
            let request = try Kit.written(Kit.question { $0.isStream = isStream }, model).request
            #expect(request.path == "/model/\(encoded)/converse" + (isStream ? "-stream" : ""))
            #expect(request.query.isEmpty)
        }
    }

    @Test("a plain question is a plain request")
    func plain() throws {
        let (body, losses, request) = try Kit.written(Kit.question())
        #expect(body == ["messages": [["role": "user", "content": [["text": "hi"]]]]])
        #expect(losses == Losses())
        #expect(request.names.isIdentity)
        guard case .none = request.emulation else { throw Unexpected() }
    }

    struct Unexpected: Error {}

    @Test("who begins, and who speaks in the middle")
    func turns() throws {
        let prompt = Kit.question {
            $0.turns = [
                Turn(.assistant, [.text("a")]), Turn(.system, [.text("s")]), Turn(.user, [.text("u")]),
                Turn(.assistant, [Block(.reasoning(Reasoning(text: "t", origin: .gemini)))]), Turn(.user, [.text("v")]),
                Turn(.assistant, [.text("b \n\u{A0}")]),
            ]
        }
        let (body, losses, _) = try Kit.written(prompt)
        #expect(
            body["messages"] == [
                ["role": "user", "content": [["text": "(The conversation begins.)"]]],
                ["role": "assistant", "content": [["text": "a"]]],
                [
                    "role": "user",
                    "content": [["text": "[System message]\ns"], ["text": "u"], ["text": "v"]],
                ], ["role": "assistant", "content": [["text": "b"]]],
            ])
        #expect(losses.dropped == ["reasoning"])
        let native = try Kit.written(prompt, Kit.claude, [.systemTurns: true]).body
        #expect(native["messages"]?[2] == ["role": "system", "content": [["text": "s"]]])
        #expect(try Kit.written(prompt, Kit.claude, [.prefill: false]).losses.refused.map(\.field) == ["messages"])
    }

    @Test("an operator alone needs a user beside him")
    func onlySystem() throws {
        let body = try Kit.written(
            Kit.question {
                $0.turns = []
                $0.system = [Block(.text("s"), cache: CacheMark(ttl: "5m"))]
            }
        ).body
        #expect(ConverseValidator.faults(body).isEmpty)
        #expect(body["system"] == [["text": "s"], ["cachePoint": ["type": "default"]]])
    }

    // MARK: Tools

    private func calling(_ change: (inout Prompt) -> Void = { _ in }) throws -> Prompt {
        Kit.question {
            $0.turns += [
                Turn(.assistant, [Block(.call(ToolCall(id: "c/1", name: "a.b", arguments: .none)))]),
                Turn(.user, [Block(.result(ToolResult(id: "c/1", name: "a.b", blocks: [.text(" ")])))]),
            ]
            change(&$0)
        }
    }

    @Test("a history with calls has tools, also if the request has none")
    func remembered() throws {
        let (body, losses, request) = try Kit.written(try calling())
        #expect(
            body["toolConfig"] == [
                "tools": [
                    ["toolSpec": ["name": "a_b", "inputSchema": ["json": ["type": "object", "properties": [:]]]]]
                ]
            ])
        #expect(request.names.inward("a_b") == "a.b")
        #expect(losses == Losses())
        #expect(ConverseValidator.faults(body).isEmpty)
        #expect(body["messages"]?[2]?["content"]?[0]?["toolResult"]?["content"] == [["json": [:]]])
    }

    @Test("what may be called")
    func choices() throws {
        let tools = [
            Tool(name: "x", description: "", schema: try Kit.node(#"{"type":"object","a":1}"#), isStrict: true),
            Tool(name: "y", description: "d", isStrict: false, cache: CacheMark(ttl: "1h")),
        ]
        func written(
            _ choice: ToolChoice?, history: Bool = false, _ model: String = Kit.claude,
            _ capabilities: [Capability: Bool] = [:]
        ) throws -> (names: [String?], choice: JSONValue?, losses: Losses) {
            var prompt = history ? try calling() : Kit.question()
            prompt.tools = tools
            prompt.toolChoice = choice
            let (body, losses, _) = try Kit.written(prompt, model, capabilities)
            #expect(ConverseValidator.faults(body).isEmpty)
            let config = body["toolConfig"]
            return (
                (config?["tools"]?.array ?? []).compactMap { $0["toolSpec"]?["name"]?.string }, config?["toolChoice"],
                losses
            )
        }
        #expect(try written(nil).choice == nil)
        #expect(try written(.auto).choice == nil)
        #expect(try written(.required).choice == ["any": [:]])
        #expect(try written(.named("y")).choice == ["tool": ["name": "y"]])
        #expect(try written(ToolChoice.none).names.isEmpty)
        #expect(try written(ToolChoice.none).losses.dropped.isEmpty)
        #expect(try written(ToolChoice.none, history: true).names == ["x", "y"])
        #expect(try written(ToolChoice.none, history: true).losses.dropped.contains("tool_choice"))
        #expect(try written(.allowed(["y"], isRequired: false)).names == ["y"])
        #expect(try written(.allowed(["y"], isRequired: false)).choice == nil)
        #expect(try written(.allowed(["y"], isRequired: true)).choice == ["any": [:]])
        #expect(try written(.required, Kit.claude, [.forcedTools: false]).choice == nil)
        #expect(
            try written(.required, Kit.claude, [.forcedTools: false]).losses.refused.map(\.field) == ["tool_choice"])
        #expect(try written(nil).losses.dropped == ["strict"])
        #expect(try written(nil, Kit.claude, [.jsonSchema: true]).losses.dropped.isEmpty)
        #expect(try written(nil, "us.anthropic.claude-opus-4-8", [.jsonSchema: true]).losses.dropped == ["strict"])
        #expect(try written(nil, Kit.llama).losses.dropped == ["strict", "cache_control"])
        #expect(try written(nil, Kit.nova).losses.dropped == ["strict", "cache_control"])
    }

    @Test("definitions have no empty description and always a schema")
    func definitions() throws {
        let body = try Kit.written(
            Kit.question {
                $0.tools = [
                    Tool(name: "x", description: " ", isStrict: true),
                    Tool(name: "y", description: "d", cache: CacheMark()),
                ]
            }, Kit.claude, [.jsonSchema: true]
        ).body
        let empty: JSONValue = ["json": ["type": "object", "properties": [:]]]
        #expect(
            body["toolConfig"]?["tools"] == [
                ["toolSpec": ["name": "x", "inputSchema": empty, "strict": true]],
                ["toolSpec": ["name": "y", "description": "d", "inputSchema": empty]],
                ["cachePoint": ["type": "default"]],
            ])
    }

    @Test("one call at a time is told Claude, and no other")
    func serial() throws {
        let prompt = Kit.question {
            $0.tools = [Tool(name: "x")]
            $0.toolChoice = .required
            $0.allowsParallelCalls = false
        }
        let claude = try Kit.written(prompt)
        #expect(claude.body["additionalModelRequestFields"] == ["tool_choice": ["disable_parallel_tool_use": true]])
        #expect(claude.losses == Losses())
        #expect(try Kit.written(prompt, Kit.nova).losses.dropped == ["parallel_tool_calls"])
        #expect(try Kit.written(Kit.question { $0.allowsParallelCalls = false }, Kit.nova).losses == Losses())
    }

    @Test("arguments that are no object are refused, results keep what they say")
    func calls() throws {
        let broken = Kit.question {
            $0.turns += [
                Turn(.assistant, [Block(.call(ToolCall(id: "1", name: "a", arguments: .text("{"), signature: "s")))]),
                Turn(
                    .user,
                    [
                        Block(
                            .result(ToolResult(id: "1", blocks: [Block(.text("x"), cache: CacheMark())], isError: true))
                        )
                    ]),
            ]
        }
        let claude = try Kit.written(broken)
        #expect(claude.losses.refused.map(\.field) == ["messages.tool_calls.function.arguments"])
        #expect(claude.losses.dropped == ["thoughtSignature"])
        #expect(
            claude.body["messages"]?[2]?["content"] == [
                ["toolResult": ["toolUseId": "1", "content": [["text": "x"]], "status": "error"]],
                ["cachePoint": ["type": "default"]],
            ])
        let llama = try Kit.written(broken, Kit.llama).body["messages"]?[2]?["content"]?[0]?["toolResult"]
        #expect(llama?["status"] == nil)
        #expect(llama?["content"] == [["text": "Error: the tool failed."], ["text": "x"]])
    }

    // MARK: The form of the answer

    @Test("a schema is told, or brought about by a tool, or asked for in words")
    func schemas() throws {
        let schema = try Kit.node(#"{"type":"object","x":"é\n"}"#)
        let prompt = Kit.question {
            $0.format = .schema(AnswerSchema(name: "n", description: "d", schema: schema))
        }
        let told = try Kit.written(prompt, Kit.claude, [.jsonSchema: true])
        let definition = told.body["outputConfig"]?["textFormat"]?["structure"]?["jsonSchema"]
        #expect(definition == ["schema": .string(#"{"type":"object","x":"é\n"}"#), "name": "n", "description": "d"])
        guard case .none = told.request.emulation else { throw Unexpected() }

        let tool = try Kit.written(prompt)
        #expect(tool.body["toolConfig"]?["toolChoice"] == ["tool": ["name": "json_output"]])
        #expect(tool.body["toolConfig"]?["tools"]?[0]?["toolSpec"]?["inputSchema"]?["json"]?["x"]?.string == "é\n")
        guard case .tool("json_output") = tool.request.emulation else { throw Unexpected() }

        var variants = [prompt, prompt, prompt]
        variants[0].tools = [Tool(name: "x")]
        variants[1].format = .schema(AnswerSchema(name: "n", schema: try Kit.node(#"{"type":"array"}"#)))
        variants[2].reasoning = ReasoningWish(effort: .high)
        for variant in variants {
            let words = try Kit.written(variant)
            guard case .words(.schema) = words.request.emulation else { throw Unexpected() }
            #expect(words.body["system"]?[0]?["text"]?.string?.contains("JSON Schema") == true)
        }
        let unforced = try Kit.written(prompt, Kit.claude, [.forcedTools: false])
        guard case .words(.schema) = unforced.request.emulation else { throw Unexpected() }
        #expect(unforced.body["system"]?[0]?["text"]?.string?.hasSuffix(#"{"type":"object","x":"é\n"}"#) == true)
        let json = try Kit.written(Kit.question { $0.format = .json }, Kit.claude, [.jsonSchema: true])
        guard case .words(.json) = json.request.emulation else { throw Unexpected() }
        for losses in [told.losses, tool.losses, unforced.losses, json.losses] { #expect(losses == Losses()) }
    }

    // MARK: Thinking and sampling

    static let thoughts: [(wish: ReasoningWish, model: String, expected: String, limit: Int?, dropped: [String])] = [
        (ReasoningWish(effort: .medium), Converse.claude, "adaptive medium", nil, []),
        (ReasoningWish(), Converse.claude, "adaptive -", nil, []),
        (ReasoningWish(effort: .minimal, isShown: true), Converse.claude, "adaptive low summarized", nil, []),
        (ReasoningWish(effort: .xhigh), Converse.claude, "adaptive max", nil, []),
        (ReasoningWish(effort: .xhigh), "anthropic.claude-opus-5-5", "adaptive xhigh", nil, []),
        (ReasoningWish(budget: 5000), Converse.claude, "adaptive medium", nil, ["thinking.budget_tokens"]),
        (ReasoningWish(effort: ReasoningWish.Effort.none), Converse.claude, "disabled -", nil, []),
        (ReasoningWish(budget: 0), Converse.oldClaude, "disabled -", nil, []),
        (ReasoningWish(budget: 5000), Converse.oldClaude, "enabled 5000 -", 13192, []),
        (ReasoningWish(budget: 10), Converse.oldClaude, "enabled 1024 -", 9216, []),
        (ReasoningWish(budget: -1), Converse.oldClaude, "enabled 4096 -", 12288, []),
        (ReasoningWish(budget: .max), Converse.oldClaude, "enabled 1000000 -", 1_008_192, []),
        (ReasoningWish(effort: .high), Converse.oldClaude, "enabled 16384 -", 24576, []),
        (ReasoningWish(effort: .high), "anthropic.claude-v2:1", "-", nil, ["reasoning_effort"]),
        (ReasoningWish(effort: .high), "anthropic.claude-3-5-sonnet-20241022-v2:0", "-", nil, ["reasoning_effort"]),
        (ReasoningWish(effort: .low), "anthropic.claude-3-7-sonnet-20250219-v1:0", "enabled 1024 -", 9216, []),
        (ReasoningWish(effort: .high), Converse.nova, "-", nil, ["reasoning_effort"]),
    ]

    @Test("a wish for reasoning", arguments: thoughts)
    func thinks(_ wish: ReasoningWish, _ model: String, _ expected: String, _ limit: Int?, _ dropped: [String]) throws {
        let (body, losses, _) = try Kit.written(Kit.question { $0.reasoning = wish }, model)
        let thinking = body["additionalModelRequestFields"]?["thinking"]
        var words = [thinking?["type"]?.string, thinking?["budget_tokens"]?.number].compactMap { $0 }
        if thinking != nil { words.append(body["outputConfig"]?["effort"]?.string ?? "-") }
        if let display = thinking?["display"]?.string { words.append(display) }
        #expect(words.isEmpty ? expected == "-" : words.joined(separator: " ") == expected)
        #expect(body["inferenceConfig"]?["maxTokens"]?.int == limit)
        #expect(losses.dropped == dropped)
        #expect(ConverseValidator.faults(body).isEmpty)
    }

    @Test(
        "the budget stays below the limit, whatever is asked",
        arguments: [1, 500, 1024, 1025, 2000, 4096, 100_000, .max])
    func budgets(_ limit: Int) throws {
        for wish in [ReasoningWish(effort: .max), ReasoningWish(budget: 3000), ReasoningWish(budget: .max)] {
            for most in [nil, 1, 1024, 1025, 4000, 64_000] as [Int?] {
                let prompt = Kit.question {
                    $0.reasoning = wish
                    $0.outputLimit = limit
                }
                let (body, losses, _) = try Kit.written(prompt, Kit.oldClaude, output: most)
                #expect(ConverseValidator.faults(body).isEmpty)
                let written = try #require(body["inferenceConfig"]?["maxTokens"]?.int)
                #expect(written <= most ?? .max)
                let thinks = body["additionalModelRequestFields"]?["thinking"] != nil
                #expect(thinks != losses.dropped.contains("reasoning_effort"))
                if most.map({ limit > $0 }) ?? false { #expect(losses.dropped.contains("max_tokens")) }
            }
        }
    }

    @Test("thoughts go back only where they were made, sealed, to a model that thinks")
    func thoughtsInHistory() throws {
        let sealed = Reasoning(text: "t", signature: "s", origin: .bedrock)
        let rows: [(Reasoning, String, ReasoningWish?, Bool)] = [
            (sealed, Kit.claude, nil, true), (sealed, Kit.oldClaude, ReasoningWish(), true),
            (sealed, Kit.oldClaude, nil, false),
            (sealed, Kit.claude, ReasoningWish(effort: ReasoningWish.Effort.none), false),
            (Reasoning(sealed: "x", origin: .bedrock), Kit.claude, nil, true),
            (Reasoning(text: "t", origin: .bedrock), Kit.claude, nil, false),
            (Reasoning(text: "t", signature: "s", origin: .anthropic), Kit.claude, nil, false),
        ]
        for (thought, model, wish, isSent) in rows {
            let (body, losses, _) = try Kit.written(
                try calling {
                    $0.turns[1].blocks.insert(Block(.reasoning(thought)), at: 0)
                    $0.reasoning = wish
                }, model)
            let kinds = body["messages"]?[1]?["content"]?.array?.compactMap { $0.object?.first?.name }
            #expect(kinds == (isSent ? ["reasoningContent", "toolUse"] : ["toolUse"]))
            #expect(losses.dropped == (isSent ? [] : ["reasoning"]))
        }
        // With a budget, a call without its thought is refused: then it is not asked for.
        let loop = try Kit.written(try calling { $0.reasoning = ReasoningWish(budget: 2000) }, Kit.oldClaude)
        #expect(loop.losses.dropped == ["reasoning_effort"])
        #expect(loop.body["additionalModelRequestFields"] == nil)
    }

    @Test("numbers of sampling are sent as they were written, where they are taken")
    func sampling() throws {
        func written(
            _ members: [WritableKeyPath<Sampling, JSONNode?>: String], _ model: String = Kit.claude,
            _ capabilities: [Capability: Bool] = [:], _ wish: ReasoningWish? = nil
        ) throws -> (config: JSONValue?, fields: JSONValue?, dropped: [String], refused: [String]) {
            let prompt = try Kit.question { _ in }.with {
                for (member, text) in members { $0.sampling[keyPath: member] = try Kit.node(text) }
                $0.reasoning = wish
            }
            let (body, losses, _) = try Kit.written(prompt, model, capabilities)
            return (
                body["inferenceConfig"], body["additionalModelRequestFields"], losses.dropped.sorted(),
                losses.refused.map(\.field).sorted()
            )
        }
        #expect(try written([\.temperature: "0.50"]).config == ["temperature": .number("0.50")])
        #expect(try written([\.temperature: "1.7"]).config == ["temperature": 1])
        #expect(try written([\.temperature: "1.7"]).dropped == ["temperature"])
        #expect(try written([\.topP: "0.9"]).config == ["topP": .number("0.9")])
        #expect(try written([\.topP: "0.9", \.temperature: "0"]).dropped == ["top_p"])
        #expect(
            try written([\.topP: "0.9", \.temperature: "0"], Kit.nova).config == [
                "temperature": 0, "topP": .number("0.9"),
            ])
        #expect(try written([\.topK: "5"]).fields == ["top_k": 5])
        #expect(try written([\.topK: "5"], Kit.nova).fields == ["inferenceConfig": ["topK": 5]])
        #expect(try written([\.topK: "5"], Kit.llama).dropped == ["top_k"])
        #expect(try written([\.topK: "5"], Kit.llama).fields == nil)
        #expect(
            try written([\.seed: "1", \.presencePenalty: "0.0", \.frequencyPenalty: "1"]).dropped == [
                "frequency_penalty", "seed",
            ])
        let none: [Capability: Bool] = [.sampling: false]
        #expect(try written([\.temperature: "1", \.topP: "1.0"], Kit.claude, none).refused.isEmpty)
        #expect(
            try written([\.temperature: "0.5", \.topP: "0.5"], Kit.claude, none).refused == ["temperature", "top_p"])
        #expect(
            try written([\.temperature: "0.5", \.topK: "5"], Kit.claude, [:], ReasoningWish()).dropped == [
                "temperature", "top_k",
            ])
    }

    @Test("what has no counterpart is refused or dropped by its name in the client's words")
    func absent() throws {
        let (_, losses, _) = try Kit.written(
            Kit.question {
                $0.choices = 2
                $0.logprobs = 0
                $0.serviceTier = "priority"
            })
        #expect(losses.refused.map(\.field) == ["n", "logprobs"])
        #expect(losses.dropped == ["service_tier"])
        #expect(try Kit.written(Kit.question { $0.serviceTier = "auto" }).losses == Losses())
    }

    @Test("stops are sent, and Claude is asked which one it met")
    func stops() throws {
        let prompt = Kit.question { $0.stops = ["é\n"] }
        let body = try Kit.written(prompt).body
        #expect(body["inferenceConfig"] == ["stopSequences": ["é\n"]])
        #expect(body["additionalModelResponseFieldPaths"] == ["/stop_sequence"])
        #expect(try Kit.written(prompt, Kit.llama).body["additionalModelResponseFieldPaths"] == nil)
    }

    // MARK: Media

    @Test("images and documents")
    func media() throws {
        let documents = ["Annual  report_2025 (é).pdf", "Annual report 2025 ( ) pdf", "", "///", nil].map { name in
            Block(
                .media(
                    Media(
                        .document, .data(type: "application/pdf; x=y", base64: "QQ=="),
                        name: name.map { JSONString($0) })))
        }
        let picture = Block(.media(Media(.image, .data(type: "IMAGE/JPG", base64: "Qg=="), detail: "high")))
        let note = Block(.media(Media(.document, .text("héllo"), name: "a")))
        let (body, losses, _) = try Kit.written(
            Kit.question {
                $0.turns = [Turn(.user, documents + [picture]), Turn(.assistant, [.text("a")]), Turn(.user, [note])]
            })
        #expect(losses.dropped == ["detail"])
        #expect(losses.refused.isEmpty)
        #expect(ConverseValidator.faults(body).isEmpty)
        let content = body["messages"]?[0]?["content"]
        let names = content?.array?.compactMap { $0["document"]?["name"]?.string }
        #expect(
            names == [
                "Annual report 2025 ( ) pdf", "Annual report 2025 ( ) pdf-2", "document-3", "document-4", "document-5",
            ])
        #expect(content?[5] == ["image": ["format": "jpeg", "source": ["bytes": "Qg=="]]])
        #expect(content?[6] == ["text": "Annual report 2025 ( ) pdf"])
        #expect(
            body["messages"]?[2]?["content"] == [
                ["document": ["format": "txt", "name": "a", "source": ["bytes": "aMOpbGxv"]]], ["text": "a"],
            ])
    }

    static let refusedMediaRows: [(media: Media, field: String)] = [
        (Media(.image, .url("https://x")), "image_url"), (Media(.document, .url("https://x")), "file_url"),
        (Media(.document, .file("f")), "file_id"), (Media(.image, .data(type: "image/tiff", base64: "")), "messages"),
        (Media(.document, .data(type: "text/x-c", base64: "")), "messages"),
        (Media(.audio, .data(type: "audio/wav", base64: "")), "input_audio"),
        (Media(.video, .data(type: "video/mp4", base64: "")), "messages"), (Media(.image, .text("x")), "messages"),
    ]

    @Test(
        "media that cannot be sent is refused, and the request is whole without it",
        arguments: 0..<refusedMediaRows.count)
    func refusedMedia(_ row: Int) throws {
        let (media, field) = Self.refusedMediaRows[row]
        let (body, losses, _) = try Kit.written(
            Kit.question { $0.turns = [Turn(.user, [Block(.media(media)), .text("a")])] })
        #expect(losses.refused.map(\.field) == [field])
        #expect(body["messages"] == [["role": "user", "content": [["text": "a"]]]])
    }

    @Test("sound is sent to a model that is known to take it")
    func sound() throws {
        let prompt = Kit.question {
            $0.turns = [Turn(.user, [Block(.media(Media(.audio, .data(type: "audio/mpeg", base64: "QQ=="))))])]
        }
        let body = try Kit.written(prompt, Kit.nova, [.audio: true]).body
        #expect(body["messages"]?[0]?["content"]?[0] == ["audio": ["format": "mp3", "source": ["bytes": "QQ=="]]])
    }

    @Test("base64 there and back")
    func base64() {
        for text in ["", "a", "ab", "abc", "abcd", "é☕\n\"", String(repeating: "x\u{0}", count: 100)] {
            let encoded = ConverseBase64.encode(JSONString(text))
            #expect(encoded.text.utf8.count % 4 == 0)
            #expect(ConverseBase64.decode(encoded) == JSONString(text))
        }
        #expect(ConverseBase64.encode("light work.").text == "bGlnaHQgd29yay4=")
        #expect(ConverseBase64.decode("bGlnaHQgd29yaw")?.text == "light work")
        for bad in ["A", "AAAAA", "AA-A", "A=AA", "AAA\u{E9}"] as [JSONString] {
            #expect(ConverseBase64.decode(bad) == nil)
        }
    }
}

extension Prompt {
    fileprivate func with(_ change: (inout Prompt) throws -> Void) rethrows -> Prompt {
        var prompt = self
        try change(&prompt)
        return prompt
    }
}
