import NIOCore
import PlanBWire

/// What a peer was understood to say: the heads, the bodies and the fault, if any, as lines of text. Two ways to deliver
/// the same bytes must give the same transcript.
enum HTTPTranscript {
    /// Reads requests, with their bodies, from pieces that arrive one after the other.
    static func requests(_ pieces: [[UInt8]], limits: HTTPLimits = .request) -> [String] {
        var parser = HTTPRequestParser(limits: limits)
        return read(pieces) { buffer throws(HTTPFault) in
            guard let head = try parser.parseHead(&buffer) else { return nil }
            return (describe(head), head.framing)
        }
    }

    /// Reads responses, with their bodies, from pieces that arrive one after the other.
    static func responses(_ pieces: [[UInt8]], limits: HTTPLimits = .response) -> [String] {
        var parser = HTTPResponseParser(limits: limits)
        return read(pieces) { buffer throws(HTTPFault) in
            guard let head = try parser.parseHead(&buffer, requestWasHead: false) else { return nil }
            return (
                "\(head.version) \(head.status) \(head.framing) \(head.keepAlive)" + describe(head.fields), head.framing
            )
        }
    }

    private static func read(
        _ pieces: [[UInt8]], head: (inout ByteBuffer) throws(HTTPFault) -> (String, HTTPBodyFraming)?
    ) -> [String] {
        var buffer = ByteBuffer()
        var events: [String] = []
        var body: HTTPBodyDecoder?
        var bodyBytes: [UInt8] = []
        for piece in pieces {
            buffer.writeBytes(piece)
            do throws(HTTPFault) {
                reading: while true {
                    guard body != nil else {
                        guard let (text, framing) = try head(&buffer) else { break }
                        events.append(text)
                        body = HTTPBodyDecoder(framing)
                        continue
                    }
                    switch try body?.next(&buffer) {
                    case .bytes(let slice): bodyBytes += slice.readableBytesView
                    case .end:
                        events.append("body \(bodyBytes)")
                        (body, bodyBytes) = (nil, [])
                    case .needMore, nil: break reading
                    }
                }
            } catch {
                return events + ["rest \(bodyBytes)", "fault \(error)"]
            }
        }
        return events + ["rest \(bodyBytes)"]
    }

    private static func describe(_ head: HTTPRequestHead) -> String {
        "\(head.method) \(String(buffer: head.target)) \(String(buffer: head.path)) \(head.version) \(head.framing) "
            + "\(head.keepAlive) \(head.expectsContinue)" + describe(head.fields)
    }

    private static func describe(_ fields: HTTPFields) -> String {
        var text = ""
        fields.forEach { name, value in text += " [\(string(name)):\(string(value))]" }
        return text
    }
}

/// The text of a span.
func string(_ span: Span<UInt8>) -> String {
    span.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
}

/// The head of the one request in `text`, or nil if it is incomplete.
func parseRequest(_ text: String, limits: HTTPLimits = .request) throws(HTTPFault) -> HTTPRequestHead? {
    var buffer = ByteBuffer(string: text)
    var parser = HTTPRequestParser(limits: limits)
    return try parser.parseHead(&buffer)
}

/// The head of the one response in `text`, or nil if it is incomplete.
func parseResponse(
    _ text: String, limits: HTTPLimits = .response, requestWasHead: Bool = false
) throws(HTTPFault) -> HTTPResponseHead? {
    var buffer = ByteBuffer(string: text)
    var parser = HTTPResponseParser(limits: limits)
    return try parser.parseHead(&buffer, requestWasHead: requestWasHead)
}

/// Why `text` is refused as a request; nil if it is not.
func requestFault(_ text: String, limits: HTTPLimits = .request) -> HTTPFault? {
    do throws(HTTPFault) {
        _ = try parseRequest(text, limits: limits)
        return nil
    } catch { return error }
}

/// Why `text` is refused as a response; nil if it is not.
func responseFault(_ text: String, limits: HTTPLimits = .response) -> HTTPFault? {
    do throws(HTTPFault) {
        _ = try parseResponse(text, limits: limits)
        return nil
    } catch { return error }
}
