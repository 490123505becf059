extension Behaviour: Codable {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case preset, name, answer, error, body, stream, encoding, head, framing, chunks, writes, delays, latency, cut
        case plainBody = "plain_body"
        case bytesPerSecond = "bytes_per_second"
    }

    /// Reads the name of a preset, or a mapping.
    public init(from decoder: any Decoder) throws {
        if let call = try? decoder.singleValueContainer().decode(String.self) {
            self = try Self.preset(call, at: decoder.codingPath)
            return
        }
        let keys = try decoder.strictContainer(CodingKeys.self)
        let preset = try keys.decodeIfPresent(String.self, forKey: .preset)
        var value = try preset.map { try Self.preset($0, at: keys.codingPath + [CodingKeys.preset]) } ?? Behaviour()
        try keys.read(.name, into: &value.name)
        try keys.overlay(.answer, into: &value.answer)
        if keys.contains(.error) {
            var error = value.error ?? ErrorReply(status: 0)
            try keys.overlay(.error, into: &error)
            value.error = error
        }
        try keys.read(.body, into: &value.body)
        try keys.read(.plainBody, into: &value.plainBody)
        try keys.overlay(.stream, into: &value.stream)
        try keys.read(.encoding, into: &value.encoding)
        try keys.overlay(.head, into: &value.head)
        try keys.read(.framing, into: &value.framing)
        try keys.read(.chunks, into: &value.chunks)
        try keys.read(.writes, into: &value.writes)
        try keys.overlay(.delays, into: &value.delays)
        try keys.read(.latency, into: &value.latency)
        try keys.read(.bytesPerSecond, into: &value.bytesPerSecond)
        try keys.read(.cut, into: &value.cut)
        self = value
    }

    /// Writes the full mapping; a preset is written out.
    public func encode(to encoder: any Encoder) throws {
        var keys = encoder.container(keyedBy: CodingKeys.self)
        try keys.encodeIfPresent(name, forKey: .name)
        try keys.encode(answer, forKey: .answer)
        try keys.encodeIfPresent(error, forKey: .error)
        try keys.encodeIfPresent(body, forKey: .body)
        try keys.encodeIfPresent(plainBody, forKey: .plainBody)
        try keys.encode(stream, forKey: .stream)
        try keys.encodeIfPresent(encoding, forKey: .encoding)
        try keys.encode(head, forKey: .head)
        try keys.encodeIfPresent(framing, forKey: .framing)
        try keys.encode(chunks, forKey: .chunks)
        try keys.encode(writes, forKey: .writes)
        try keys.encode(delays, forKey: .delays)
        try keys.encodeIfPresent(latency, forKey: .latency)
        try keys.encodeIfPresent(bytesPerSecond, forKey: .bytesPerSecond)
        try keys.encodeIfPresent(cut, forKey: .cut)
    }

    private static func preset(_ call: String, at path: [any CodingKey]) throws -> Behaviour {
        do {
            return try preset(call)
        } catch {
            throw DecodingError.dataCorrupted(.init(codingPath: path, debugDescription: error.description))
        }
    }
}
