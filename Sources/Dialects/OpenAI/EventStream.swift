import NIOCore
import PlanBVocabulary
import PlanBWire

/// A stream of typed events that says itself when it is complete: Responses, images, transcriptions, speech.
struct EventStream: StreamRelay {
    private var framer = SSEFramer(maximumEventBytes: 64 << 20)
    private var isComplete = false
    private(set) var usage: Usage?
    private(set) var made: [String] = []

    mutating func feed(_ bytes: ByteBuffer, into out: inout ByteBuffer) throws(AttemptFailure) -> Progress {
        framer.append(bytes)
        var progress = Progress.preamble
        while let event = try nextEvent() {
            let facts: EventFacts
            do throws(JSONFault) { facts = try EventFacts(event.data) } catch {
                throw AttemptFailure(
                    .malformed, detail: "an event of the stream is not valid JSON: \(error.description)")
            }
            if let usage = facts.usage { self.usage = usage }
            // The response is told with its id more than once, and each item twice.
            for id in facts.ids where made.count < MadeIDs.most && made.first != id && made.last != id {
                made.append(id)
            }
            if facts.role == .failure {
                throw OpenAIFailure.classify(status: nil, body: event.data, retryAfter: nil)
            }
            if let name = facts.name { out.writeString("event: \(name)\n") }
            SSEWriter.append(data: event.data, to: &out)
            switch facts.role {
            case .completion:
                isComplete = true
                return .complete
            case .output: progress = .output
            case .preamble, .failure: break
            }
        }
        return progress
    }

    func checkEnd() throws(AttemptFailure) {
        guard isComplete else { throw AttemptFailure(.cut, detail: "the stream ended before its last event") }
    }

    func finish(into out: inout ByteBuffer, story: ByteBuffer?) throws(AttemptFailure) { try checkEnd() }

    private mutating func nextEvent() throws(AttemptFailure) -> SSEEvent? {
        do throws(SSEFault) { return try framer.next() } catch {
            throw AttemptFailure(.malformed, detail: "an event of the stream is too long")
        }
    }
}
