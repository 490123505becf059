import NIOCore
import PlanBSettings
import PlanBVocabulary
import PlanBWire

/// What a collector's answer means. https://opentelemetry.io/docs/specs/otlp/#otlphttp-response
enum CollectorAnswer: Equatable {
    /// It has the batch, but for so many spans.
    case taken(rejected: Int)
    /// It may take it later.
    case again
    /// It will not take it.
    case refused

    /// The meaning of an answer to a batch of `count` spans. What the body says is believed as far as it makes sense: a
    /// success is one whatever comes with it.
    static func read(status: Int, _ body: ByteBuffer, _ encoding: TraceSettings.Encoding, of count: Int) -> Self {
        switch status {
        case 200..<300:
            let rejected = encoding == .json ? rejectedInJSON(body) : rejectedInProtobuf(body)
            return .taken(rejected: min(max(rejected ?? 0, 0), count))
        case 408, 429, 502, 503, 504: return .again
        default: return .refused
        }
    }

    private static func rejectedInJSON(_ body: ByteBuffer) -> Int? {
        guard body.readableBytes > 0, let node = try? JSONNode(reading: body),
            let count = node["partialSuccess"]?["rejectedSpans"]
        else { return nil }
        return count.string.flatMap { Int($0) } ?? count.int
    }

    /// `partial_success` is field 1 of the answer, `rejected_spans` field 1 of that.
    private static func rejectedInProtobuf(_ body: ByteBuffer) -> Int? {
        guard let part = ProtobufFields.bytes(of: 1, in: Array(body.readableBytesView)[...]) else { return nil }
        return ProtobufFields.varint(of: 1, in: part).map { Int(clamping: $0) }
    }
}

/// How long to wait after failures.
enum ExportPause {
    /// The most tries for one batch.
    static let tries = 5

    /// After so many failures in a row: a second, twice as long each time up to half a minute, and by `chance` as little as half
    /// of that, so that many gateways do not come back together.
    static func after(_ failures: Int, chance: UInt64) -> Instant.Span {
        let whole = min(30_000, 1000 << min(max(failures - 1, 0), 5))
        return .milliseconds(whole / 2 + Int(chance % UInt64(whole / 2 + 1)))
    }
}
