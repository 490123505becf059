import Testing

@testable import PlanBFakeProvider

@Suite struct GeminiChecksTests {
    private static let user = #"{"role":"user","parts":[{"text":"x"}]}"#
    private static let seal = GeminiCall.seal.of("x")

    private static func calls(_ names: String..., signature: String? = seal) -> String {
        let all = names.enumerated().map { index, name in
            let signature = index == 0 ? signature.map { #","thoughtSignature":"\#($0)""# } ?? "" : ""
            return #"{"functionCall":{"id":"\#(name)1","name":"\#(name)","args":{}}\#(signature)}"#
        }
        return #"{"role":"model","parts":[\#(all.joined(separator: ","))]}"#
    }
    private static func results(_ names: String...) -> String {
        let all = names.map { #"{"functionResponse":{"id":"\#($0)1","name":"\#($0)","response":{"output":1}}}"# }
        return #"{"role":"user","parts":[\#(all.joined(separator: ","))]}"#
    }
    private static func body(_ contents: String..., extra: String = "") -> String {
        #"{"contents":[\#(contents.joined(separator: ","))]\#(extra)}"#
    }

    @Test(arguments: [
        body(user), body(#"{"parts":[{"text":"x"}]}"#), body(user, calls("f", "g"), results("f", "g")),
        body(user, calls("f", signature: "skip_thought_signature_validator"), results("f")),
        body(user, calls("f", signature: base64(Array("skip_thought_signature_validator".utf8))), results("f")),
        // The call is of an earlier turn.
        body(user, calls("f", signature: nil), results("f"), #"{"role":"model","parts":[{"text":"y"}]}"#, user),
        body(
            user,
            extra:
                #","tools":[{"function_declarations":[{"name":"a.b","parameters_json_schema":{"type":"object"}}]}],"generation_config":{"max_output_tokens":5}"#
        ),
    ])
    func aGoodRequestIsAnswered(body: String) {
        let reply = Talk.gemini.reply(body)
        #expect(reply.status == 200, "\(reply.body)")
    }

    @Test(arguments: [
        ("{}", "contents is not specified"),
        (body(user, extra: #","foo":1"#), #"Unknown name "foo": Cannot find field."#),
        (
            body(#"{"role":"user","parts":[{"text":"x","type":"text"}]}"#),
            #"Unknown name "type" at 'contents[0].parts[0]'"#
        ),
        (
            body(user, extra: #","generationConfig":{"maxTokens":1}"#),
            #"Unknown name "maxTokens" at 'generationConfig'"#
        ),
        (body(#"{"role":"assistant","parts":[{"text":"x"}]}"#), "Please use a valid role: user, model."),
        (body(#"{"role":"user","parts":[]}"#), "parts must not be empty"),
        (body(#"{"role":"user","parts":[{}]}"#), "required oneof field 'data'"),
        (body(#"{"role":"user","parts":[{"text":"a","inlineData":{}}]}"#), "oneof field 'data' is already set"),
        (body(#"{"role":"model","parts":[{"text":"x"}]}"#, user), "starts with a user turn"),
        (body(user, calls("f", "g"), results("f")), "number of function response parts"),
        (body(user, calls("f", "g"), results("g", "f")), "in their order"),
        (body(user, calls("f"), user), "number of function response parts"),
        (body(user, calls("f")), "number of function response parts"),
        (body(user, results("f")), "immediately after a function call turn"),
        (body(user, calls("f", signature: nil), results("f")), "missing a thought_signature"),
        (body(user, calls("f", signature: "Zml4dHVyZQ=="), results("f")), "Thought signature is not valid"),
        (
            body(
                user, calls("f"),
                #"{"role":"user","parts":[{"functionResponse":{"id":"f1","name":"f","response":"text"}}]}"#),
            "google.protobuf.Struct"
        ),
        (
            body(user, calls("f"), #"{"role":"user","parts":[{"functionResponse":{"id":"f1","response":{}}}]}"#),
            "Name cannot be empty"
        ),
        (
            body(user, extra: #","generationConfig":{"thinkingConfig":{"thinkingBudget":1,"thinkingLevel":"LOW"}}"#),
            "only one of"
        ),
        (body(user, extra: #","generationConfig":{"responseSchema":{"type":"STRING"}}"#), "response_mime_type"),
        (
            body(
                user,
                extra:
                    #","tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"object","properties":{"a":{"$ref":"x"}}}}]}]"#
            ),
            #"Unknown name "$ref""#
        ),
        (body(user, extra: #","tools":[{"functionDeclarations":[{"name":"9f"}]}]"#), "Invalid function name"),
        (body(user, extra: #","toolConfig":{"functionCallingConfig":{"mode":"auto"}}"#), "Mode"),
        (
            body(user, extra: #","safetySettings":[{"category":"HARM","threshold":"OFF"}]"#),
            "safety_settings[0].category"
        ),
    ])
    func aMistakeIsNamed(body: String, message: String) {
        let reply = Talk.gemini.reply(body)
        let told = reply.body["error"]["message"].string ?? "answered"
        #expect(reply.status == 400 && told.contains(message), "\(told)")
    }

    @Test func modelsBefore3DoNotSign() {
        var talk = Talk.gemini
        talk.target = "/v1beta/models/gemini-2.5-pro:generateContent"
        #expect(talk.reply(Self.body(Self.user, Self.calls("f", signature: nil), Self.results("f"))).status == 200)
    }
}
