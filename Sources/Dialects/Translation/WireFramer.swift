import NIOCore
import PlanBVocabulary
import PlanBWire

/// Cuts a provider's stream into events, and writes events in the same framing: server-sent events, or Amazon's frames.
struct WireFramer: Sendable {
    /// Twice the longest event. Comments and empty deltas for hours stay below it.
    static let mostSilentBytes = 16 << 20
    static let tooSilent = AttemptFailure(
        .oversized, detail: "sent more than \(mostSilentBytes >> 20) MiB without output")

    private enum Framing: Sendable {
        case events(SSEFramer)
        case frames(EventStreamFramer)
        /// In the middle of a change, so that nothing is copied.
        case moving
    }

    private var framing: Framing

    init(_ codec: any ConversationCodec.Type) {
        let isOfAmazon = codec.dialect == .bedrock || codec.dialect == .invoke
        framing = isOfAmazon ? .frames(EventStreamFramer()) : .events(SSEFramer())
    }

    mutating func append(_ bytes: ByteBuffer) {
        switch framing {
        case .events(var framer):
            framing = .moving
            framer.append(bytes)
            framing = .events(framer)
        case .frames(var framer):
            framing = .moving
            framer.append(bytes)
            framing = .frames(framer)
        case .moving: break
        }
    }

    mutating func next() throws(AttemptFailure) -> WireEvent? {
        switch framing {
        case .events(var framer):
            framing = .moving
            defer { framing = .events(framer) }
            do throws(SSEFault) {
                return try framer.next().map { WireEvent(name: $0.event, data: $0.data) }
            } catch {
                throw AttemptFailure(.malformed, detail: "an event of the stream is too long")
            }
        case .frames(var framer):
            framing = .moving
            defer { framing = .frames(framer) }
            do throws(EventStreamFault) { return try framer.next().map(WireEvent.init) } catch {
                throw AttemptFailure(.malformed, detail: "a frame of the stream is broken: \(error.description)")
            }
        case .moving: return nil
        }
    }

    /// Comments, ids and what else the provider's framing may carry do not pass.
    func write(_ event: WireEvent, into out: inout ByteBuffer) {
        if case .frames = framing {
            let kind: StaticString = event.isException ? "exception" : "event"
            let nameOfKind = event.isException ? ":exception-type" : ":event-type"
            return EventStreamWriter.append(
                headers: [
                    EventStreamHeader(nameOfKind, event.name.map { String(buffer: $0) } ?? ""),
                    EventStreamHeader(":content-type", "application/json"),
                    EventStreamHeader(":message-type", kind.description),
                ], payload: event.data, to: &out)
        }
        if let name = event.name {
            out.writeStaticString("event: ")
            out.writeImmutableBuffer(name)
            out.writeStaticString("\n")
        }
        SSEWriter.append(data: event.data, to: &out)
    }
}
