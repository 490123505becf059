import Foundation
import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

/// Anthropic's Messages API inside Amazon's InvokeModel.
struct InvokeTests {
    static let paths: [(String, DialectID, String, Bool)] = [
        ("/model/m/converse", .bedrock, "m", false), ("/model/m/converse-stream", .bedrock, "m", true),
        ("/model/m/invoke", .invoke, "m", false), ("/model/m/invoke-with-response-stream", .invoke, "m", true),
        ("/model/us.anthropic.claude-v1%3A0/invoke", .invoke, "us.anthropic.claude-v1:0", false),
        ("/model/arn%3Aaws%3Abedrock%3Ar%3A1%3Ax%2Fy/converse", .bedrock, "arn:aws:bedrock:r:1:x/y", false),
        ("/model/arn:aws:bedrock:r:1:x/y/converse", .bedrock, "arn:aws:bedrock:r:1:x/y", false),
        ("/model/%2Fconverse/converse", .bedrock, "/converse", false),
        ("/model/a%252Fb/converse", .bedrock, "a%2Fb", false),
    ]

    @Test("A path names the model as it is, and the operation", arguments: paths)
    func endpoint(path: String, dialect: DialectID, model: String, isStream: Bool) {
        #expect(
            Endpoint.match(method: "POST", path: path)
                == .conversation(dialect, PathFacts(model: model, isStream: isStream)))
        #expect(Endpoint.match(method: "GET", path: path) == nil)
    }

    @Test(
        "Other paths below a model are not built",
        arguments: ["/model/m", "/model/invoke", "/model/m/count-tokens", "/model/%FF/invoke", "/model/m%2Finvoke"])
    func unbuilt(path: String) { #expect(Endpoint.match(method: "POST", path: path) == .unbuilt(.bedrock)) }

    @Test("Only bodies of Claude are read")
    func bodies() throws {
        let place = PathFacts(model: "m", isStream: true)
        let claude = ByteBuffer(
            string:
                #"{"anthropic_version":"bedrock-2023-05-31","max_tokens":5,"messages":[{"role":"user","content":"x"}]}"#
        )
        #expect(try OpenAIProbe.conversation(claude, .invoke, place).isStream)
        let prompt = try InvokeCodec.prompt(claude, place)
        #expect(prompt.model == "m" && prompt.isStream && prompt.outputLimit == 5 && prompt.extras.isEmpty)
        for body in [#"{"inputText":"x"}"#, #"{"max_tokens":5,"messages":[]}"#] {
            #expect {
                try OpenAIProbe.conversation(ByteBuffer(string: body), .invoke, place)
            } throws: { error in
                (error as? ClientError)?.status == 400 && (error as? ClientError)?.parameter == "anthropic_version"
            }
        }
    }

    private static let events: [ReplyEvent] = [
        .start(id: "msg_1", model: "claude", created: nil), .text(choice: 0, "Hello “☕”\n"), .text(choice: 0, " again"),
        .callStart(choice: 0, slot: 0, id: "toolu_1", name: "f", signature: nil),
        .callArguments(choice: 0, slot: 0, "{\"a\":"), .callArguments(choice: 0, slot: 0, "1}"),
        .callEnd(choice: 0, slot: 0), .finish(choice: 0, .calls, stop: nil), .usage(Usage(input: 3, output: 4)),
    ]

    private static let context = ReplyContext(requestID: "req", model: "m", created: 0)

    /// What a writer writes for the events, with its end.
    private static func written<Writer: ReplyWriter>(_ type: Writer.Type) -> ByteBuffer {
        var writer = Writer(context)
        var out = ByteBuffer()
        for event in events { writer.write(event, into: &out) }
        writer.finish(story: ByteBuffer(string: "{\"x\":1}"), into: &out)
        return out
    }

    private static func frames(_ bytes: ByteBuffer) throws -> [EventStreamMessage] {
        var framer = EventStreamFramer()
        framer.append(bytes)
        var found: [EventStreamMessage] = []
        while let message = try framer.next() { found.append(message) }
        return found
    }

    @Test("A stream is the one of the Messages API, each event in a frame of its own")
    func stream() throws {
        var framer = SSEFramer()
        framer.append(Self.written(MessagesWriter.self))
        var expected: [String] = []
        while let event = try framer.next() { expected.append(String(buffer: event.data)) }
        let frames = try Self.frames(Self.written(InvokeWriter.self))
        #expect(frames.allSatisfy { $0.string(":event-type") == ByteBuffer(string: "chunk") })
        let decoded = frames.map { frame -> String in
            let object =
                try? JSONSerialization.jsonObject(with: Data(frame.payload.readableBytesView)) as? [String: String]
            return object?["bytes"].flatMap { Data(base64Encoded: $0) }.map { String(decoding: $0, as: UTF8.self) }
                ?? ""
        }
        #expect(decoded == expected && decoded.count > 8)
        #expect(decoded.last?.contains("\"planb\":{\"x\":1}") == true)
    }

    @Test("The reader of such a stream finds what was written")
    func reading() throws {
        var reader = InvokeCodec.Reader()
        var events: [ReplyEvent] = []
        for frame in try Self.frames(Self.written(InvokeWriter.self)) {
            try reader.take(WireEvent(frame), into: &events)
        }
        #expect(reader.isDone)
        try reader.checkEnd()
        let text = events.compactMap { event -> String? in
            if case .text(_, let text) = event { return text.text }
            return nil
        }
        #expect(text.joined() == "Hello “☕”\n again")
    }

    @Test("An error in a stream is an exception; before it, one of Amazon's errors")
    func errors() throws {
        let error = ClientError(503, code: "unavailable", "Nobody is there.")
        var writer = InvokeWriter(Self.context)
        var out = ByteBuffer()
        writer.write(Self.events[1], into: &out)
        out.clear()
        writer.fail(error, ErrorStory(requestID: "r"), into: &out)
        let frame = try #require(try Self.frames(out).first)
        #expect(frame.string(":message-type") == ByteBuffer(string: "exception"))
        #expect(frame.string(":exception-type") == ByteBuffer(string: "serviceUnavailableException"))
        #expect(InvokeCodec.headers(error).map(\.value) == ["ServiceUnavailableException"])
        #expect(InvokeCodec.status(error) == 503)
    }

    @Test("A keep-alive is a ping in a frame")
    func ping() throws {
        var out = ByteBuffer()
        InvokeWriter.keepAlive(into: &out)
        #expect(try Self.frames(out).map { String(buffer: $0.payload) } == [#"{"bytes":"eyJ0eXBlIjoicGluZyJ9"}"#])
    }
}
