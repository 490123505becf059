import NIOCore
import PlanBVocabulary

@testable import PlanBDialects

/// One client's stream, made of the answers of one target after the other as the engine does it.
struct MendedStream {
    var out = ByteBuffer()
    var delivered: Delivered?
    var failure: AttemptFailure?
    var usage: Usage?
    var wantsUsage = false
    var comparesText = true
    var holdsLast = false

    /// Feeds `bytes` in pieces of `step` bytes. The end of the bytes is the end of the body.
    mutating func leg(_ bytes: some Collection<UInt8>, _ method: Seam.Method? = nil, step: Int = .max) {
        var seam = method.map { Seam(delivered ?? Delivered(), method: $0) }
        seam?.comparesText = comparesText
        var relay = OpenAIRelays.make(
            operation: .chat, isStream: true, swallowsUsage: !wantsUsage, tracksDelivery: true, seam: seam)
        if holdsLast { relay.holdLast() }
        var leads = ByteBuffer()
        var isAdopted = false
        failure = nil
        do throws(AttemptFailure) {
            try relay.begin(contentType: "text/event-stream", encoding: nil)
            var rest = Array(bytes)[...]
            feeding: while !rest.isEmpty {
                let piece = ByteBuffer(bytes: rest.prefix(step))
                rest = rest.dropFirst(step)
                switch try relay.feed(piece, into: &leads) {
                case .preamble: break
                case .output: isAdopted = true
                case .complete:
                    isAdopted = true
                    break feeding
                }
            }
            isAdopted = true
            try relay.finish(into: &leads, story: nil)
        } catch {
            failure = error
        }
        if isAdopted { out.writeBuffer(&leads) }
        delivered = relay.delivered
        usage = relay.usage
    }

    var transcript: ClientTranscript { get throws { try ClientTranscript(out) } }
}
