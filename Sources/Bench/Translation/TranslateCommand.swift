import ArgumentParser
import NIOCore
import PlanBConversation
import PlanBDialects
import PlanBVocabulary

/// `planb-bench translate`: what a translation costs, without network or gateway around it.
struct TranslateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "translate", abstract: "Measures the CPU time of translating streams and prompts.",
        discussion:
            "Prints JSON: microseconds per event of a stream above handing it on, and per prompt, for each pair.")

    @Option(help: "Bytes of each event.")
    var event = 300

    @Option(help: "Bytes of each prompt.")
    var prompt = 50_000

    @Option(help: "Runs of each; the fastest counts.")
    var rounds = 30

    private static let dialects: [DialectID] = [.openAI, .responses, .anthropic, .gemini, .bedrock, .cohere]
    private static let count = 1000

    func validate() throws {
        guard (1...1000).contains(rounds) else { throw ValidationError("--rounds must be 1 to 1000") }
        guard (1...100_000).contains(event), (1...10_000_000).contains(prompt) else {
            throw ValidationError("--event must be 1 to 100000, --prompt 1 to 10000000")
        }
    }

    func run() throws {
        var streams: [String] = []
        var prompts: [String] = []
        for provider in Self.dialects {
            let codec = Codecs.codec(of: provider)
            let stream = sample(codec)
            let forward = try cost(stream) { ForwardedStream(codec, refusesEmpty: false) }
            for client in Self.dialects where client != provider {
                let translated = try cost(stream) { TranslatedStream(translation(from: codec, to: client)) }
                streams.append(
                    row(
                        client, provider,
                        [("forward", forward), ("translate", translated), ("added", translated - forward)]))
                prompts.append(row(client, provider, [("translate", try cost(of: prompt(client), to: codec))]))
            }
        }
        print(
            #"{"event_bytes":\#(event),"prompt_bytes":\#(prompt),"rounds":\#(rounds),"#
                + #""streams":[\#(streams.joined(separator: ","))],"prompts":[\#(prompts.joined(separator: ","))]}"#)
    }

    private func row(_ client: DialectID, _ provider: DialectID, _ figures: [(String, Double)]) -> String {
        let members = figures.map { name, value in "\"\(name)_us\":\((value * 1000).rounded() / 1000)" }
        return #"{"client":"\#(client)","provider":"\#(provider)",\#(members.joined(separator: ","))}"#
    }

    private func sample<Codec: ConversationCodec>(_ codec: Codec.Type) -> SampleStream {
        SampleStream(codec, count: Self.count, size: event)
    }

    private func prompt(_ client: DialectID) -> SamplePrompt { prompt(Codecs.codec(of: client)) }

    private func prompt<Codec: ConversationCodec>(_ codec: Codec.Type) -> SamplePrompt {
        SamplePrompt(codec, size: prompt)
    }

    private func translation(from codec: any ConversationCodec.Type, to client: DialectID) -> Translation {
        Translation(
            from: codec, to: Codecs.codec(of: client), ProviderRequest(to: ProviderPath(""), body: ByteBuffer()),
            ReplyContext(requestID: "req_0123456789abcdef", model: "a-model", created: 1_800_000_000, wantsUsage: true))
    }

    /// Microseconds per event.
    private func cost(_ stream: SampleStream, _ relay: () -> any AnswerRelay) throws -> Double {
        let seconds = try CPUTime.least(of: rounds) {
            var relay = relay()
            var out = ByteBuffer()
            _ = try relay.feed(stream.head, into: &out)
            for event in stream.events {
                // What is written goes out before the next event comes.
                out.clear()
                guard try relay.feed(event, into: &out) == .output else { throw NotMeasured("an event gave no output") }
            }
            _ = try relay.feed(stream.tail, into: &out)
            try relay.finish(into: &out, story: nil)
        }
        return seconds * 1e6 / Double(stream.events.count)
    }

    /// Microseconds for one prompt.
    private func cost(of prompt: SamplePrompt, to codec: any ConversationCodec.Type) throws -> Double {
        let repeats = 20
        let client = Codecs.codec(of: prompt.dialect)
        let seconds = try CPUTime.least(of: rounds) {
            for _ in 0..<repeats {
                var losses = Losses()
                let request = codec.request(
                    try client.prompt(prompt.body, prompt.path), to: TargetTraits(model: "a-model"), &losses)
                guard request.body.readableBytes > prompt.body.readableBytes / 2, losses.refused.isEmpty else {
                    throw NotMeasured("the prompt was not translated whole")
                }
            }
        }
        return seconds * 1e6 / Double(repeats)
    }
}

/// Why there is no figure.
struct NotMeasured: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
