import NIOCore
import PlanBConversation
import PlanBVocabulary
import Testing

@testable import PlanBDialects

/// However the network cuts a provider's stream, the client gets the same.
struct SplitTests {
    /// A recorded stream, and in which dialect it is.
    struct Recording: Sendable, CustomTestStringConvertible {
        var dialect: DialectID
        var folder: String
        var name: String
        var testDescription: String { "\(folder)/\(name)" }
    }

    static let recordings: [Recording] = {
        let folders: [(String, DialectID)] = [
            ("anthropic", .anthropic), ("bedrock", .bedrock), ("cohere", .cohere), ("compat", .openAI),
            ("gemini", .gemini), ("mistral", .openAI), ("openai-chat", .openAI), ("openai-responses", .responses),
        ]
        return folders.flatMap { folder, dialect in
            Fixtures.names(in: folder).filter { $0.hasSuffix(".sse") || $0.hasPrefix("converse_stream") }
                .map { Recording(dialect: dialect, folder: folder, name: $0) }
        }
    }()

    static let dialects: [DialectID] = [.openAI, .responses, .anthropic, .gemini, .bedrock, .cohere]

    /// What became of a stream.
    private struct Outcome: Equatable {
        var text: String
        var failure: FailureClass?
        var usage: Usage?
    }

    /// Feeds `bytes`, and goes on until the answer is complete or broken.
    private func feed(
        _ relay: inout any AnswerRelay, _ bytes: some Collection<UInt8>, into out: inout ByteBuffer
    ) throws(AttemptFailure) -> Bool {
        try relay.feed(ByteBuffer(bytes: bytes), into: &out) == .complete
    }

    private func end(_ relay: any AnswerRelay, _ out: ByteBuffer, _ failure: AttemptFailure? = nil) -> Outcome {
        var relay = relay
        var out = out
        var failure = failure
        if failure == nil {
            do throws(AttemptFailure) { try relay.finish(into: &out, story: nil) } catch { failure = error }
        }
        return Outcome(text: String(buffer: out), failure: failure?.failureClass, usage: relay.usage)
    }

    private func whole(_ relay: any AnswerRelay, _ out: ByteBuffer, _ bytes: some Collection<UInt8>) -> Outcome {
        var relay = relay
        var out = out
        do throws(AttemptFailure) { _ = try feed(&relay, bytes, into: &out) } catch { return end(relay, out, error) }
        return end(relay, out)
    }

    private func relay(_ recording: Recording, to client: DialectID) throws -> any AnswerRelay {
        let provider = Codecs.codec(of: recording.dialect)
        if client == recording.dialect { return ForwardedStream(provider, refusesEmpty: false) }
        return TranslatedStream(
            Translation(
                from: provider, to: Codecs.codec(of: client), ProviderRequest(to: ProviderPath(""), body: ByteBuffer()),
                ReplyContext(requestID: "req_1", model: "model", created: 1_800_000_000, wantsUsage: true)))
    }

    /// Cut once at every offset, and at all of them.
    private func check(_ recording: Recording, _ client: DialectID, everywhere: Bool) throws {
        let bytes = try Fixtures.bytes(recording.name, in: recording.folder)
        let expected = whole(try relay(recording, to: client), ByteBuffer(), bytes)
        // What has been fed byte by byte goes on as a whole from each offset.
        var relay = try relay(recording, to: client)
        var out = ByteBuffer()
        for offset in bytes.indices {
            if everywhere {
                let outcome = whole(relay, out, bytes[offset...])
                #expect(outcome == expected, "to \(client), cut at \(offset)")
            }
            do throws(AttemptFailure) {
                if try feed(&relay, bytes[offset...offset], into: &out) { break }
            } catch {
                #expect(end(relay, out, error) == expected, "to \(client), byte by byte")
                return
            }
        }
        #expect(end(relay, out) == expected, "to \(client), byte by byte")
    }

    @Test("A stream that is handed on", arguments: recordings)
    func forwarded(_ recording: Recording) throws { try check(recording, recording.dialect, everywhere: true) }

    /// Framer and reader are those of the stream that is handed on, and what writes never sees where bytes were cut: all
    /// cuts at once are enough.
    @Test("A stream that is translated", arguments: recordings)
    func translated(_ recording: Recording) throws {
        for client in Self.dialects where client != recording.dialect {
            try check(recording, client, everywhere: false)
        }
    }
}
