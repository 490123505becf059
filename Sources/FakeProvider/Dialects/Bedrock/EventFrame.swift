/// A message of an AWS event stream: a prelude with lengths and a checksum, headers, a payload, and a checksum over all
/// of it. Numbers are big-endian.
struct EventFrame: Sendable {
    /// Names and values; all values are strings (type 7).
    var headers: [(name: String, value: String)]
    var payload: [UInt8]

    /// An event of the service.
    static func event(_ type: String, _ json: String) -> Self {
        Self(
            headers: [(":event-type", type), (":content-type", "application/json"), (":message-type", "event")],
            payload: Array(json.utf8))
    }

    /// An error that the service has a name for.
    static func exception(_ type: String, message: String) -> Self {
        Self(
            headers: [
                (":exception-type", type), (":content-type", "application/json"), (":message-type", "exception"),
            ], payload: Array(#"{"message":\#(quoted(message))}"#.utf8))
    }

    /// An error that it has no name for.
    static func error(_ code: String, message: String) -> Self {
        Self(headers: [(":error-code", code), (":error-message", message), (":message-type", "error")], payload: [])
    }

    var bytes: [UInt8] {
        let headers = headers.flatMap { header -> [UInt8] in
            let (name, value) = (Array(header.name.utf8), Array(header.value.utf8))
            return [UInt8(truncatingIfNeeded: name.count)] + name + [7]
                + bigEndian(UInt16(truncatingIfNeeded: value.count)) + value
        }
        let total = UInt32(truncatingIfNeeded: 16 + headers.count + payload.count)
        var bytes = bigEndian(total) + bigEndian(UInt32(truncatingIfNeeded: headers.count))
        bytes += bigEndian(crc32(bytes))
        bytes += headers + payload
        return bytes + bigEndian(crc32(bytes))
    }

    /// The same with a checksum that does not fit.
    var broken: [UInt8] {
        var bytes = bytes
        if let last = bytes.indices.last { bytes[last] ^= 0xFF }
        return bytes
    }
}

private func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
}
