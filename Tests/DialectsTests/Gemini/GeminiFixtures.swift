import Foundation
import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

@testable import PlanBDialects

/// Recorded answers of Google's, checked with its SDK.
enum GeminiFixtures {
    static func body(_ name: String) throws -> ByteBuffer {
        guard let folder = Bundle.module.url(forResource: "Fixtures", withExtension: nil) else {
            throw CocoaError(.fileNoSuchFile)
        }
        return ByteBuffer(bytes: Array(try Data(contentsOf: folder.appendingPathComponent("gemini/\(name)"))))
    }

    /// What is told by a stream that arrives in pieces of `size` bytes.
    static func events(_ stream: ByteBuffer, inPiecesOf size: Int) throws -> [ReplyEvent] {
        var framer = SSEFramer()
        var reader = GeminiReader()
        var events: [ReplyEvent] = []
        var rest = stream
        while rest.readableBytes > 0 {
            framer.append(rest.readSlice(length: min(size, rest.readableBytes)) ?? ByteBuffer())
            while let event = try framer.next() { try reader.take(WireEvent(data: event.data), into: &events) }
        }
        try reader.checkEnd()
        return events
    }
}

/// An answer in one line for each thing that it says, whatever pieces it came in.
enum Told {
    static func lines(_ reply: Reply) -> [String] {
        var lines = ["id \(reply.id?.text ?? "-")", "model \(reply.model?.text ?? "-")"]
        for choice in reply.choices {
            for block in choice.blocks { lines.append(line(block)) }
            lines.append("\(choice.finish)")
        }
        if let usage = reply.usage {
            lines.append("usage \(usage.input) \(usage.output) \(usage.cachedInput) \(usage.reasoning)")
        }
        return lines
    }

    static func lines(_ events: [ReplyEvent]) -> [String] {
        var fold = ReplyFold(origin: .gemini)
        for event in events { fold.take(event) }
        return lines(fold.reply)
    }

    static func line(_ block: Block) -> String {
        switch block.content {
        case .text(let text): "text \(text)"
        case .refusal(let text): "refusal \(text)"
        case .media(let media): "media \(media.kind) \(media.source) \(media.detail ?? "-")"
        case .call(let call):
            "call \(call.id) \(call.name) \(plain(call.arguments)) \(call.signature?.text ?? "-")"
        case .result(let result):
            "result \(result.id) \(result.name ?? "-") \(result.isError == true) \(result.object.map { String(buffer: $0.raw) } ?? "-") "
                + result.blocks.map(line).joined(separator: "|")
        case .reasoning(let thought):
            "thought \(thought.text?.text ?? "-") \(thought.signature?.text ?? "-") \(thought.origin)"
        }
    }

    private static func plain(_ arguments: ToolArguments) -> String { arguments.text.text }
}
