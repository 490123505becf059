import NIOCore
import PlanBVocabulary
import PlanBWire

/// Cuts a provider's stream into events, and writes events in the same framing.
struct WireFramer: Sendable {
    /// Twice the longest event. Comments and empty deltas for hours stay below it.
    static let mostSilentBytes = 16 << 20
    static let tooSilent = AttemptFailure(
        .oversized, detail: "sent more than \(mostSilentBytes >> 20) MiB without output")

    private var events = SSEFramer()

    init(_ codec: any ConversationCodec.Type) {}

    mutating func append(_ bytes: ByteBuffer) { events.append(bytes) }

    mutating func next() throws(AttemptFailure) -> WireEvent? {
        do throws(SSEFault) {
            return try events.next().map { WireEvent(name: $0.event, data: $0.data) }
        } catch {
            throw AttemptFailure(.malformed, detail: "an event of the stream is too long")
        }
    }

    /// Comments, ids and what else the provider's framing may carry do not pass.
    func write(_ event: WireEvent, into out: inout ByteBuffer) {
        if let name = event.name {
            out.writeStaticString("event: ")
            out.writeImmutableBuffer(name)
            out.writeStaticString("\n")
        }
        SSEWriter.append(data: event.data, to: &out)
    }
}
