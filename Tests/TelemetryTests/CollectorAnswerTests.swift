import NIOCore
import PlanBSettings
import PlanBVocabulary
import Testing

@testable import PlanBTelemetry

/// What collectors say, and what they are believed.
struct CollectorAnswerTests {
    @Test("A success is one whatever comes with it; what may be tried again is the protocol's list")
    func statuses() {
        for status in 100..<600 {
            for encoding in TraceSettings.Encoding.allCases {
                let answer = CollectorAnswer.read(
                    status: status, ByteBuffer(string: "<html>garbage"), encoding, of: 10)
                let expected: CollectorAnswer =
                    200..<300 ~= status
                    ? .taken(rejected: 0) : [408, 429, 502, 503, 504].contains(status) ? .again : .refused
                #expect(answer == expected)
            }
        }
    }

    @Test(
        "Spans that it has not taken are counted, as far as that makes sense",
        arguments: [
            (#"{"partialSuccess":{"rejectedSpans":"3","errorMessage":"no"}}"#, 3),
            (#"{"partialSuccess":{"rejectedSpans":4}}"#, 4), (#"{"partialSuccess":{}}"#, 0), ("{}", 0), ("", 0),
            (#"{"partialSuccess":{"rejectedSpans":"-3"}}"#, 0), (#"{"partialSuccess":{"rejectedSpans":99999}}"#, 10),
            (#"{"partialSuccess":{"rejectedSpans":1e400}}"#, 0), (#"{"partialSuccess":[]}"#, 0), ("[[[[", 0),
            (#"{"partialSuccess":{"rejectedSpans":true}}"#, 0),
        ] as [(String, Int)])
    func json(_ body: String, _ rejected: Int) {
        #expect(
            CollectorAnswer.read(status: 200, ByteBuffer(string: body), .json, of: 10) == .taken(rejected: rejected))
    }

    @Test("The same in Protocol Buffers, for whatever bytes come")
    func protobuf() {
        var answer = ProtobufWriter()
        answer.message(1) { part in
            part.varint(1, 3)
            part.string(2, "no")
        }
        func read(_ bytes: some Sequence<UInt8>) -> CollectorAnswer {
            CollectorAnswer.read(status: 200, ByteBuffer(bytes: bytes), .protobuf, of: 10)
        }
        #expect(read(answer.bytes) == .taken(rejected: 3))
        #expect(read([0x15, 1, 2, 3, 4, 0x11, 1, 2, 3, 4, 5, 6, 7, 8] + answer.bytes) == .taken(rejected: 3))
        for count in 0..<answer.bytes.count { #expect(read(answer.bytes.prefix(count)) == .taken(rejected: 0)) }
        // A length that is not there, a number without end, an unknown kind, a huge count.
        for bytes in [
            [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], [UInt8](repeating: 0xFF, count: 40),
            [0x0B], [0x0A, 0x02, 0x08],
        ] as [[UInt8]] { #expect(read(bytes) == .taken(rejected: 0)) }
        var random = SystemRandomNumberGenerator()
        for _ in 0..<5000 {
            let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            guard case .taken(let rejected) = read(bytes) else {
                Issue.record("a success is one")
                return
            }
            #expect((0...10).contains(rejected))
        }
    }
}
