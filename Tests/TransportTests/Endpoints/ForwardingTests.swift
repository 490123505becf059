import Foundation
import PlanBFakeProvider
import PlanBVocabulary
import Testing

/// What is only forwarded: verdicts, images, sound and legacy completions, as a whole, as bytes and as a stream, each with a
/// target that fails first.
struct ForwardingTests {
    struct Ask: Sendable, CustomTestStringConvertible {
        var path: String
        var body: String
        var isForm = false
        /// What the answer has in it.
        var mark: String
        var type = "application/json"

        var testDescription: String { "\(path) \(mark)" }

        var request: Wire {
            guard isForm else { return Wire(body.utf8).with { $0.target = path } }
            let parts = body.split(separator: "&").map { part in
                let pair = part.split(separator: "=", maxSplits: 1).map(String.init)
                let file = pair[0] == "file" || pair[0] == "image" ? "; filename=\"a.bin\"" : ""
                return "--b\r\ncontent-disposition: form-data; name=\"\(pair[0])\"\(file)\r\n\r\n\(pair[1])\r\n"
            }
            return Wire((parts.joined() + "--b--\r\n").utf8).with {
                $0.target = path
                $0.fields[1] = "content-type: multipart/form-data; boundary=b"
            }
        }
    }

    static let asks: [Ask] = [
        Ask(path: "/v1/moderations", body: #"{"model":"m","input":"a"}"#, mark: "flagged"),
        Ask(path: "/v1/images/generations", body: #"{"model":"m","prompt":"a"}"#, mark: "b64_json"),
        Ask(
            path: "/v1/images/generations", body: #"{"model":"m","prompt":"a","stream":true}"#,
            mark: "image_generation.completed", type: "text/event-stream"),
        Ask(path: "/v1/images/edits", body: "model=m&prompt=a&image=PNG", isForm: true, mark: "b64_json"),
        Ask(path: "/v1/audio/speech", body: #"{"model":"m","input":"a","voice":"v"}"#, mark: "", type: "audio/"),
        Ask(
            path: "/v1/audio/speech", body: #"{"model":"m","input":"a","voice":"v","stream_format":"sse"}"#,
            mark: "speech.audio.done", type: "text/event-stream"),
        Ask(path: "/v1/audio/transcriptions", body: "file=RIFF&model=m", isForm: true, mark: #""text""#),
        Ask(
            path: "/v1/audio/transcriptions", body: "model=m&stream=true&file=RIFF", isForm: true,
            mark: "transcript.text.done", type: "text/event-stream"),
        Ask(
            path: "/v1/audio/transcriptions", body: "model=m&response_format=text&file=RIFF", isForm: true, mark: "",
            type: "text/plain"),
        Ask(path: "/v1/audio/translations", body: "model=m&file=RIFF", isForm: true, mark: #""text""#),
        Ask(path: "/v1/completions", body: #"{"model":"m","prompt":"a"}"#, mark: "text_completion"),
        Ask(
            path: "/v1/completions", body: #"{"model":"m","prompt":"a","stream":true}"#, mark: "[DONE]",
            type: "text/event-stream"),
    ]

    @Test(arguments: asks)
    func theNextTargetAnswersWhole(ask: Ask) async throws {
        let spots: [DialectHouse.Spot] = [
            // Neither serves it, so that neither is asked.
            .init("anthropic", model: "claude-sonnet-5-5"), .init("cohere", model: "command-a-03-2025"),
            .init("openai", model: "own-1", name: "first", .status(503)),
            .init("openai", model: "own-2", name: "second"),
        ]
        try await DialectHouse.run(spots) { house in
            let answer = try #require(try await house.ask(ask.request))
            #expect(answer.status == 200 && answer.isComplete, "\(answer.text)")
            #expect(answer.header("content-type")?.hasPrefix(ask.type) == true)
            #expect(ask.mark.isEmpty ? !answer.body.isEmpty : answer.text.contains(ask.mark), "\(answer.text)")
            #expect(answer.header("x-planb-attempts") == "first:503,second:200")
            let sent = house.providers[3].requests.last.map { String(decoding: $0.body, as: UTF8.self) }
            #expect(sent?.contains("own-2") == true && sent?.contains("own-1") == false)
            #expect(house.providers[0].requests.isEmpty && house.providers[1].requests.isEmpty)
        }
    }

    @Test(arguments: [("openai", "omni-moderation-latest"), ("mistral", "mistral-moderation-latest")])
    func everyVerdictSaysWhetherItIsOne(provider: String, model: String) async throws {
        try await DialectHouse.run([.init(provider, model: model)]) { house in
            let body = #"{"model":"m","input":["peace","violence"]}"#
            let answer = try #require(try await house.post("/v1/moderations", body))
            let results = answer.json("results") as? [[String: Any]]
            #expect(results?.map { $0["flagged"] as? Bool } == [false, true], "\(answer.text)")
        }
    }

    @Test(arguments: asks)
    func ifNobodyServesItThatIsSaid(ask: Ask) async throws {
        try await DialectHouse.run([.init("anthropic", model: "claude-sonnet-5-5")]) { house in
            let answer = try #require(try await house.ask(ask.request))
            #expect(answer.status == 400 && answer.json("error.code") as? String == "unsupported_operation")
            #expect(answer.header("x-should-retry") == "false" && house.providers[0].requests.isEmpty)
        }
    }
}
