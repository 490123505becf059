import NIOCore
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

private func delivered(_ text: String) -> Delivered {
    var delivered = Delivered()
    let answer = SampleAnswer(text: text)
    for scalar in text.unicodeScalars {
        delivered.note(ByteBuffer(string: answer.event(#"{"content":\#(answer.quoted(String(scalar)))}"#)))
    }
    return delivered
}

struct ResumeRequestTests {
    private static let messages = #""messages":[{"role":"user","content":"hi"}]"#

    @Test(
        arguments: [
            (#""n":1,"logprobs":false,"stop":null,"response_format":{"type":"text"},"modalities":["text"]"#, nil, nil),
            (#""tools":[{"type":"function"}],"tool_choice":"auto","temperature":0"#, nil, nil),
            (#""n":2"#, "n", nil), (#""n":1.0"#, "n", nil), (#""logprobs":true"#, "logprobs", nil),
            (#""logprobs":5"#, "logprobs", nil), (#""logprobs":0"#, nil, nil),
            (#""response_format":{"type":"json_object"}"#, "response_format", nil),
            (#""response_format":{"json_schema":{},"type":"json_schema"}"#, "response_format", nil),
            (#""response_format":{"type":"text","type":"json_object"}"#, "response_format", nil),
            (#""response_format":{}"#, "response_format", nil), (#""modalities":["text","audio"]"#, "modalities", nil),
            (#""audio":{"voice":"x"}"#, "audio", nil),
            (#""previous_response_id":"r"# + #"""#, "previous_response_id", nil),
            (#""conversation":{"id":"c"}"#, "conversation", nil), (#""grammar":"root ::= x""#, "grammar", nil),
            (#""guided_json":{}"#, "guided_json", nil),
            (#""structured_outputs":{"regex":"a"}"#, "structured_outputs", nil),
            (#""store":true"#, "store", nil), (#""store":false"#, nil, nil),
            (#""stop":"x""#, nil, "stop"), (#""stop":["x"]"#, nil, "stop"), (#""stop":[]"#, nil, nil),
            (#""continue_final_message":true"#, nil, "continue_final_message"), (#""echo":true"#, nil, "echo"),
            (#""st\u006fp":"x""#, nil, "stop"),
        ] as [(String, String?, String?)])
    func theRequestSaysWhetherItsAnswerCanBeCompleted(members: String, any: String?, prefill: String?) {
        for body in ["{\(members),\(Self.messages)}", "{\(Self.messages),\(members)}"] {
            let found = ResumeObstacles(of: ByteBuffer(string: body))
            #expect((found.any == nil) == (any == nil), "\(found)")
            #expect((found.prefill == nil) == (prefill == nil), "\(found)")
            if let any { #expect(found.any?.hasSuffix("(\(any))") == true) }
            if let prefill { #expect(found.prefill?.hasSuffix("(\(prefill))") == true) }
        }
    }

    @Test(arguments: [
        (#"{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}"#, true),
        (#"{"messages":[{"role":"assistant","content":"b"},{"content":[{"role":"x"}],"role":"user"}]}"#, false),
        (#"{"messages":[{"role":"assistant"},7]}"#, false),
    ])
    func aRequestThatBeginsTheAnswerItselfTakesNoPrefill(body: String, isObstacle: Bool) {
        let found = ResumeObstacles(of: ByteBuffer(string: body))
        #expect(found.any == nil)
        #expect((found.prefill != nil) == isObstacle)
    }

    @Test(arguments: ["", "[]", "nonsense", "{"])
    func whatIsNoRequestCannotBeCompleted(body: String) {
        #expect(ResumeObstacles(of: ByteBuffer(string: body)).any != nil)
    }

    @Test(arguments: [
        (PrefillStyle.trailingMessage, #"{"role":"assistant","content":"x\" é\n"}"#, ""),
        (.prefixFlag, #"{"role":"assistant","content":"x\" é\n","prefix":true}"#, ""),
        (
            .continueFinalMessage, #"{"role":"assistant","content":"x\" é\n"}"#,
            #""continue_final_message":true,"add_generation_prompt":false,"#
        ),
    ])
    func aPrefillIsOneMoreMessageAndEveryOtherByteStays(style: PrefillStyle, message: String, members: String) throws {
        let body =
            #"{ "seed":1e0, "model":"a", "messages" : [ {"role":"user","content":"]\u00e9"} ], "max_tokens": 9,"#
            + #""max_completion_tokens":6,"stream":true,"x":[1,{"max_tokens":9}]}"#
        let expected =
            #"{\#(members)"stream_options":{"include_usage":true}, "seed":1e0, "model":"b", "messages" : "#
            + #"[ {"role":"user","content":"]\u00e9"} ,\#(message)], "max_tokens": 4,"#
            + #""max_completion_tokens":1,"stream":true,"x":[1,{"max_tokens":9}]}"#
        let patched = try OpenAIRequest.body(
            ByteBuffer(string: body), probe: try OpenAIProbe.json(ByteBuffer(string: body), operation: .chat),
            model: "b", prefill: delivered("x\" é\n"), style: style, addsUsage: true)
        let value = try JSONValue.parse(patched.readableBytesUInt8Span)
        #expect(value["stream_options"]?["include_usage"] == true)
        // Members in front may come in any order.
        #expect(String(buffer: patched).count == expected.count)
        let tail = #" "seed":1e0"#
        #expect(String(buffer: patched).split(separator: tail).last == expected.split(separator: tail).last)
        if style == .continueFinalMessage {
            #expect(value["continue_final_message"] == true)
            #expect(value["add_generation_prompt"] == false)
        }
    }

    @Test(arguments: 0..<50)
    func thePrefillIsExactlyTheTextThatWasDelivered(seed: Int) throws {
        var random = SeededRandom(seed)
        let text = SampleAnswer.randomText(&random)
        let body = ByteBuffer(string: "{\"model\":\"a\",\(Self.messages)}")
        let patched = try OpenAIRequest.body(
            body, probe: try OpenAIProbe.json(body, operation: .chat), model: "a", prefill: delivered(text),
            style: .trailingMessage, addsUsage: true)
        let value = try JSONValue.parse(patched.readableBytesUInt8Span)
        #expect(value["messages"]?.array?.count == 2)
        #expect((value["messages"]?[1]?["content"]?.string).map { Array($0.utf8) } == Array(text.utf8))
    }

    @Test(arguments: [
        (#","max_tokens":3"#, false), (#","max_tokens":4"#, true), (#","max_completion_tokens":0"#, false),
        (#","max_tokens":-9223372036854775808"#, false), (#","max_tokens":null"#, true), (#","max_tokens":1e9"#, true),
    ])
    func aPrefillIsNotAskedForWhenNoTokenIsLeft(member: String, isAsked: Bool) throws {
        let body = ByteBuffer(string: "{\"model\":\"a\",\(Self.messages)\(member)}")
        let probe = try OpenAIProbe.json(body, operation: .chat)
        func ask() throws(AttemptFailure) {
            _ = try OpenAIRequest.body(
                body, probe: probe, model: "a", prefill: delivered("abc"), style: .trailingMessage, addsUsage: false)
        }
        if isAsked {
            try ask()
        } else {
            let failure = #expect(throws: AttemptFailure.self) { try ask() }
            #expect(failure?.failureClass == .unsupported)
        }
    }

    @Test func whatCannotBeContinuedIsNotAskedFor() throws {
        let body = ByteBuffer(string: "{\"model\":\"a\",\(Self.messages)}")
        let probe = try OpenAIProbe.json(body, operation: .chat)
        var finished = delivered("abc")
        finished.note(ByteBuffer(string: SampleAnswer(text: "").event("{}", finish: "stop")))
        for prefill in [Delivered(), finished] {
            #expect(throws: AttemptFailure.self) {
                try OpenAIRequest.body(
                    body, probe: probe, model: "a", prefill: prefill, style: .trailingMessage, addsUsage: false)
            }
        }
    }
}

struct SeamNoteTests {
    private let note = SeamNote(offset: 12, from: "a", to: "b", method: "restart", count: 1)

    @Test func theLastSeamStandsBesideTheAttempts() {
        let attempts = [AttemptNote(target: "a", outcome: "cut", milliseconds: 5)]
        #expect(
            String(buffer: OpenAIErrorBody.story(requestID: "r", attempts: attempts, resumed: note))
                == #"{"request_id":"r","attempts":[{"target":"a","outcome":"cut","ms":5}],"#
                + #""resumed":{"offset":12,"from":"a","to":"b","method":"restart"}}"#)
        var third = note.withoutNames
        third.count = 3
        #expect(
            String(buffer: OpenAIErrorBody.story(requestID: "r", attempts: nil, resumed: third))
                == #"{"request_id":"r","resumed":{"offset":12,"method":"restart","seams":3}}"#)
        #expect(
            String(buffer: OpenAIErrorBody.story(requestID: "r", attempts: [])) == #"{"request_id":"r","attempts":[]}"#)
    }

    @Test func anAnswerThatBreaksAgainTellsOfItsSeamToo() throws {
        let error = ClientError(502, code: "stream_interrupted", "It broke.")
        let body = OpenAIErrorBody.json(error, requestID: "r", attempts: nil, resumed: note)
        let value = try JSONValue.parse(body.readableBytesUInt8Span)
        #expect(value["planb"]?["resumed"]?["offset"] == .int(12))
        let plain = OpenAIErrorBody.json(error, requestID: "r", attempts: nil)
        #expect(try JSONValue.parse(plain.readableBytesUInt8Span)["planb"] == nil)
    }
}
