import NIOCore
import Testing

@testable import PlanBWire

@Suite("event stream writer")
struct EventStreamWriterTests {
    @Test("the checksum is that of zlib")
    func checksum() {
        #expect(CRC32.checksum(Array("123456789".utf8).span) == 0xCBF4_3926)
        #expect(CRC32.checksum([UInt8]().span) == 0)
        var random = SplitMix(seed: 1)
        for length in 0..<70 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            #expect(CRC32.checksum(bytes.span) == EventStreamReference.crc(bytes))
            var split = CRC32()
            let cut = random.below(length + 1)
            split.update(bytes.span.extracting(0..<cut))
            split.update(bytes.span.extracting(cut..<length))
            #expect(split.value == EventStreamReference.crc(bytes))
        }
    }

    @Test("a message has the bytes of the format, wherever it is written")
    func bytes() {
        let expected = EventStreamReference.frame(
            headers: EventStreamReference.string(":event-type", "ping"), payload: Array(#"{"a":1}"#.utf8))
        for prefix in ["", "before"] {
            for isRead in [false, true] {
                var buffer = ByteBuffer(string: prefix)
                if isRead { buffer.moveReaderIndex(forwardBy: prefix.utf8.count) }
                EventStreamWriter.append(
                    headers: [EventStreamHeader(":event-type", "ping")], payload: ByteBuffer(string: #"{"a":1}"#),
                    to: &buffer)
                EventStreamWriter.append(headers: [(":event-type", "ping")], to: &buffer) { json in
                    json.beginObject()
                    json.member("a", 1)
                    json.endObject()
                }
                #expect(Array(buffer.readableBytesView) == Array((isRead ? "" : prefix).utf8) + expected + expected)
            }
        }
    }

    @Test("what the format cannot hold is cut, and the message can still be read")
    func cut() throws {
        let text = ByteBuffer(repeating: UInt8(ascii: "x"), count: 70_000)
        var buffer = ByteBuffer()
        let headers = [
            EventStreamHeader(name: text, value: .string(text)),
            EventStreamHeader(name: ByteBuffer(string: "id"), value: .uuid(ByteBuffer(bytes: [1, 2]))),
        ]
        EventStreamWriter.append(headers: headers, payload: ByteBuffer(), to: &buffer)
        let message = try #require(EventStreamFramer.read([buffer.readableBytesView]).messages.first)
        #expect(message.headers.first?.name.readableBytes == 255)
        #expect(message.headers.first?.value == .string(ByteBuffer(repeating: UInt8(ascii: "x"), count: 65_535)))
        #expect(message.headers.last?.value == .uuid(ByteBuffer(bytes: [1, 2] + [UInt8](repeating: 0, count: 14))))
    }

    @Test("random messages come back", arguments: 0..<4)
    func random(_ seed: UInt64) throws {
        var random = SplitMix(seed: seed)
        var messages: [EventStreamMessage] = []
        var stream = ByteBuffer()
        for _ in 0..<60 {
            let headers = (0..<random.below(6)).map { index in
                let bytes = ByteBuffer(
                    bytes: (0..<random.below(30)).map { _ in UInt8.random(in: 0...255, using: &random) })
                let number = Int64.random(in: .min ... .max, using: &random)
                let values: [EventStreamHeader.Value] = [
                    .bool(number > 0), .int8(Int8(truncatingIfNeeded: number)),
                    .int16(Int16(truncatingIfNeeded: number)),
                    .int32(Int32(truncatingIfNeeded: number)), .int64(number), .bytes(bytes), .string(bytes),
                    .timestamp(number), .uuid(ByteBuffer(repeating: 7, count: 16)),
                ]
                return EventStreamHeader(
                    name: ByteBuffer(string: "h\(index)"), value: values[random.below(values.count)])
            }
            let message = EventStreamMessage(
                headers: headers, payload: ByteBuffer(repeating: 9, count: random.below(300)))
            messages.append(message)
            EventStreamWriter.append(headers: message.headers, payload: message.payload, to: &stream)
        }
        let bytes = Array(stream.readableBytesView)
        #expect(EventStreamFramer.read([bytes]) == .init(messages: messages))
        #expect(EventStreamFramer.read(bytes.map { [$0] }) == .init(messages: messages))
    }
}
