import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

/// What other providers' answers have put into a conversation does not reach a provider that refuses it, and nothing else
/// is touched.
struct MendingTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var dialect: DialectID
        var model = "m"
        var body: String
        /// Nil: nothing to mend.
        var expected: String?
        var testDescription: String { name }
    }

    private static func messages(_ content: String, _ more: String = "") -> String {
        #"{"model": "asked", \#(more)"messages":[{"role":"user","content":"planb- \u00e9"},{"role":"assistant","content":[\#(content)]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a"}]}],"x":1.50}"#
    }
    private static func mendedMessages(_ content: String) -> String {
        #"{"model":"m","messages":[{"role":"user","content":"planb- \u00e9"},{"role":"assistant","content":[\#(content)]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a"}]}],"x":1.50}"#
    }
    private static let use = #"{"type":"tool_use","id":"a","name":"f","input":{}}"#
    private static let own = #"{"type":"thinking","thinking":"t","signature":"EqQB"}"#
    private static let foreign = #"{"type":"thinking","thinking":"t","signature":"planb-gemini:QQ=="}"#
    private static let unsigned = #"{"type":"thinking","thinking":"t","signature":"planb-unsigned"}"#
    private static let sealed = #"{"type":"redacted_thinking","data":"planb-responses:QQ=="}"#

    private static let anthropic: [Case] = [
        Case(name: "nothing foreign", dialect: .anthropic, body: messages(own + "," + use)),
        Case(
            name: "a foreign thought", dialect: .anthropic, body: messages(foreign + "," + use),
            expected: mendedMessages(use)),
        Case(
            name: "several, and an own one", dialect: .anthropic,
            body: messages([unsigned, own, sealed, use].joined(separator: ",")),
            expected: mendedMessages(own + "," + use)),
        Case(
            name: "a turn that was nothing else", dialect: .anthropic,
            body:
                #"{"model":"m","messages":[{"role":"user","content":"a"},{"role":"assistant","content":[\#(foreign)]},{"role":"user","content":"b"}]}"#,
            expected: #"{"model":"m","messages":[{"role":"user","content":"a"},{"role":"user","content":"b"}]}"#),
        Case(
            name: "thinking by a budget in a loop of another's", dialect: .anthropic,
            body: messages(use, #""thinking":{"type":"enabled","budget_tokens":2000},"#), expected: mendedMessages(use)),
        Case(
            name: "thinking by a budget in one's own loop", dialect: .anthropic,
            body: messages(own + "," + use, #""thinking":{"type":"enabled","budget_tokens":2000},"#)),
        Case(name: "no messages", dialect: .anthropic, body: #"{"a":"planb-","messages":7}"#),
        Case(name: "no JSON", dialect: .anthropic, body: #"{"planb-"#),
    ]

    private static func contents(_ model: String) -> String {
        #"{"contents": [{"role":"user","parts":[{"text":"a"}]},\#(model),{"role":"user","parts":[{"functionResponse":{}}]}],"y":1.0}"#
    }
    private static func part(_ more: String = "") -> String { #"{"functionCall":{"name":"f"}\#(more)}"# }
    private static let standIn = #","thoughtSignature":"c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I=""#
    private static func turn(_ parts: String...) -> String {
        #"{"role":"model","parts":[\#(parts.joined(separator: ","))]}"#
    }
    private static func gemini(_ name: String, _ model: String, _ turns: String, _ expected: String?) -> Case {
        let expected = expected.map { contents($0).replacing(#": [{"role""#, with: #":[{"role""#) }
        return Case(name: name, dialect: .gemini, model: model, body: contents(turns), expected: expected)
    }
    private static let text = #"{"text":"t"}"#

    private static let gemini: [Case] = [
        gemini("a call of another's", "gemini-3-pro", turn(part()), turn(part(standIn))),
        gemini("the first of two", "gemini-3-pro", turn(text, part(), part()), turn(text, part(standIn), part())),
        gemini("an own call", "gemini-3-pro", turn(part(#","thoughtSignature":"QQ==""#), part()), nil),
        gemini("in the other spelling", "gemini-3-pro", turn(part(#","thought_signature":"QQ==""#), part()), nil),
        gemini("a null", "gemini-3-pro", turn(part(#","thought_signature":null"#)), turn(part(standIn))),
        gemini(
            "a turn in pieces", "gemini-3-pro", turn(text) + "," + turn(part()) + "," + turn(part()),
            turn(text) + "," + turn(part(standIn)) + "," + turn(part())),
        gemini("a model that does not check", "gemini-2.5-flash", turn(part()), nil),
        gemini("no call", "gemini-3-pro", turn(text), nil),
    ]

    private static let others: [Case] = [
        Case(
            name: "thoughts with ids of Plan B's", dialect: .responses,
            body:
                #"{"model":"a","input":[{"type":"reasoning","id":"rs_0a1b_0","summary":[]},{"type":"reasoning","id":"rs_0a1b","summary":[]},{"type":"reasoning","id":"rs_0a_0","encrypted_content":"x"},{"role":"user","content":"b"}]}"#,
            expected:
                #"{"model":"m","input":[{"type":"reasoning","id":"rs_0a1b","summary":[]},{"type":"reasoning","id":"rs_0a_0","encrypted_content":"x"},{"role":"user","content":"b"}]}"#
        ),
        Case(name: "input that is a text", dialect: .responses, body: #"{"model":"a","input":"\"rs_a_0\""}"#),
        Case(
            name: "thoughts that nobody has signed", dialect: .bedrock, model: "us.anthropic.claude-opus-4-8",
            body:
                #"{"messages":[{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"t"}}},{"reasoningContent":{"reasoningText":{"text":"t","signature":"s"}}},{"text":"a"}]}]}"#,
            expected:
                #"{"messages":[{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"t","signature":"s"}}},{"text":"a"}]}]}"#
        ),
        Case(
            name: "a model that signs nothing", dialect: .bedrock, model: "us.deepseek.r1-v1:0",
            body:
                #"{"messages":[{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"t"}}},{"text":"a"}]}]}"#
        ),
        Case(name: "chat completions", dialect: .openAI, body: #"{"messages":[{"reasoning_content":"planb-"}]}"#),
    ]

    @Test(arguments: anthropic + gemini + others)
    func mends(_ example: Case) {
        let target = TargetTraits(model: example.model)
        let mended = Codecs.codec(of: example.dialect).mended(ByteBuffer(string: example.body), for: target)
        #expect(mended.map { String(buffer: $0) } == example.expected)
        // What was mended is as it should be.
        if let mended { #expect(Codecs.codec(of: example.dialect).mended(mended, for: target) == nil) }
    }

    @Test(arguments: ["", "a", "ab", "abc", "xabc", "ababc", "aabb", "\"planb", "x\"planb-y", "\"plan\"planb-"])
    func findsAWord(text: String) {
        for word in ["abc", "a", "\"planb-"] as [StaticString] {
            #expect(Mending.mayConcern(ByteBuffer(string: text), word) == text.contains(word.description))
        }
    }
}
