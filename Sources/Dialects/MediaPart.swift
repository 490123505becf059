import PlanBVocabulary
import PlanBWire

/// What one part of a message needs.
enum MediaPart {
    static func needs(_ part: JSONValueRange, _ dialect: DialectID, _ bytes: Span<UInt8>) -> Capabilities {
        switch dialect {
        case .gemini: return gemini(part, bytes)
        case .bedrock: return bedrock(part, bytes)
        default: return typed(part, bytes)
        }
    }

    /// OpenAI, Anthropic and Cohere say what a part is in its `type`.
    private static func typed(_ part: JSONValueRange, _ bytes: Span<UInt8>) -> Capabilities {
        guard let type = RequestNeeds.member("type", of: part, bytes), type.kind == .string else { return [] }
        func isCalled(_ name: StaticString) -> Bool { JSONText.equals(type.bytes, name, in: bytes) }
        if isCalled("image_url") || isCalled("input_image") {
            guard var address = RequestNeeds.member("image_url", of: part, bytes) else { return [.images] }
            if address.kind == .object {
                guard let url = RequestNeeds.member("url", of: address, bytes) else { return [.images] }
                address = url
            }
            return isRemote(address, bytes) ? [.images, .imageURLs] : [.images]
        }
        if isCalled("image") {
            let source = RequestNeeds.member("source", of: part, bytes)
            let kind = source.flatMap { RequestNeeds.member("type", of: $0, bytes) }
            return kind.map { JSONText.equals($0.bytes, "url", in: bytes) } == true ? [.images, .imageURLs] : [.images]
        }
        if isCalled("input_audio") { return [.audio] }
        return isCalled("document") || isCalled("file") || isCalled("input_file") ? [.documents] : []
    }

    private static func isRemote(_ address: JSONValueRange, _ bytes: Span<UInt8>) -> Bool {
        // The quote, and `http` in any case.
        guard address.kind == .string, address.bytes.count > 5 else { return false }
        let start = address.bytes.lowerBound + 1
        for (offset, letter) in "http".utf8.enumerated() where bytes[start + offset] | 0x20 != letter { return false }
        return true
    }

    /// A part has bytes or an address, and a media type that tells what they are. Google's SDK writes both cases.
    private static func gemini(_ part: JSONValueRange, _ bytes: Span<UInt8>) -> Capabilities {
        for name in ["inlineData", "inline_data", "fileData", "file_data"] as [StaticString] {
            guard let data = RequestNeeds.member(name, of: part, bytes) else { continue }
            let type =
                RequestNeeds.member("mimeType", of: data, bytes) ?? RequestNeeds.member("mime_type", of: data, bytes)
            guard let type, let text = try? JSONText.unescape(type.bytes, in: bytes) else { return [] }
            if text.hasPrefix("image/") { return [.images] }
            if text.hasPrefix("audio/") { return [.audio] }
            return text == "application/pdf" ? [.documents] : []
        }
        return []
    }

    private static func bedrock(_ part: JSONValueRange, _ bytes: Span<UInt8>) -> Capabilities {
        for (name, need) in [("image", .images), ("document", .documents), ("audio", .audio)]
            as [(StaticString, Capability)]
        where RequestNeeds.member(name, of: part, bytes)?.kind == .object { return [need] }
        return []
    }
}
