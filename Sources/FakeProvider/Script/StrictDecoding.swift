/// Scripts are written by hand: absent keys mean the default, unknown keys are errors.
struct AnyKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension Decoder {
    /// A keyed container in which every key is one of `Key`'s cases.
    func strictContainer<Key: CodingKey & CaseIterable>(
        _ type: Key.Type
    ) throws -> KeyedDecodingContainer<Key> {
        let known = Key.allCases.map(\.stringValue)
        let all = try container(keyedBy: AnyKey.self)
        for key in all.allKeys where !known.contains(key.stringValue) {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: codingPath + [key],
                    debugDescription:
                        "unknown key '\(key.stringValue)'; possible keys: \(known.sorted().joined(separator: ", "))"))
        }
        return try container(keyedBy: type)
    }

    func corrupted(_ explanation: String) -> DecodingError {
        .dataCorrupted(.init(codingPath: codingPath, debugDescription: explanation))
    }
}

extension KeyedDecodingContainer {
    /// The value of `key`, or `fallback` when the key is absent.
    func decode<Value: Decodable>(_ key: Key, or fallback: Value) throws -> Value {
        try decodeIfPresent(Value.self, forKey: key) ?? fallback
    }

    /// The text of a scalar that may be written with or without quotes, like `retry_after: 2`.
    func scalar(_ key: Key) throws -> String? {
        guard contains(key), try !decodeNil(forKey: key) else { return nil }
        if let text = try? decode(String.self, forKey: key) { return text }
        if let number = try? decode(Int.self, forKey: key) { return String(number) }
        return String(try decode(Double.self, forKey: key))
    }
}
