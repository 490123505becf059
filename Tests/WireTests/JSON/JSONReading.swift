import NIOCore
import PlanBWire
import Testing

/// How a document fares with each of the three readers, which must agree.
struct JSONReading {
    let outline: Result<JSONOutline, JSONFault>
    let value: Result<JSONValue, JSONFault>
    let skipped: Result<JSONValueRange, JSONFault>

    init(_ bytes: [UInt8], limits: JSONLimits = .default) {
        outline = Result { () throws(JSONFault) in try JSONOutline(bytes.span, limits: limits) }
        value = Result { () throws(JSONFault) in try JSONValue.parse(bytes.span, limits: limits) }
        skipped = Result { () throws(JSONFault) in
            var cursor = JSONCursor(limits: limits)
            cursor.skipBOMAndWhitespace(in: bytes.span)
            let range = try cursor.skipValue(in: bytes.span)
            try cursor.finish(in: bytes.span)
            return range
        }
    }

    /// The fault all readers report; nil if all of them accept the document.
    func fault(sourceLocation: SourceLocation = #_sourceLocation) -> JSONFault? {
        let faults = [Self.fault(of: outline), Self.fault(of: value), Self.fault(of: skipped)]
        #expect(faults[0] == faults[1] && faults[1] == faults[2], "\(faults)", sourceLocation: sourceLocation)
        return faults[0]
    }

    private static func fault<T>(of result: Result<T, JSONFault>) -> JSONFault? {
        if case .failure(let fault) = result { fault } else { nil }
    }
}

extension JSONValue {
    /// The value of a document that must be valid.
    static func of(_ text: String) throws -> JSONValue { try parse(Array(text.utf8).span) }

    var text: String {
        var buffer = ByteBuffer()
        write(into: &buffer)
        return String(buffer: buffer)
    }
}

/// `#expect` cannot take a span apart, so what is checked takes the array.
extension [UInt8] {
    func text(_ range: Range<Int>) -> String { String(decoding: self[range], as: UTF8.self) }

    func unescape(_ range: Range<Int>) throws(JSONFault) -> String { try JSONText.unescape(range, in: span) }

    func equals(_ range: Range<Int>, _ name: StaticString) -> Bool { JSONText.equals(range, name, in: span) }

    func integer(_ range: Range<Int>) -> Int? { JSONText.integer(range, in: span) }
}
