public import NIOCore
import PlanBWire

/// The names of models in the bodies of Google's dialect, which have to be those of the path: of a whole request, of the
/// requests of a batch, and of a request whose tokens are counted.
public enum GeminiModelPatch {
    /// `body` with every `model` set to `model`; nil if nothing has to change.
    public static func body(_ body: ByteBuffer, model: String) -> ByteBuffer? {
        let name = model.utf8.contains(UInt8(ascii: "/")) ? model : "models/" + model
        var value = ByteBuffer()
        JSONWriter.appendString(name, to: &value)
        var patch = JSONPatch()
        let bytes = body.readableBytesUInt8Span
        do throws(JSONFault) {
            var cursor = JSONCursor()
            cursor.skipBOMAndWhitespace(in: bytes)
            try cursor.enterObject(in: bytes)
            while let key = try cursor.nextKey(in: bytes) {
                let kind = try cursor.peekKind(in: bytes)
                if JSONText.equals(key, "requests", in: bytes), kind == .array {
                    try cursor.enterArray(in: bytes)
                    while try cursor.nextElement(in: bytes) { try rename(&cursor, bytes, value, &patch) }
                } else if isWhole(key, bytes), kind == .object {
                    try rename(&cursor, bytes, value, &patch)
                } else {
                    take(key, try cursor.skipValue(in: bytes), bytes, value, &patch)
                }
            }
        } catch { return nil }
        return patch.isEmpty ? nil : patch.apply(to: body)
    }

    private static func isWhole(_ key: Range<Int>, _ bytes: Span<UInt8>) -> Bool {
        JSONText.equals(key, "generateContentRequest", in: bytes)
            || JSONText.equals(key, "generate_content_request", in: bytes)
    }

    private static func rename(
        _ cursor: inout JSONCursor, _ bytes: Span<UInt8>, _ value: ByteBuffer, _ patch: inout JSONPatch
    ) throws(JSONFault) {
        guard try cursor.peekKind(in: bytes) == .object else { return _ = try cursor.skipValue(in: bytes) }
        try cursor.enterObject(in: bytes)
        while let key = try cursor.nextKey(in: bytes) {
            take(key, try cursor.skipValue(in: bytes), bytes, value, &patch)
        }
    }

    private static func take(
        _ key: Range<Int>, _ member: JSONValueRange, _ bytes: Span<UInt8>, _ value: ByteBuffer, _ patch: inout JSONPatch
    ) {
        guard JSONText.equals(key, "model", in: bytes), member.kind == .string else { return }
        patch.replace(member.bytes, with: value)
    }
}
