import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

/// Every document that comes of `whole` if one of the values in it is exchanged, said twice or left out.
private struct Variants {
    /// What takes the place of a value.
    private static let strangers = [
        "null", "true", "-1", "1e400", "9223372036854775807", #""""#, #""x""#, #""models/""#, "[]", "[null]", "[{}]",
        "{}",
        #"{"text":[]}"#, #"{"x":{"x":1}}"#,
    ]

    private let strangers: [JSONValue]

    init() throws {
        strangers = try Self.strangers.map { try JSONNode(reading: ByteBuffer(string: $0)).value }
    }

    func variants(of whole: JSONValue) -> [JSONValue] {
        var all = strangers
        if let pairs = whole.object {
            for index in pairs.indices {
                for value in variants(of: pairs[index].value) {
                    var changed = pairs
                    changed[index].value = value
                    all.append(.object(changed))
                }
                all.append(.object(pairs + [pairs[index]]))
            }
        }
        if let elements = whole.array {
            for index in elements.indices {
                for value in variants(of: elements[index]) {
                    var changed = elements
                    changed[index] = value
                    all.append(.array(changed))
                }
                all.append(.array(elements + [elements[index]]))
                var shorter = elements
                shorter.remove(at: index)
                all.append(.array(shorter))
            }
        }
        return all
    }

    static func bodies(_ fixture: String) throws -> [ByteBuffer] {
        let recorded = try GeminiFixtures.body(fixture)
        let whole = try JSONValue.parse(recorded.readableBytesUInt8Span)
        var bodies: [ByteBuffer] = []
        for variant in try Variants().variants(of: whole) {
            var body = ByteBuffer()
            variant.write(into: &body)
            bodies.append(body)
        }
        return bodies
    }
}

struct GeminiHostileTests {
    private let path = PathFacts(model: "gemini-2.5-pro", isStream: true)

    /// A request is read or refused in a sentence; what is read can be written in the dialect, whatever it is.
    @Test func anyRequestIsReadOrRefused() throws {
        var accepted = 0
        var refused = 0
        for body in try Variants.bodies("request_full.json") {
            do {
                try checkWriting(try GeminiCodec.prompt(body, path))
                accepted += 1
            } catch let error as ClientError {
                check(error)
                refused += 1
            }
        }
        #expect(accepted > 100 && refused > 300)
    }

    private func check(_ error: ClientError) {
        #expect(error.status == 400)
        #expect(error.message.hasSuffix(".") || error.code == "invalid_json")
    }

    private func checkWriting(_ prompt: Prompt) throws {
        var losses = Losses()
        let request = GeminiCodec.request(prompt, to: TargetTraits(model: prompt.model), &losses)
        let body = try JSONValue.parse(request.body.readableBytesUInt8Span)
        #expect(body["contents"]?.array?.isEmpty == false)
        for content in body["contents"]?.array ?? [] { #expect(content["parts"]?.array?.isEmpty == false) }
    }

    /// An answer is read or a failure, and what is read is written as an answer.
    @Test(arguments: ["response_tool.json", "response_thought_cached.json", "response_prompt_blocked.json"])
    func anyAnswerIsReadOrAFailure(name: String) throws {
        for body in try Variants.bodies(name) {
            do {
                try checkWriting(try GeminiCodec.reply(body))
            } catch let failure as AttemptFailure {
                #expect(!failure.detail.isEmpty)
            }
        }
    }

    private func checkWriting(_ reply: Reply) throws {
        let context = ReplyContext(requestID: "r", model: "m", created: 0)
        let written = GeminiCodec.answer(reply, context)
        let answer = try JSONValue.parse(written.readableBytesUInt8Span)
        #expect(answer["candidates"]?.array?.count == reply.choices.count)
        #expect(!reply.choices.isEmpty)
    }

    @Test(arguments: ["error_429.json", "error_503_array.json", "error_400_key.json"])
    func anyErrorIsAFailure(name: String) throws {
        for body in try Variants.bodies(name) {
            let failure = GeminiCodec.failure(status: nil, body: body, AnswerFacts())
            #expect((400..<600).contains(failure.status ?? 0))
            #expect(failure.failureClass != .malformed)
        }
    }
}
