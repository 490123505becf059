import NIOCore
import PlanBSettings
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBTelemetry

/// How spans are written. That the official definitions read them is shown end to end.
struct EncodingTests {
    private static let span = TraceSpan(
        trace: TraceID(high: 1, low: 2), span: 3, parent: 4, hasRemoteParent: true, state: "v=1",
        name: "chat \"m\"\u{202E}",
        kind: .server, start: 5, end: .max,
        attributes: [
            .init("text", .text("é\n")), .init("int", .int(.min)), .init("double", .double(0.25)),
            .init("flag", .flag(false)), .init("texts", .texts(["a", ""])), .init("empty", .text("")),
        ], events: [.init(time: 6, name: "e", attributes: [.init("n", .int(0))])],
        links: [TraceLink(trace: TraceID(high: 7, low: 8), span: 9)], error: "cut")

    @Test("JSON has hexadecimal names, and numbers of 64 bits as texts")
    func json() throws {
        let bytes = OTLPJSON.body([Self.span], of: [.init("service.name", "planb")])
        let root = try JSONNode(reading: ByteBuffer(bytes: bytes))
        let resource = try #require(root["resourceSpans"]?[0])
        #expect(resource["resource"]?["attributes"]?[0]?["value"]?["stringValue"]?.string == "planb")
        let span = try #require(resource["scopeSpans"]?[0]?["spans"]?[0])
        #expect(span["traceId"]?.string == "00000000000000010000000000000002")
        #expect(span["spanId"]?.string == "0000000000000003" && span["parentSpanId"]?.string == "0000000000000004")
        #expect(span["flags"]?.int == 0x301 && span["kind"]?.int == 2 && span["traceState"]?.string == "v=1")
        #expect(span["name"]?.string == Self.span.name && span["endTimeUnixNano"]?.string == "18446744073709551615")
        #expect(span["attributes"]?[1]?["value"]?["intValue"]?.string == "-9223372036854775808")
        #expect(span["attributes"]?[3]?["value"]?["boolValue"]?.bool == false)
        #expect(span["attributes"]?[4]?["value"]?["arrayValue"]?["values"]?[1]?["stringValue"]?.string == "")
        #expect(span["events"]?[0]?["attributes"]?[0]?["value"]?["intValue"]?.string == "0")
        #expect(span["links"]?[0]?["spanId"]?.string == "0000000000000009")
        #expect(span["status"]?["code"]?.int == 2 && span["status"]?["message"]?.string == "cut")
    }

    @Test(
        "Protocol Buffers have the lengths that they say, however long a text is", arguments: [0, 1, 127, 128, 16_384])
    func lengths(_ count: Int) throws {
        var span = Self.span
        let text = String(repeating: "x", count: count)
        span.attributes = [.init("text", .text(text))]
        let request = OTLPProtobuf.body([span, span], of: [])[...]
        let scope = try #require(
            ProtobufFields.bytes(of: 1, in: request).flatMap { ProtobufFields.bytes(of: 2, in: $0) })
        let written = try #require(ProtobufFields.bytes(of: 2, in: scope))
        #expect(
            ProtobufFields.bytes(of: 1, in: written).map { Array($0) } == [
                0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2,
            ])
        #expect(ProtobufFields.varint(of: 6, in: written) == 2)
        let value = try #require(
            ProtobufFields.bytes(of: 9, in: written).flatMap { ProtobufFields.bytes(of: 2, in: $0) })
        #expect(ProtobufFields.bytes(of: 1, in: value).map { String(decoding: $0, as: UTF8.self) } == text)
    }
}
