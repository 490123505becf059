import NIOCore
import Testing

@testable import PlanBWire

@Suite("event stream framer")
struct EventStreamFramerTests {
    private typealias Reference = EventStreamReference

    static let recorded: [(name: String, messages: Int, isWhole: Bool)] = [
        ("converse_stream_exception", 3, true), ("converse_stream_text", 7, true),
        ("converse_stream_thinking", 8, true), ("converse_stream_tool", 13, true),
        ("converse_stream_truncated", 1, false), ("converse_stream_unmodeled_error", 2, true),
        ("frame_all_header_types", 1, true), ("invoke_stream_anthropic", 6, true),
    ]

    @Test("a recorded stream yields the same messages, however it is cut", arguments: recorded)
    func splits(_ name: String, _ count: Int, _ isWhole: Bool) throws {
        let bytes = try Fixture.bytes("bedrock/\(name).bin")
        let expected = EventStreamFramer.read([bytes])
        #expect(expected.messages.count == count)
        #expect(expected.fault == nil)
        #expect(expected.isWhole == isWhole)
        for cut in 0...bytes.count { #expect(EventStreamFramer.read([bytes[..<cut], bytes[cut...]]) == expected) }
        #expect(EventStreamFramer.read(bytes.map { [$0] }) == expected)
        var random = SplitMix(seed: 3)
        for _ in 0..<40 {
            let cuts = [random.below(bytes.count + 1), random.below(bytes.count + 1)].sorted()
            let pieces = [bytes[..<cuts[0]], bytes[cuts[0]..<cuts[1]], bytes[cuts[1]...]]
            #expect(EventStreamFramer.read(pieces) == expected)
        }
    }

    @Test("what was read is written with the same bytes", arguments: recorded)
    func writes(_ name: String, _ count: Int, _ isWhole: Bool) throws {
        let bytes = try Fixture.bytes("bedrock/\(name).bin")
        var written = ByteBuffer()
        for message in EventStreamFramer.read([bytes]).messages {
            EventStreamWriter.append(headers: message.headers, payload: message.payload, to: &written)
        }
        #expect(bytes.starts(with: written.readableBytesView))
        #expect(!isWhole || written.readableBytes == bytes.count)
    }

    @Test("the headers of an event are found by name")
    func headers() throws {
        let stream = EventStreamFramer.read([try Fixture.bytes("bedrock/converse_stream_exception.bin")])
        let last = try #require(stream.messages.last)
        #expect(last.string(":exception-type") == ByteBuffer(string: "throttlingException"))
        #expect(last.string(":message-type") == ByteBuffer(string: "exception"))
        #expect(last.string(":event-type") == nil)
        #expect(last.payload == ByteBuffer(string: #"{"message":"Too many tokens, please wait before trying again."}"#))
    }

    @Test("all kinds of headers are read")
    func kinds() throws {
        let message = try #require(
            EventStreamFramer.read([try Fixture.bytes("bedrock/frame_all_header_types.bin")]).messages.first)
        let expected: [EventStreamHeader.Value] = [
            .bool(true), .bool(false), .int8(-128), .int16(-2), .int32(-3), .int64(-4),
            .bytes(ByteBuffer(bytes: [1, 2, 3])), .string(ByteBuffer(string: "hi")), .timestamp(1_795_226_400_123),
            .uuid(ByteBuffer(bytes: 0..<16)),
        ]
        #expect(message.headers.map(\.value) == expected)
        #expect(message.headers.map(\.name) == (0..<10).map { ByteBuffer(string: "t\($0)") })
        #expect(message.payload == ByteBuffer(string: "{}"))
    }

    @Test(
        "a wrong checksum is found, and the stream cannot be read on",
        arguments: [("bad_message_crc", EventStreamFault.messageChecksum), ("bad_prelude_crc", .preludeChecksum)])
    func checksums(_ name: String, _ fault: EventStreamFault) throws {
        let bytes = try Fixture.bytes("bedrock/\(name).bin")
        let good = try Fixture.bytes("bedrock/converse_stream_text.bin")
        for pieces in [[bytes, good], bytes.map { [$0] } + [good]] {
            let outcome = EventStreamFramer.read(pieces)
            #expect(outcome.fault == fault)
            #expect(outcome.messages.isEmpty)
            #expect(!outcome.isWhole)
        }
    }

