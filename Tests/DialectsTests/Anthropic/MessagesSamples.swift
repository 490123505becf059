import Foundation
import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

@testable import PlanBDialects

/// Recorded requests and answers, checked with the official SDK.
enum MessagesSamples {
    static func body(_ name: String) throws -> ByteBuffer {
        guard let folder = Bundle.module.url(forResource: "Fixtures", withExtension: nil) else {
            throw CocoaError(.fileNoSuchFile)
        }
        return ByteBuffer(bytes: try Data(contentsOf: folder.appendingPathComponent("anthropic/\(name)")))
    }

    static func json(_ name: String) throws -> JSONValue { try parse(body(name)) }

    static func parse(_ buffer: ByteBuffer) throws -> JSONValue { try JSONValue.parse(buffer.readableBytesUInt8Span) }

    /// The events of a stream, out of their framing.
    static func events(_ bytes: ByteBuffer) throws -> [WireEvent] {
        var framer = SSEFramer()
        framer.append(bytes)
        var events: [WireEvent] = []
        while let event = try framer.next() { events.append(WireEvent(name: event.event, data: event.data)) }
        return events
    }

    /// What a reader makes of a stream, and how it ends.
    static func read(_ events: [WireEvent]) -> (events: [ReplyEvent], failure: AttemptFailure?) {
        var reader = MessagesReader()
        var found: [ReplyEvent] = []
        do throws(AttemptFailure) {
            for event in events { try reader.take(event, into: &found) }
            try reader.checkEnd()
        } catch {
            return (found, error)
        }
        return (found, nil)
    }

    static func fold(_ events: [ReplyEvent]) -> Reply {
        var fold = ReplyFold(origin: .anthropic)
        for event in events { fold.take(event) }
        return fold.reply
    }

    static let context = ReplyContext(requestID: "req-1", model: "backup-model", created: 0, estimatedInput: 17)

    static func written(_ events: [ReplyEvent], story: ByteBuffer? = nil) -> ByteBuffer {
        var writer = MessagesWriter(context)
        var out = ByteBuffer()
        for event in events { writer.write(event, into: &out) }
        writer.finish(story: story, into: &out)
        return out
    }
}
