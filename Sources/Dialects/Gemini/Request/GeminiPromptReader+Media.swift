import NIOCore
import PlanBConversation
import PlanBWire

extension GeminiPromptReader {
    /// The media that a part holds.
    func media(_ part: GeminiPart, _ place: GeminiValue) throws(ClientError) -> Media {
        switch part.content {
        case .inlineData(let node):
            let value = GeminiValue(node, place.path + ".inlineData")
            guard let type = value.member("mimeType", "mime_type") else { throw value.missing("mimeType") }
            guard let data = value.member("data") else { throw value.missing("data") }
            guard let base64 = GeminiBase64.standard(try data.text()) else { throw data.wrongValue("base64") }
            let name = try Self.mediaType(type)
            return Media(
                Self.kind(name) ?? .document, .data(type: name, base64: base64),
                name: try value.member("displayName", "display_name")?.text(), detail: detail(part))
        case .fileData(let node):
            let value = GeminiValue(node, place.path + ".fileData")
            guard let uri = value.member("fileUri", "file_uri") else { throw value.missing("fileUri") }
            let type = try value.member("mimeType", "mime_type").map { type throws(ClientError) in
                try Self.mediaType(type)
            }
            let address = try uri.text()
            let isWeb = Self.isPublic(address.text)
            return Media(
                type.flatMap(Self.kind) ?? (isWeb ? .image : .document), isWeb ? .url(address) : .file(address),
                name: try value.member("displayName", "display_name")?.text(), detail: detail(part))
        default: throw place.wrongValue("media")
        }
    }

    /// The level may be an object's member, as in a part, or the word itself, as in the configuration.
    private func detail(_ part: GeminiPart) -> String? {
        guard let resolution = part.resolution else { return nil }
        return Self.detail((resolution["level"] ?? resolution).string ?? "")
    }

    /// OpenAI's word for a resolution; nil where it has none.
    static func detail(_ word: String) -> String? {
        switch word.uppercased() {
        case "MEDIA_RESOLUTION_LOW": "low"
        case "MEDIA_RESOLUTION_HIGH", "MEDIA_RESOLUTION_ULTRA_HIGH": "high"
        default: nil
        }
    }

    /// Files and videos that only Google can open: what was uploaded to it, its buckets, and YouTube.
    private static func isPublic(_ address: String) -> Bool {
        let address = address.lowercased()
        guard address.hasPrefix("https://") || address.hasPrefix("http://") else { return false }
        let host = address.drop { $0 != "/" }.dropFirst(2).prefix { $0 != "/" }
        return !host.hasSuffix("googleapis.com") && !host.hasSuffix("youtube.com") && host != "youtu.be"
    }

    private static func mediaType(_ value: GeminiValue) throws(ClientError) -> String {
        let type = try value.text().text
        // It becomes a part of addresses and headers elsewhere.
        let isPlain = type.utf8.allSatisfy { byte in
            (0x21..<0x7F).contains(byte) && !"\"\\,<>".utf8.contains(byte)
        }
        guard isPlain, type.utf8.contains(UInt8(ascii: "/")), type.utf8.count <= 127 else {
            throw value.wrongValue("a media type such as \"image/png\"")
        }
        return type
    }

    private static func kind(_ type: String) -> Media.Kind? {
        switch type.lowercased().prefix(while: { $0 != "/" }) {
        case "image": .image
        case "audio": .audio
        case "video": .video
        case "application", "text": .document
        default: nil
        }
    }
}

/// Base64 as Google takes it: of the alphabet for addresses too, which its Python SDK uses (RFC 4648 §5), and without
/// padding.
enum GeminiBase64 {
    /// The same in the usual alphabet, with padding; nil if it is none.
    static func standard(_ text: JSONString) -> JSONString? {
        let bytes = text.escaped.readableBytesUInt8Span
        guard !bytes.isEmpty else { return nil }
        var count = 0
        var padding = 0
        var isUsual = true
        for index in bytes.indices {
            switch bytes[index] {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"):
                guard padding == 0 else { return nil }
                count += 1
            case UInt8(ascii: "-"), UInt8(ascii: "_"):
                guard padding == 0 else { return nil }
                count += 1
                isUsual = false
            case UInt8(ascii: "="): padding += 1
            // A slash may be escaped in JSON, and nothing else of the alphabet is.
            case UInt8(ascii: "\\"):
                guard index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "/") else { return nil }
            default: return nil
            }
        }
        let missing = (4 - count % 4) % 4
        guard count > 0, count % 4 != 1, padding == missing || padding == 0 else { return nil }
        if isUsual, padding == missing { return text }
        var usual = ByteBuffer()
        usual.reserveCapacity(bytes.count + missing)
        for index in bytes.indices {
            switch bytes[index] {
            case UInt8(ascii: "-"): usual.writeInteger(UInt8(ascii: "+"))
            case UInt8(ascii: "_"): usual.writeInteger(UInt8(ascii: "/"))
            case let byte: usual.writeInteger(byte)
            }
        }
        if padding == 0 { usual.writeRepeatingByte(UInt8(ascii: "="), count: missing) }
        return JSONString(escaped: usual)
    }
}
