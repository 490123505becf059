import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Writes images, documents and sound.
struct GeminiMediaWriter {
    let prompt: Prompt
    let target: TargetTraits
    let model: GeminiModel

    /// Whether the target can be given `media`; what it cannot goes into `losses`, in OpenAI's words.
    func allows(_ media: Media, inResult: Bool, _ losses: inout Losses) -> Bool {
        let field = inResult ? "tool_result.\(media.kind.rawValue)" : Self.field(media)
        if let capability = Self.capability(media.kind), target.contract.lacks(capability) {
            losses.refuse(field, "holds media of a kind that the target does not take")
            return false
        }
        switch media.source {
        case .data, .text: return true
        case .url:
            if media.kind == .image, target.contract.has(.imageURLs), !inResult { return true }
            losses.refuse(
                field,
                "is an address, which the target does not fetch: send the content itself, in base64")
        case .file:
            if prompt.dialect == .gemini, !inResult { return true }
            losses.refuse(field, "is a file that only another provider has")
        }
        return false
    }

    /// Writes a part for media that are allowed.
    func write(_ media: Media, _ writer: inout JSONWriter, _ losses: inout Losses) {
        writer.beginObject()
        switch media.source {
        case .data(let type, let base64):
            writer.key("inlineData")
            writer.beginObject()
            writer.member("mimeType", type)
            writer.member("data", base64)
            writer.endObject()
        case .text(let text): writer.member("text", text)
        case .url(let address), .file(let address):
            writer.key("fileData")
            writer.beginObject()
            writer.member("fileUri", address)
            writer.endObject()
        }
        if let level = resolution(media, &losses) {
            writer.key("mediaResolution")
            writer.beginObject()
            writer.member("level", level)
            writer.endObject()
        }
        writer.endObject()
        if media.name != nil { losses.drop("file.filename") }
    }

    private func resolution(_ media: Media, _ losses: inout Losses) -> String? {
        switch media.detail {
        case nil, "auto": return nil
        case "low" where model.takesMediaInResults: return "MEDIA_RESOLUTION_LOW"
        case "high" where model.takesMediaInResults: return "MEDIA_RESOLUTION_HIGH"
        default:
            losses.drop("detail")
            return nil
        }
    }

    private static func capability(_ kind: Media.Kind) -> Capability? {
        switch kind {
        case .image: .images
        case .audio: .audio
        case .document: .documents
        case .video: nil
        }
    }

    private static func field(_ media: Media) -> String {
        switch media.kind {
        case .image: "image_url"
        case .audio: "input_audio"
        case .document: "file"
        case .video: "video"
        }
    }
}
