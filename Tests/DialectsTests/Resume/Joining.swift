import NIOCore
import PlanBVocabulary

@testable import PlanBDialects

/// A client's stream that is made of one answer after the other, as the gateway makes it.
struct Joining {
    var out = ByteBuffer()
    var delivered: Delivered?
    var isComplete = false
    var failure: AttemptFailure?
    /// What the last leg reported.
    var usage: Usage?
    var swallowsUsage = true

    /// Hands over what one target sends, in pieces that end at `cuts`. Of an answer that fails before its first output,
    /// nothing is handed over.
    mutating func carry(
        _ bytes: some Collection<UInt8>, cuts: [Int] = [], method: Seam.Method? = nil, repeatsPrefix: Bool = false,
        story: String? = nil
    ) {
        let bytes = Array(bytes)
        let seam = method.map { Seam(delivered ?? Delivered(), method: $0, repeatsPrefix: repeatsPrefix) }
        var relay = OpenAIRelay(
            operation: .chat, isStream: true, swallowsUsage: swallowsUsage, tracksDelivery: true, seam: seam)
        var waiting = ByteBuffer()
        var isCommitted = false
        failure = nil
        do throws(AttemptFailure) {
            try relay.begin(contentType: "text/event-stream")
            var start = 0
            for end in cuts + [bytes.count] where end > start {
                let progress = try relay.feed(ByteBuffer(bytes: bytes[start..<end]), into: &waiting)
                if progress != .preamble { isCommitted = true }
                if isCommitted { take(&waiting) }
                if progress == .complete { break }
                start = end
            }
            try relay.finish(into: &waiting, story: story.map { ByteBuffer(string: $0) })
            take(&waiting)
            isComplete = true
        } catch {
            failure = error
            if isCommitted { take(&waiting) }
        }
        delivered = relay.delivered
        usage = relay.usage
    }

    private mutating func take(_ waiting: inout ByteBuffer) {
        out.writeBuffer(&waiting)
        waiting.clear()
    }
}

func randomCuts(_ count: Int, _ random: inout SeededRandom) -> [Int] {
    (0..<Int.random(in: 0...6, using: &random)).map { _ in Int.random(in: 0...count, using: &random) }.sorted()
}
