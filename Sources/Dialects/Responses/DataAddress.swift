import NIOCore
import PlanBWire

/// An address that holds what it stands for: `data:image/png;base64,…` (RFC 2397).
struct DataAddress {
    /// The media type, without parameters.
    let type: String
    let base64: JSONString

    /// Nil if `address` is no such address, or its data are not in base64.
    init?(_ address: JSONString) {
        let bytes = address.escaped
        let view = bytes.readableBytesView
        // The head of such an address is short; what has no comma there has none.
        guard let comma = view.prefix(256).firstIndex(of: UInt8(ascii: ",")),
            let head = bytes.getSlice(at: view.startIndex, length: comma - view.startIndex),
            let rest = bytes.getSlice(at: comma + 1, length: view.endIndex - comma - 1)
        else { return nil }
        let text = JSONString(escaped: head).text
        guard Self.isData(address), text.lowercased().hasSuffix(";base64") else { return nil }
        type = String(text.dropFirst(5).prefix { $0 != ";" }).lowercased()
        guard type.contains("/") else { return nil }
        base64 = JSONString(escaped: rest)
    }

    /// Whether `address` begins with `data:`.
    static func isData(_ address: JSONString) -> Bool {
        guard let head = address.escaped.getSlice(at: address.escaped.readerIndex, length: 5) else { return false }
        return String(buffer: head).lowercased() == "data:"
    }

    /// An address for `base64`.
    static func text(type: String, base64: JSONString) -> JSONString {
        var text = JSONString("data:\(type);base64,")
        text.append(base64)
        return text
    }
}
