public import NIOCore
public import PlanBVocabulary
import PlanBWire

/// An answer of Cohere's with embeddings, for a client of OpenAI's.
public enum EmbedAnswer {
    /// Writes the answer as a list of OpenAI's.
    /// - Parameters:
    ///   - body: the provider's answer.
    ///   - model: what the answer calls the model, which the provider does not name.
    ///   - isBase64: whether vectors are written as little-endian 32-bit numbers in base64.
    /// - Returns: the answer, and how many tokens were billed.
    /// - Throws: `malformed`, `empty`, or the failure that the answer stands for.
    public static func openAI(
        _ body: ByteBuffer, model: String, isBase64: Bool
    ) throws(AttemptFailure) -> (body: ByteBuffer, usage: Usage) {
        let root = try TypedMember.answer(body)
        guard let vectors = root["embeddings"]?["float"]?.array else {
            guard root["message"]?.text == nil else { throw CohereFailure.classify(status: nil, body: body) }
            throw AttemptFailure(.malformed, detail: "the answer has no \"embeddings\"")
        }
        let tokens = TypedMember.count(root["meta"]?["billed_units"]?["input_tokens"])
        var json = JSONWriter()
        json.beginObject()
        json.member("object", "list")
        json.key("data")
        json.beginArray()
        var index = 0
        for vector in vectors {
            json.beginObject()
            json.member("object", "embedding")
            json.member("index", index)
            json.key("embedding")
            if isBase64 {
                json.string(try base64(vector))
            } else {
                guard vector.kind == .array else { throw noVector }
                json.raw(vector.raw)
            }
            json.endObject()
            index += 1
        }
        guard index > 0 else { throw AttemptFailure(.empty, detail: "the answer has no embedding") }
        json.endArray()
        json.member("model", model)
        json.key("usage")
        json.beginObject()
        json.member("prompt_tokens", tokens)
        json.member("total_tokens", tokens)
        json.endObject()
        json.endObject()
        return (json.buffer, Usage(input: tokens, output: 0))
    }

    private static var noVector: AttemptFailure {
        AttemptFailure(.malformed, detail: "an embedding of the answer is no list of numbers")
    }

    private static func base64(_ vector: JSONNode) throws(AttemptFailure) -> JSONString {
        var bytes: [UInt8] = []
        guard let numbers = vector.array else { throw noVector }
        for number in numbers {
            guard number.kind == .number, let value = Float(String(buffer: number.raw)), value.isFinite else {
                throw noVector
            }
            withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
        }
        return JSONString(escaped: base64(bytes))
    }

    /// RFC 4648 §4. None of its characters is escaped in JSON.
    static func base64(_ bytes: [UInt8]) -> ByteBuffer {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var start = 0
        while start < bytes.count {
            let count = min(3, bytes.count - start)
            var word: UInt32 = 0
            for offset in 0..<3 { word = word << 8 | (offset < count ? UInt32(bytes[start + offset]) : 0) }
            for place in 0..<4 {
                let digit = Int(word >> UInt32(18 - 6 * place) & 63)
                text.append(place <= count ? alphabet[digit] : UInt8(ascii: "="))
            }
            start += 3
        }
        return ByteBuffer(bytes: text)
    }
}
