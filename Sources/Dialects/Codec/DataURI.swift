import NIOCore
import PlanBConversation
import PlanBWire

/// `data:` addresses (RFC 2397), which hold a whole image or document.
enum DataURI {
    /// The source that an address stands for: its content if it is a `data:` address, else the address.
    static func source(_ address: JSONString, _ path: String) throws(ClientError) -> Media.Source {
        let bytes = address.escaped.readableBytesView
        // The beginning is short, and the content long: only the beginning is decoded.
        let head = String(decoding: bytes.prefix(256), as: UTF8.self).replacing("\\/", with: "/")
        guard head.lowercased().hasPrefix("data:") else {
            guard head.lowercased().hasPrefix("https://") || head.lowercased().hasPrefix("http://") else {
                throw .wrongValue(path, "an https:// or a data: address")
            }
            return .url(address)
        }
        guard let comma = bytes.firstIndex(of: UInt8(ascii: ",")), comma - bytes.startIndex < 256 else {
            throw .wrongValue(path, "a complete data: address")
        }
        let declared = String(decoding: bytes[bytes.startIndex..<comma], as: UTF8.self).replacing("\\/", with: "/")
            .dropFirst(5).lowercased()
        let parts = declared.split(separator: ";", omittingEmptySubsequences: false)
        guard parts.last == "base64", let type = parts.first, type.contains("/") else {
            throw .wrongValue(path, "a data: address of a media type, in base64")
        }
        let escaped = address.escaped.getSlice(
            at: address.escaped.readerIndex + (comma - bytes.startIndex) + 1,
            length: bytes.endIndex - comma - 1)
        return .data(type: String(type), base64: JSONString(escaped: escaped ?? ByteBuffer()))
    }

    /// The address of `base64`, escaped.
    static func address(type: String, base64: JSONString) -> JSONString {
        JSONString("data:\(type);base64,") + base64
    }
}
