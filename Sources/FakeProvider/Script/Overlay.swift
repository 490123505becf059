/// A part of a script in which only what is written changes, so that `{preset: redirect, head: {status: 307}}` keeps
/// the location of the preset.
protocol Overlay: Decodable {
    init()
    /// Takes over what `decoder` has.
    mutating func overlay(_ decoder: any Decoder) throws
}

extension KeyedDecodingContainer {
    /// Replaces `value` when `key` is there.
    func read<Value: Decodable>(_ key: Key, into value: inout Value) throws {
        if let new = try decodeIfPresent(Value.self, forKey: key) { value = new }
    }

    /// Replaces `value` when `key` is there.
    func read<Value: Decodable>(_ key: Key, into value: inout Value?) throws {
        if let new = try decodeIfPresent(Value.self, forKey: key) { value = new }
    }

    /// Changes in `value` what stands under `key`.
    func overlay<Value: Overlay>(_ key: Key, into value: inout Value) throws {
        guard contains(key), try !decodeNil(forKey: key) else { return }
        try value.overlay(try superDecoder(forKey: key))
    }
}
