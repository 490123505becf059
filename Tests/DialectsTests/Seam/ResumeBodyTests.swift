import NIOCore
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

struct ResumeBodyTests {
    private static let messages = #""messages":[{"role":"user","content":"hi"}]"#

    @Test(arguments: [
        (#""n":2"#, true, false), (#""n":1"#, false, false), (#""logprobs":true"#, true, false),
        (#""response_format":{"type":"json_object"}"#, true, false),
        (#""response_format":{"type":"json_schema","json_schema":{}}"#, true, false),
        (#""response_format":{"type":"text"}"#, false, false), (#""modalities":["text","audio"]"#, true, false),
        (#""audio":{"voice":"v"}"#, true, false), (#""store":true"#, true, false), (#""store":false"#, false, false),
        (#""previous_response_id":"r""#, true, false), (#""stop":["\n"]"#, false, true),
        (#""stop":null"#, false, false),
        (#""temperature":0"#, false, false),
    ])
    func theRequestSaysWhatForbidsToCompleteItsAnswer(member: String, any: Bool, prefill: Bool) {
        let obstacles = ResumeObstacles(of: ByteBuffer(string: "{\(member),\(Self.messages)}"))
        #expect((obstacles.any != nil) == any)
        #expect((obstacles.prefill != nil) == prefill)
    }

    @Test func aClientsOwnPrefillAllowsNoOther() {
        let body = #"{"messages":[{"role":"user","content":"a"},{"content":"b","role":"assistant"}]}"#
        let obstacles = ResumeObstacles(of: ByteBuffer(string: body))
        #expect(obstacles.any == nil && obstacles.prefill != nil)
    }

    private func delivered(_ pieces: String...) -> Delivered {
        let one = SpokenAnswer(id: "one")
        var stream = MendedStream()
        stream.leg((one.role + pieces.map(one.say).joined()).utf8)
        return stream.delivered ?? Delivered()
    }

    private func prefilled(_ body: String, _ style: PrefillStyle, _ delivered: Delivered) throws -> String {
        let bytes = ByteBuffer(string: body)
        let probe = try OpenAIProbe.json(bytes, operation: .chat)
        return String(
            buffer: try OpenAIRequest.body(
                bytes, probe: probe, model: "b", prefill: delivered, style: style, addsUsage: false))
    }

    @Test(arguments: [
        (PrefillStyle.trailingMessage, "", ""), (.prefixFlag, "", #","prefix":true"#),
        (.continueFinalMessage, #""continue_final_message":true,"add_generation_prompt":false,"#, ""),
    ])
    func aPrefillKeepsEveryOtherByte(style: PrefillStyle, members: String, flag: String) throws {
        let body = #"{ "x":1e400,"messages":[ {"role":"user","content":"\u00e9]"} ] ,"model":"a", "max_tokens":50 }"#
        let message = #"{"role":"assistant","content":"Hi \"😀\n"\#(flag)}"#
        #expect(
            try prefilled(body, style, delivered("Hi \"", "😀", "\n"))
                == #"{\#(members) "x":1e400,"messages":[ {"role":"user","content":"\u00e9]"} ,\#(message)] ,"model":"b","#
                + #" "max_tokens":47 }"#)
    }

    @Test(arguments: ["max_tokens", "max_completion_tokens"])
    func whatIsDeliveredCountsAgainstTheLimit(name: String) throws {
        let two = delivered("a", "b")
        #expect(
            try prefilled("{\"model\":\"a\",\"\(name)\":3,\(Self.messages)}", .prefixFlag, two).contains(
                "\"\(name)\":1,"))
        for limit in [2, 1, 0, -1, .min] {
            let failure = #expect(throws: AttemptFailure.self) {
                try prefilled("{\"model\":\"a\",\"\(name)\":\(limit),\(Self.messages)}", .prefixFlag, two)
            }
            #expect(failure?.failureClass == .unprepared)
        }
    }

    @Test(arguments: [
        (
            SeamNote(offset: 7, from: "a", to: "b", method: "restart", count: 1),
            #"{"offset":7,"from":"a","to":"b","method":"restart"}"#
        ),
        (
            SeamNote(offset: 7, from: "a", to: "b", method: "prefill", count: 3).withoutNames,
            #"{"offset":7,"method":"prefill","seams":3}"#
        ),
    ])
    func theStoryTellsTheSeam(note: SeamNote, told: String) {
        let story = OpenAIErrorBody.story(requestID: "r", attempts: nil, resumed: note)
        #expect(String(buffer: story) == #"{"request_id":"r","resumed":\#(told)}"#)
    }
}
