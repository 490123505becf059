extension ReceivedRequest {
    /// Reads a head, blank line included; nil when the request line has not three parts. Anything else is recorded as
    /// it came, so that tests can look at it.
    init?(head bytes: [UInt8]) {
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            line.last == 0x0D ? line.dropLast() : line
        }
        guard !lines.isEmpty else { return nil }
        let parts = lines.removeFirst().split(separator: 0x20)
        guard parts.count == 3 else { return nil }
        self.init()
        method = String(decoding: parts[0], as: UTF8.self)
        target = String(decoding: parts[1], as: UTF8.self)
        version = String(decoding: parts[2], as: UTF8.self)
        guard version.hasPrefix("HTTP/1.") else { return nil }
        headers = lines.filter { !$0.isEmpty }.map { line in
            let colon = line.firstIndex(of: 0x3A) ?? line.endIndex
            return Header(
                name: String(decoding: line[..<colon], as: UTF8.self),
                value: String(decoding: line[colon...].dropFirst(), as: UTF8.self).trimmed)
        }
        head = bytes
    }
}
