public import NIOCore
public import PlanBVocabulary

public struct Delivered: Sendable {
    public var text = ByteBuffer()
    public var obstacle: String?
    public var estimatedTokens: Int { text.readableBytes / 4 }
}

public struct Seam: Sendable {
    public enum Method: Sendable { case restart, prefill }
    public init(_ delivered: Delivered, method: Method) {}
}

public struct SeamNote: Sendable {
    public var offset: Int
    public var from: String?
    public var to: String?
    public var method: String
    public var count: Int
    public init(offset: Int, from: String?, to: String?, method: String, count: Int) {
        (self.offset, self.from, self.to, self.method, self.count) = (offset, from, to, method, count)
    }
    public var withoutNames: SeamNote { SeamNote(offset: offset, from: nil, to: nil, method: method, count: count) }
}

public struct ResumeObstacles: Sendable {
    public var any: String?
    public var prefill: String?
    public init(of body: ByteBuffer) {}
}

extension OpenAIRelay {
    public var delivered: Delivered? { nil }
    public init(operation: Operation, isStream: Bool, swallowsUsage: Bool, tracksDelivery: Bool, seam: Seam?) {
        self.init(operation: operation, isStream: isStream, swallowsUsage: swallowsUsage)
    }
}

extension OpenAIRequest {
    public static func body(
        _ body: ByteBuffer, probe: OpenAIProbe, model: String, prefill: Delivered, style: PrefillStyle, addsUsage: Bool
    ) throws(AttemptFailure) -> ByteBuffer { body }
}

extension OpenAIErrorBody {
    public static func story(requestID: String, attempts: [AttemptNote]?, resumed: SeamNote?) -> ByteBuffer {
        story(requestID: requestID, attempts: attempts ?? [])
    }
}
