import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

extension MessagesRequestWriter {
    mutating func writeMedia(_ media: Media, cache: CacheMark?) {
        switch media.kind {
        case .image:
            if let detail = media.detail, detail != "auto" { losses.drop("detail") }
            guard !target.contract.lacks(.images) else {
                return refuse("image_url", "holds an image, and this model does not see images")
            }
        case .document:
            if case .text = media.source { break }
            guard !target.contract.lacks(.documents) else {
                return refuse("file", "holds a document, and this model does not read documents")
            }
        case .audio: return refuse("input_audio", "has no counterpart in the Messages API")
        case .video: return refuse("video", "has no counterpart in the Messages API")
        }
        switch media.source {
        case .data(let type, let base64): writeData(media, type, base64, cache)
        case .text(let text):
            guard media.kind == .document else {
                return refuse("image_url", "holds text where an image is due")
            }
            writeSource(media, cache) { writer in
                writer.member("type", "text")
                writer.member("media_type", "text/plain")
                writer.member("data", text)
            }
        case .url(let url):
            // Neither Bedrock nor Vertex fetches anything.
            guard !target.contract.lacks(.imageURLs), target.quirks.anthropicVersionInBody == nil else {
                let field = media.kind == .image ? "image_url" : "file"
                return refuse(field, "is an address, and this target fetches nothing; send the bytes instead")
            }
            writeSource(media, cache) { writer in
                writer.member("type", "url")
                writer.member("url", url)
            }
        case .file(let id):
            guard prompt.dialect == .anthropic else {
                return refuse("file_id", "names a file that only another provider has; send the bytes instead")
            }
            writeSource(media, cache) { writer in
                writer.member("type", "file")
                writer.member("file_id", id)
            }
        }
    }

    private mutating func writeData(_ media: Media, _ type: String, _ base64: JSONString, _ cache: CacheMark?) {
        var known: String?
        if media.kind == .image {
            let declared = type == "image/jpg" ? "image/jpeg" : type
            let types = ["image/jpeg", "image/png", "image/gif", "image/webp"]
            known = Self.imageType(of: base64) ?? (types.contains(declared) ? declared : nil)
        } else if type == "application/pdf" {
            known = type
        }
        guard let known else {
            let field = media.kind == .image ? "image_url" : "file"
            return refuse(
                field,
                "is of a type that the Messages API does not take: images are JPEG, PNG, GIF or WebP, "
                    + "documents are PDF")
        }
        writeSource(media, cache) { writer in
            writer.member("type", "base64")
            writer.member("media_type", known)
            writer.member("data", base64)
        }
    }

    /// What is left out of a turn leaves a word there, so that the turn is not empty.
    private mutating func refuse(_ field: String, _ reason: String) {
        losses.refuse(field, reason)
        writeText("(Something was left out here.)")
    }

    /// The type that the first bytes tell. The API refuses an image that is not what it is declared to be.
    private static func imageType(of base64: JSONString) -> String? {
        let first = base64.escaped.readableBytesView.prefix(16)
        let plain = first.filter { $0 != UInt8(ascii: "\\") }
        let types = [
            ("iVBORw0KGg", "image/png"), ("/9j/", "image/jpeg"), ("R0lGODdh", "image/gif"), ("R0lGODlh", "image/gif"),
            ("UklGR", "image/webp"),
        ]
        return types.first { plain.starts(with: $0.0.utf8) }?.1
    }

    private mutating func writeSource(_ media: Media, _ cache: CacheMark?, _ write: (inout JSONWriter) -> Void) {
        writer.beginObject()
        writer.member("type", media.kind == .image ? "image" : "document")
        writer.key("source")
        writer.beginObject()
        write(&writer)
        writer.endObject()
        if media.kind == .document, let name = media.name, !name.isBlank { writer.member("title", name) }
        writeMark(cache)
        writer.endObject()
    }
}
