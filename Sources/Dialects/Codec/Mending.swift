public import NIOCore
import PlanBWire

// A conversation that has been elsewhere and comes back to a provider that speaks its client's dialect: the request is
// forwarded as it is, but for what other providers' answers have put into it and this one would refuse.

extension ConversationCodec {
    /// Nothing has to be mended.
    public static func mended(_ body: ByteBuffer, for target: TargetTraits) -> ByteBuffer? { nil }
}

/// Finds out cheaply that there is nothing to mend.
enum Mending {
    /// Whether `word` occurs in `body`.
    static func mayConcern(_ body: ByteBuffer, _ word: StaticString) -> Bool {
        let text = body.readableBytesUInt8Span
        let count = word.utf8CodeUnitCount
        guard count > 0, text.count >= count else { return false }
        return word.withUTF8Buffer { word in
            // Horspool: the last byte under the word says how far it may be moved.
            var shifts = [Int](repeating: count, count: 256)
            for index in 0..<(count - 1) { shifts[Int(word[index])] = count - 1 - index }
            var place = 0
            while place <= text.count - count {
                var index = count - 1
                while index >= 0, text[place + index] == word[index] { index -= 1 }
                if index < 0 { return true }
                place += shifts[Int(text[place + count - 1])]
            }
            return false
        }
    }
}

extension JSONWriter {
    /// Writes the members of `object`, each as `value` does.
    mutating func copy(_ object: JSONNode, _ value: (JSONNode, inout JSONWriter) -> Void) {
        beginObject()
        for member in object.items {
            key(member.key)
            value(member, &self)
        }
        endObject()
    }

    /// Writes `elements`, each as `value` does.
    mutating func array(_ elements: [JSONNode], _ value: (JSONNode, inout JSONWriter) -> Void) {
        beginArray()
        for element in elements { value(element, &self) }
        endArray()
    }
}
