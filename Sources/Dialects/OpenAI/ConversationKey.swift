public import NIOCore
import PlanBWire

/// A number that stays the same through a conversation: FNV-1a (RFC draft-eastlake-fnv) over what names it. It spreads
/// conversations over targets; it protects nothing.
public struct ConversationKey: Sendable {
    /// The number.
    public private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    /// The key of a conversation of `caller`.
    public init(_ caller: String) { for byte in caller.utf8 { add(byte) } }

    private mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }

    /// Adds `bytes`.
    public mutating func add(_ bytes: ByteBuffer) {
        for byte in bytes.readableBytesView { add(byte) }
    }

    /// Adds what `body` says about its conversation: `prompt_cache_key`, else `metadata.user_id`, else the messages up to
    /// and including the first of the user. The prefix is what providers cache.
    public mutating func add(conversationOf body: ByteBuffer) {
        let bytes = body.readableBytesUInt8Span
        guard let outline = try? JSONOutline(bytes), outline.root == .object else { return }
        if let key = outline.first("prompt_cache_key", in: bytes), key.value.kind == .string {
            return add(key.value.bytes, of: bytes)
        }
        if let user = outline.first("metadata", in: bytes).flatMap({ Self.member("user_id", of: $0.value, bytes) }) {
            return add(user.bytes, of: bytes)
        }
        for name in ["instructions", "messages", "input", "prompt"] as [StaticString] {
            guard let value = outline.first(name, in: bytes)?.value else { continue }
            add(value.kind == .array ? Self.beginning(of: value, bytes) : value.bytes, of: bytes)
        }
    }

    private mutating func add(_ range: Range<Int>, of bytes: Span<UInt8>) {
        for index in range { add(bytes[index]) }
    }

    private static func member(_ name: StaticString, of value: JSONValueRange, _ bytes: Span<UInt8>) -> JSONValueRange?
    {
        guard value.kind == .object else { return nil }
        var cursor = JSONCursor(at: value.bytes.lowerBound)
        guard (try? cursor.enterObject(in: bytes)) != nil else { return nil }
        while let key = try? cursor.nextKey(in: bytes) {
            guard let item = try? cursor.skipValue(in: bytes) else { return nil }
            if JSONText.equals(key, name, in: bytes) { return item.kind == .string ? item : nil }
        }
        return nil
    }

    /// The range of a list of messages that ends with the first message of the user.
    private static func beginning(of list: JSONValueRange, _ bytes: Span<UInt8>) -> Range<Int> {
        var cursor = JSONCursor(at: list.bytes.lowerBound)
        var end = list.bytes.lowerBound
        guard (try? cursor.enterArray(in: bytes)) != nil else { return list.bytes }
        while (try? cursor.nextElement(in: bytes)) == true {
            guard let item = try? cursor.skipValue(in: bytes) else { break }
            end = item.bytes.upperBound
            if let role = member("role", of: item, bytes), JSONText.equals(role.bytes, "user", in: bytes) { break }
        }
        return list.bytes.lowerBound..<end
    }
}
