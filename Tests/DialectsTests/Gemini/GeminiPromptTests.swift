import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

private let path = PathFacts(model: "gemini-3.8-flash", isStream: false)

private func read(_ body: String) throws(ClientError) -> Prompt {
    try GeminiCodec.prompt(ByteBuffer(string: body), path)
}

private let hi = #""contents":[{"parts":[{"text":"hi"}]}]"#

struct GeminiPromptTests {
    @Test func theWholeOfARequestIsRead() throws {
        let body = try GeminiFixtures.body("request_full.json")
        let prompt = try GeminiCodec.prompt(body, PathFacts(model: "models/gemini-3.8-flash", isStream: true))
        #expect(prompt.model == "gemini-3.8-flash")
        #expect(prompt.isStream)
        #expect(prompt.system.map(Told.line) == ["text Answer in one sentence."])
        #expect(prompt.turns.map(\.role) == [.user, .assistant, .user])
        #expect(prompt.turns[0].blocks.last.map(Told.line) == "text What is here? And the weather in Oslo and Lima?")
        #expect(
            prompt.turns[1].blocks.map(\.call?.signature?.text) == ["Zml4dHVyZS10aG91Z2h0LXNpZ25hdHVyZQ==", nil])
        let results = prompt.turns[2].blocks.compactMap(\.result)
        #expect(results.map(\.id) == ["fc1", "fc2"])
        #expect(results[0].object?["temp"]?.int == -3)
        #expect(results[1].isError == true)
        #expect(results[1].text == "station offline")
        #expect(prompt.tools.map(\.name) == ["get_weather"])
        #expect(prompt.tools[0].schema?["additionalProperties"]?.bool == false)
        #expect(prompt.toolChoice == .auto)
        #expect(prompt.outputLimit == 512)
        #expect(prompt.stops == ["END"])
        #expect(prompt.sampling.seed?.int == 7)
        #expect(prompt.reasoning == ReasoningWish(effort: .low, isShown: false))
        guard case .schema(let schema) = prompt.format else { throw CancellationError() }
        #expect(schema.schema["required"]?[0]?.string == "oslo")
        #expect(prompt.extras.map(\.name) == ["safetySettings"])
        #expect(prompt.unportable.isEmpty)
    }

    @Test func bothSpellingsSayTheSame() throws {
        let camel = #"""
            {"systemInstruction":{"parts":{"text":"s"}},"contents":[{"role":"user","parts":[{"inlineData":{"mimeType":
            "image/png","data":"-_8"},"mediaResolution":{"level":"MEDIA_RESOLUTION_HIGH"}},{"fileData":{"fileUri":"gs://a",
            "mimeType":"video/mp4"}}]},{"role":"model","parts":[{"functionCall":{"name":"f"},"thoughtSignature":"c2ln"}]},
            {"role":"function","parts":[{"functionResponse":{"name":"f","response":{}}}]}],"tools":[{"functionDeclarations":
            [{"name":"f","parametersJsonSchema":{"type":"object"}}]}],"toolConfig":{"functionCallingConfig":{"mode":"any",
            "allowedFunctionNames":["f"]}},"generationConfig":{"topP":0.5,"topK":40.0,"maxOutputTokens":"9","candidateCount":2,
            "stopSequences":["x"],"presencePenalty":1,"frequencyPenalty":2,"responseLogprobs":true,"logprobs":3,
            "responseMimeType":"application/json","responseJsonSchema":{},"thinkingConfig":{"thinkingBudget":5,
            "includeThoughts":true}},"serviceTier":"STANDARD"}
            """#
        var snake = camel
        for (name, other) in [
            ("systemInstruction", "system_instruction"), ("inlineData", "inline_data"), ("mimeType", "mime_type"),
            ("mediaResolution", "media_resolution"), ("fileData", "file_data"), ("fileUri", "file_uri"),
            ("functionCall\"", "function_call\""), ("thoughtSignature", "thought_signature"),
            ("functionResponse", "function_response"), ("functionDeclarations", "function_declarations"),
            ("parametersJsonSchema", "parameters_json_schema"), ("toolConfig", "tool_config"),
            ("functionCallingConfig", "function_calling_config"), ("allowedFunctionNames", "allowed_function_names"),
            ("generationConfig", "generation_config"), ("topP", "top_p"), ("topK", "top_k"),
            ("maxOutputTokens", "max_output_tokens"), ("candidateCount", "candidate_count"),
            ("stopSequences", "stop_sequences"), ("presencePenalty", "presence_penalty"),
            ("frequencyPenalty", "frequency_penalty"), ("responseLogprobs", "response_logprobs"),
            ("responseMimeType", "response_mime_type"), ("responseJsonSchema", "response_json_schema"),
            ("thinkingConfig", "thinking_config"), ("thinkingBudget", "thinking_budget"),
            ("includeThoughts", "include_thoughts"), ("serviceTier", "service_tier"),
        ] {
            #expect(snake.contains(name))
            snake = snake.replacing(name, with: other)
        }
        let one = try read(camel)
        let other = try read(snake)
        #expect(PromptLines.lines(one) == PromptLines.lines(other))
        #expect(one.extras.isEmpty && one.unportable.isEmpty)
        #expect(
            PromptLines.lines(one) == [
                "gemini-3.8-flash false", "system text s",
                #"user media image data(type: "image/png", base64: +/8=) high"#,
                "user media video file(gs://a) -", "assistant call #0 f {} c2ln", "user result #0 f false - ",
                #"tool f - {"type":"object"} -"#, #"choice named("f")"#, "format {}", "limit 9", "topP 0.5", "topK 40",
                "presence 1", "frequency 2", "stop x", "thinking - 5 true", "2 answers", "logprobs 3", "tier default",
            ])
    }

    @Test(
        arguments: [
            ("", "empty_body", nil), ("null", "invalid_json", nil), ("[]", "invalid_json", nil),
            ("{", "invalid_json", nil),
            ("{}", "missing_required_parameter", "contents"),
            (#"{"contents":null}"#, "missing_required_parameter", "contents"),
            (#"{"contents":"hi"}"#, "invalid_type", "contents"), (#"{"contents":[]}"#, "invalid_value", "contents"),
            (#"{"contents":["hi"]}"#, "invalid_type", "contents[0]"),
            (#"{"contents":[{"parts":"hi"}]}"#, "invalid_type", "contents[0].parts"),
            (#"{"contents":[{"parts":[7]}]}"#, "invalid_type", "contents[0].parts[0]"),
            (#"{"contents":[{"parts":[{}]}]}"#, "invalid_value", "contents[0].parts[0]"),
            (#"{"contents":[{"parts":[{"text":7}]}]}"#, "invalid_value", "contents[0].parts[0]"),
            (#"{"contents":[{"parts":[{"text":"  "}]}]}"#, "invalid_value", "contents"),
            (#"{"contents":[{"role":"system","parts":[{"text":"a"}]}]}"#, "invalid_value", "contents[0].role"),
            (#"{"contents":[{"role":7,"parts":[{"text":"a"}]}]}"#, "invalid_type", "contents[0].role"),
            (
                #"{"contents":[{"parts":[{"text":"a","inlineData":{"mimeType":"a/b","data":"AAAA"}}]}]}"#,
                "invalid_value",
                "contents[0].parts[0]"
            ),
            (
                #"{"contents":[{"parts":[{"inlineData":{"data":"AAAA"}}]}]}"#, "missing_required_parameter",
                "contents[0].parts[0].inlineData.mimeType"
            ),
            (
                #"{"contents":[{"parts":[{"inlineData":{"mimeType":"a/b\r\nx: y","data":"AAAA"}}]}]}"#, "invalid_value",
                "contents[0].parts[0].inlineData.mimeType"
            ),
            (
                #"{"contents":[{"parts":[{"inlineData":{"mimeType":"a/b","data":"A*AA"}}]}]}"#, "invalid_value",
                "contents[0].parts[0].inlineData.data"
            ),
            (
                #"{"contents":[{"parts":[{"fileData":{}}]}]}"#, "missing_required_parameter",
                "contents[0].parts[0].fileData.fileUri"
            ),
            (
                #"{"contents":[{"parts":[{"functionCall":{"name":"f"}}]}]}"#, "invalid_value", "contents[0].parts[0]"
            ),
            (
                #"{"contents":[{"role":"model","parts":[{"functionResponse":{"name":"f"}}]}]}"#, "invalid_value",
                "contents[0].parts[0]"
            ),
            (
                #"{"contents":[{"role":"model","parts":[{"functionCall":{"args":{}}}]}]}"#,
                "missing_required_parameter",
                "contents[0].parts[0].functionCall.name"
            ),
            (
                #"{"contents":[{"role":"model","parts":[{"functionCall":{"name":"f","args":[1]}}]}]}"#, "invalid_type",
                "contents[0].parts[0].functionCall.args"
            ),
            (#"{"contents":[{"role":"model","parts":[{"functionCall":{"name":"f"}}]}]}"#, "invalid_value", "contents"),
            (
                #"{"contents":[{"parts":[{"functionResponse":{"name":"f"}}]}]}"#, "invalid_value",
                "contents[0].parts[0].functionResponse"
            ),
            (#"{\#(hi),"systemInstruction":"s"}"#, "invalid_type", "systemInstruction"),
            (#"{\#(hi),"tools":7}"#, "invalid_type", "tools"),
            (
                #"{\#(hi),"tools":[{"functionDeclarations":[{}]}]}"#, "missing_required_parameter",
                "tools[0].functionDeclarations[0].name"
            ),
            (
                #"{\#(hi),"tools":[{"functionDeclarations":[{"name":"f","parameters":[]}]}]}"#, "invalid_type",
                "tools[0].functionDeclarations[0].parameters"
            ),
            (
                #"{\#(hi),"tools":[{"functionDeclarations":[{"name":"f","parameters":{},"parametersJsonSchema":{}}]}]}"#,
                "invalid_value", "tools[0].functionDeclarations[0].parameters"
            ),
            (
                #"{\#(hi),"toolConfig":{"functionCallingConfig":{"mode":"SOME"}}}"#, "invalid_value",
                "toolConfig.functionCallingConfig.mode"
            ),
            (
                #"{\#(hi),"toolConfig":{"functionCallingConfig":{"mode":"AUTO","allowedFunctionNames":["f"]}}}"#,
                "invalid_value", "toolConfig.functionCallingConfig.allowedFunctionNames"
            ),
            (#"{\#(hi),"generationConfig":[]}"#, "invalid_type", "generationConfig"),
            (#"{\#(hi),"generationConfig":{"temperature":"warm"}}"#, "invalid_type", "generationConfig.temperature"),
            (#"{\#(hi),"generationConfig":{"topK":1.5}}"#, "invalid_type", "generationConfig.topK"),
            (#"{\#(hi),"generationConfig":{"topK":1e400}}"#, "invalid_type", "generationConfig.topK"),
            (
                #"{\#(hi),"generationConfig":{"maxOutputTokens":0}}"#, "invalid_value",
                "generationConfig.maxOutputTokens"
            ),
            (#"{\#(hi),"generationConfig":{"candidateCount":9}}"#, "invalid_value", "generationConfig.candidateCount"),
            (
                #"{\#(hi),"generationConfig":{"stopSequences":[1]}}"#, "invalid_type",
                "generationConfig.stopSequences[0]"
            ),
            (
                #"{\#(hi),"generationConfig":{"responseLogprobs":true,"logprobs":99}}"#, "invalid_value",
                "generationConfig.logprobs"
            ),
            (
                #"{\#(hi),"generationConfig":{"thinkingConfig":{"thinkingLevel":"NONE"}}}"#, "invalid_value",
                "generationConfig.thinkingConfig.thinkingLevel"
            ),
            (
                #"{\#(hi),"generationConfig":{"thinkingConfig":{"thinkingBudget":-2}}}"#, "invalid_value",
                "generationConfig.thinkingConfig.thinkingBudget"
            ),
            (
                #"{\#(hi),"generationConfig":{"responseMimeType":"application/json","responseJsonSchema":true}}"#,
                "invalid_type", "generationConfig.responseJsonSchema"
            ),
        ] as [(String, String, String?)])
    func whatIsWrongIsNamed(body: String, code: String, parameter: String?) {
        let error = #expect(throws: ClientError.self) { try read(body) }
        #expect(error?.status == 400)
        #expect(error?.code == code)
        #expect(error?.parameter == parameter)
        #expect(error?.message.isEmpty == false)
    }

    @Test(arguments: [
        (#""cachedContent":"cachedContents/a""#, "cachedContent"),
        (#""tools":[{"googleSearch":{}}]"#, "tools[0].googleSearch"),
        (#""tools":{"code_execution":{}}"#, "tools[0].code_execution"),
        (#""generationConfig":{"responseModalities":["TEXT","IMAGE"]}"#, "generationConfig.responseModalities"),
        (#""generationConfig":{"responseMimeType":"text/x.enum"}"#, "generationConfig.responseMimeType"),
        (#""generationConfig":{"responseFormat":[{}]}"#, "generationConfig.responseFormat"),
        (#""systemInstruction":{"parts":[{"inlineData":{}}]}"#, "systemInstruction.parts[0]"),
    ])
    func whatOthersCannotBeToldIsNotLeftOut(member: String, field: String) throws {
        let prompt = try read("{\(hi),\(member)}")
        // A single tool may stand without its array.
        #expect(prompt.unportable.map { $0.field.replacing("tools.", with: "tools[0].") } == [field])
    }

    @Test(arguments: ["executableCode", "code_execution_result", "toolCall", "hologram"])
    func contentOfTheServersOrOfTheFutureIsNotLeftOut(name: String) throws {
        let prompt = try read(
            #"{"contents":[{"role":"user","parts":[{"text":"a"}]},{"role":"model","parts":[{"\#(name)":{}}]}]}"#)
        #expect(prompt.unportable.map(\.field) == ["contents[1].parts[0]"])
    }

    @Test func whatOnlyGoogleKnowsIsKept() throws {
        let prompt = try read(
            #"""
            {"contents":[{"parts":[{"text":"a","videoMetadata":{"fps":1}},{"text":"b","videoMetadata":{"fps":2},"new":1}],
            "odd":1}],"safetySettings":[],"labels":{"a":"b"},"store":null,"generationConfig":{"speechConfig":{},"logprobs":3,
            "mediaResolution":"MEDIA_RESOLUTION_MEDIUM","thinkingConfig":{"x":1}},"toolConfig":{"retrievalConfig":{},
            "functionCallingConfig":{"mode":"VALIDATED"}},"tools":[{"functionDeclarations":[{"name":"f","behavior":"BLOCKING"}]}]}
            """#)
        #expect(
            prompt.extras.map(\.name).sorted() == [
                "contents.odd", "contents.parts.new", "contents.parts.videoMetadata", "generationConfig.logprobs",
                "generationConfig.mediaResolution", "generationConfig.speechConfig",
                "generationConfig.thinkingConfig.x", "labels", "safetySettings",
                "toolConfig.functionCallingConfig.mode", "toolConfig.retrievalConfig",
                "tools.functionDeclarations.behavior",
            ])
    }

    /// By the id where there is one, else by name and order; ids that are made up are the same each time.
    @Test func responsesFindTheirCalls() throws {
        let prompt = try read(
            #"""
            {"contents":[{"role":"user","parts":[{"text":"a"}]},{"role":"model","parts":[{"functionCall":{"name":"f","args":
            {"n":1}}},{"functionCall":{"name":"g","id":"own"}},{"functionCall":{"name":"f","args":{"n":2}}}]},{"role":"user",
            "parts":[{"functionResponse":{"id":"own","response":{"output":"G"}}},{"functionResponse":{"name":"f","response":
            {"output":["F1"]}}}]},{"role":"user","parts":[{"functionResponse":{"name":"f","id":"theirs","response":{"result":"F2"}}}]}]}
            """#)
        #expect(prompt.turns[1].blocks.compactMap(\.call?.id) == ["call_1_0", "own", "call_1_2"])
        #expect(
            prompt.turns[2].blocks.map(Told.line) == [
                #"result call_1_0 f false - text ["F1"]"#, "result own g false - text G",
                #"result call_1_2 f false {"result":"F2"} "#,
            ])
    }

    @Test func piecesOfAStreamedAnswerAreOneAgain() throws {
        let prompt = try read(
            #"""
            {"contents":[{"parts":[{"text":"q"}]},{"role":"model","parts":[{"text":"a"}]},{"role":"model","parts":[{"text":"\n\n"},
            {"text":"b"}]},{"role":"model","parts":[{"text":"","thoughtSignature":"c2ln"}]},{"role":"user","parts":[{"text":"r"}]}]}
            """#)
        #expect(prompt.turns[1].blocks.map(Told.line) == ["text a\n\nb", "thought - c2ln gemini"])
    }

    @Test(arguments: [
        (
            #"{"type":"OBJECT","properties":{"type":{"type":"STRING","nullable":true,"enum":["a"],"format":"enum"}}}"#,
            #"{"type":"object","properties":{"type":{"type":["string","null"],"enum":["a",null]}}}"#
        ),
        (
            #"{"anyOf":[{"type":"INTEGER"}],"nullable":true,"minItems":"3","max_items":4}"#,
            #"{"anyOf":[{"type":"integer"},{"type":"null"}],"minItems":3,"maxItems":4}"#
        ),
        (
            ##"{"type":"ARRAY","items":{"ref":"#/defs/A"},"defs":{"A":{"type":"TYPE_UNSPECIFIED","example":1}}}"##,
            ##"{"type":"array","items":{"$ref":"#/$defs/A"},"$defs":{"A":{"examples":[1]}}}"##
        ),
    ])
    func googlesSchemaBecomesJSONSchema(subset: String, expected: String) throws {
        let prompt = try read(#"{\#(hi),"tools":[{"functionDeclarations":[{"name":"f","parameters":\#(subset)}]}]}"#)
        #expect(prompt.tools[0].schema.map { String(buffer: $0.raw) } == expected)
        let format = try read(#"{\#(hi),"generationConfig":{"responseSchema":\#(subset)}}"#).format
        guard case .schema(let schema) = format else { throw CancellationError() }
        #expect(String(buffer: schema.schema.raw) == expected)
    }

    @Test(
        arguments: [
            ("AAAA", "AAAA"), ("-_-_", "+/+/"), ("AA", "AA=="), ("AA==", "AA=="), ("AAA", "AAA="), (#"A\/A"#, "A/A="),
            ("A", nil), ("=", nil), ("", nil), ("AA=", nil), ("A=AA", nil), ("AA===", nil), (#"A\nAA"#, nil),
            ("Aé", nil),
        ] as [(String, String?)])
    func base64IsOfTheUsualAlphabet(text: String, expected: String?) {
        #expect(GeminiBase64.standard(JSONString(escaped: ByteBuffer(string: text)))?.text == expected)
    }
}
