import PlanBEngine
import PlanBPolicy
import PlanBTesting
import PlanBVocabulary
import PlanBWire
import Testing

/// Requests that cannot be told to a provider of another dialect: nothing is sent, and the client reads in its own
/// dialect what to change.
struct BadConversationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var what: String
        var path = "/v1/chat/completions"
        var provider = "anthropic"
        var body: String
        /// What the error says.
        var says: String
        var testDescription: String { what }
    }

    private static let call =
        #"{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]}"#

    private static func chat(_ messages: String, _ more: String = "") -> String {
        #"{"model":"gpt-4.1","messages":[{"role":"user","content":"hi"}\#(messages)]\#(more)}"#
    }

    static let cases: [Case] = [
        Case(
            what: "arguments that are no JSON",
            body: chat(
                #",{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{bad"}}]},{"role":"tool","tool_call_id":"a","content":"1"}"#
            ), says: "arguments"),
        Case(what: "a call without its result", body: chat("," + call), says: "has no result"),
        Case(
            what: "a result twice",
            body: chat(
                "," + call
                    + #",{"role":"tool","tool_call_id":"a","content":"1"},{"role":"tool","tool_call_id":"a","content":"2"}"#
            ),
            says: "more than one result"),
        Case(
            what: "a result of no call", body: chat(#",{"role":"tool","tool_call_id":"z","content":"1"}"#),
            says: "does not follow that call"),
        Case(
            what: "a kind of content that nobody knows",
            body: #"{"model":"gpt-4.1","messages":[{"role":"user","content":[{"type":"hologram","hologram":{}}]}]}"#,
            says: "messages[0].content[0]"),
        Case(
            what: "a role that nobody knows",
            body: #"{"model":"gpt-4.1","messages":[{"role":"oracle","content":"hi"}]}"#,
            says: "role"),
        Case(
            what: "an image that is another",
            body:
                #"{"model":"gpt-4.1","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,/9j/4AAQ"}}]}]}"#,
            says: "image/jpeg"),
        Case(
            what: "an address in one's own network",
            body:
                #"{"model":"gpt-4.1","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"http://169.254.169.254/"}}]}]}"#,
            says: "is private"),
        Case(
            what: "Messages: a block that nobody knows", path: "/v1/messages", provider: "openai",
            body: #"{"model":"gpt-4.1","max_tokens":5,"messages":[{"role":"user","content":[{"type":"hologram"}]}]}"#,
            says: "hologram"),
        Case(
            what: "Messages: a result of no call", path: "/v1/messages", provider: "openai",
            body:
                #"{"model":"gpt-4.1","max_tokens":5,"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"z","content":"1"}]}]}"#,
            says: "does not follow that call"),
        Case(
            what: "Responses: an item that nobody knows", path: "/v1/responses", provider: "anthropic",
            body: #"{"model":"gpt-4.1","input":[{"type":"hologram"}]}"#, says: "input[0]"),
        Case(
            what: "Gemini: a part that nobody knows", path: "/v1beta/models/gpt-4.1:generateContent",
            provider: "openai",
            body: #"{"contents":[{"role":"user","parts":[{"hologram":{}}]}]}"#, says: "hologram"),
        Case(
            what: "Converse: a block that nobody knows", path: "/model/gpt-4.1/converse", provider: "openai",
            body: #"{"messages":[{"role":"user","content":[{"hologram":{}}]}]}"#, says: "hologram"),
        Case(
            what: "Cohere: a kind of content that nobody knows", path: "/v2/chat", provider: "openai",
            body: #"{"model":"gpt-4.1","messages":[{"role":"user","content":[{"type":"hologram"}]}]}"#, says: "messages[0].content[0]"
        ),
    ]

    @Test("What cannot be told is refused, and nothing is sent", arguments: cases)
    func refused(_ example: Case) async throws {
        let world = World(providers: [example.provider, example.provider])
        let upstream = world.upstream([:])
        let received = try await world.send(
            example.body, path: example.path, headers: ["anthropic-version: 2023-06-01"], to: upstream)
        #expect(upstream.requests.isEmpty)
        #expect(received.status == 400, "\(received.body)")
        #expect(received.body.contains(example.says), "\(received.body)")
        #expect(received.field("x-should-retry") == "false")
        // In the caller's dialect.
        let shape =
            switch example.path {
            case "/v1/messages": #""type":"error""#
            case "/v2/chat": #""message":"#
            case let path where path.hasPrefix("/v1beta"): #""status":"INVALID_ARGUMENT""#
            case let path where path.hasPrefix("/model"): #""message":"#
            default: #""type":"invalid_request_error""#
            }
        #expect(received.body.contains(shape), "\(received.body)")
    }

    @Test("Ids with illegal characters are mapped, in the call and in its result")
    func ids() async throws {
        let world = World(providers: ["anthropic", "anthropic"])
        let upstream = world.upstream([:])
        let body = Self.chat(
            #",{"role":"assistant","tool_calls":[{"id":"call/ä 1","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"call/ä 1","content":"1"}"#
        )
        _ = try await world.send(body, to: upstream)
        let sent = try #require(upstream.requests.first?.body)
        let ids = sent.matches(of: /"(?:id|tool_use_id)":"([^"]*)"/).map(\.output.1)
        #expect(ids.count == 2 && ids[0] == ids[1])
        #expect(
            ids.allSatisfy { $0.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") } })
    }

    @Test("A schema that refers to itself is no trap", arguments: ["anthropic", "gemini", "cohere", "openai"])
    func recursion(provider: String) async throws {
        let world = World(providers: [provider, provider])
        let upstream = world.upstream([:])
        let schema =
            ##"{"type":"object","properties":{"next":{"$ref":"#"}},"required":["next"],"additionalProperties":false}"##
        let format =
            #","response_format":{"type":"json_schema","json_schema":{"name":"list","strict":true,"schema":\#(schema)}}"#
        let received = try await world.send(Self.chat("", format), to: upstream)
        // It was sent, or refused with the member's name.
        #expect(!upstream.requests.isEmpty || (received.status == 400 && received.body.contains("response_format")))
    }

    @Test("A deep document is refused, not followed")
    func depth() async throws {
        let world = World(providers: ["anthropic", "anthropic"])
        let upstream = world.upstream([:])
        let deep = String(repeating: "[", count: 5000) + String(repeating: "]", count: 5000)
        let received = try await world.send(Self.chat("", #","metadata":\#(deep)"#), to: upstream)
        #expect(received.status == 400 && upstream.requests.isEmpty)
    }
}