    @Test("no bit of a message can change unseen")
    func bits() throws {
        let bytes = try Fixture.bytes("bedrock/frame_all_header_types.bin")
        for bit in 0..<bytes.count * 8 {
            var changed = bytes
            changed[bit / 8] ^= 1 << (bit % 8)
            #expect(EventStreamFramer.read([changed]).messages.isEmpty)
        }
    }

    static let faults: [(bytes: [UInt8], fault: EventStreamFault)] = [
        (Reference.frame(headers: [], payload: [], total: 15), .length),
        (Reference.frame(headers: [], payload: [], total: 0), .length),
        (Reference.frame(headers: [], payload: [], total: 16, headerLength: 1), .length),
        (Reference.frame(headers: [], payload: [], total: 0xFFFF_FFFF), .tooLong(limit: 24 << 20)),
        (Reference.frame(headers: [], payload: [], total: 16 + (24 << 20) + 1), .tooLong(limit: 24 << 20)),
        (
            Reference.frame(headers: [], payload: [], total: 0xFFFF_FFFF, headerLength: (128 << 10) + 1),
            .tooLong(limit: 128 << 10)
        ),
        (Reference.frame(headers: [0], payload: []), .header),
        (Reference.frame(headers: [0, 0], payload: []), .header),
        (Reference.frame(headers: [1], payload: []), .header),
        (Reference.frame(headers: [2, 97], payload: []), .header),
        (Reference.frame(headers: Reference.header("a", 10, []), payload: []), .header),
        (Reference.frame(headers: Reference.header("a", 255, []), payload: []), .header),
        (Reference.frame(headers: Reference.header("a", 7, [0, 5, 97]), payload: []), .header),
        (Reference.frame(headers: Reference.header("a", 6, [255, 255]), payload: []), .header),
        (Reference.frame(headers: Reference.header("a", 5, [1, 2, 3, 4, 5, 6, 7]), payload: []), .header),
        (Reference.frame(headers: Reference.header("a", 9, Array(0..<15)), payload: []), .header),
        (Reference.frame(headers: Reference.string("a", "1") + Reference.string("a", "2"), payload: []), .header),
        (
            Reference.frame(headers: (0..<65).flatMap { Reference.header("h\($0)", 0, []) }, payload: []), .header
        ),
    ]

    @Test("what cannot be a message is refused", arguments: faults)
    func refuses(_ bytes: [UInt8], _ fault: EventStreamFault) {
        #expect(EventStreamFramer.read([bytes]).fault == fault)
        #expect(EventStreamFramer.read(bytes.map { [$0] }).fault == fault)
    }

    @Test("a message that is announced and not there is waited for")
    func announced() throws {
        var framer = EventStreamFramer()
        framer.append(ByteBuffer(bytes: Reference.frame(headers: [], payload: [], total: 16 + (24 << 20)).prefix(12)))
        #expect(try framer.next() == nil)
        #expect(!framer.isBetweenMessages)
        framer.append(ByteBuffer(bytes: [UInt8](repeating: 0, count: 1000)))
        #expect(try framer.next() == nil)
    }

    @Test("a long message of many small pieces is read")
    func long() throws {
        let payload = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let bytes = Reference.frame(headers: Reference.string(":event-type", "x"), payload: payload)
        let outcome = EventStreamFramer.read(bytes.map { [$0] } + [bytes])
        #expect(outcome.messages.map(\.payload) == Array(repeating: ByteBuffer(bytes: payload), count: 2))
    }

    @Test("garbage never traps", arguments: 0..<4)
    func garbage(_ seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        let recorded = try Fixture.bytes("bedrock/converse_stream_tool.bin")
        for round in 0..<500 {
            var bytes: [UInt8]
            switch round % 3 {
            // Anything; a stream with some bytes changed; right checksums over headers of anything.
            case 0: bytes = (0..<random.below(80)).map { _ in UInt8.random(in: 0...255, using: &random) }
            case 1:
                bytes = recorded
                for _ in 0...random.below(4) { bytes[random.below(bytes.count)] = .random(in: 0...255, using: &random) }
            default:
                let headers = (0..<random.below(40)).map { _ in UInt8(random.below(12)) }
                bytes = Reference.frame(headers: headers, payload: [1])
            }
            let outcome = EventStreamFramer.read([bytes])
            #expect(outcome.fault != nil || outcome.messages.allSatisfy { $0.headers.count <= 64 })
            let cut = random.below(bytes.count + 1)
            #expect(EventStreamFramer.read([bytes[..<cut], bytes[cut...]]) == outcome)
        }
    }
}
