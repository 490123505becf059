import NIOCore
import PlanBWire

/// The payload of a frame of Amazon's InvokeModelWithResponseStream: an event of the Messages API, in base64.
enum MessagesChunk {
    /// The event in `{"bytes":"…"}`; nil if there is none.
    static func event(in node: JSONNode) -> ByteBuffer? {
        guard let text = node["bytes"]?.text else { return nil }
        var bytes = ByteBuffer()
        var bits: UInt32 = 0
        var count = 0
        for byte in text.bytes.readableBytesView where byte != UInt8(ascii: "=") {
            guard let value = value(of: byte) else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            if count >= 8 {
                count -= 8
                bytes.writeInteger(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return bytes
    }

    /// RFC 4648 §4.
    private static func value(of byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
