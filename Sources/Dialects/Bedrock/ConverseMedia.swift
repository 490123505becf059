import PlanBConversation
import PlanBVocabulary
import PlanBWire

/// Writes images, documents and sound of one request. Documents have names, which may not come twice.
struct ConverseMedia {
    private var names: Set<String> = []
    private var count = 0
    /// The name of the first document of the current turn.
    private var document: String?

    /// Whether Converse takes it; if not, `losses` says why.
    static func isTaken(_ media: Media, _ contract: Contract, _ losses: inout Losses) -> Bool {
        if let detail = media.detail, detail != "auto" { losses.drop("detail") }
        switch (media.kind, media.source) {
        case (.image, .url): losses.refuse("image_url", "is an address, and Converse takes only the image itself")
        case (.document, .url): losses.refuse("file_url", "is an address, and Converse takes only the file itself")
        case (_, .file): losses.refuse("file_id", "is a file in the account of another provider")
        case (.video, _): losses.refuse("messages", "has a video, which the target does not take in this form")
        case (.audio, _) where !contract.has(.audio):
            losses.refuse("input_audio", "is sound, which this model is not known to take")
        case (.document, .text): return true
        case (let kind, .data(let type, _)):
            if ConverseFormat.word(kind, type: type) != nil { return true }
            losses.refuse("messages", "has \(noun(kind)) of a media type that Converse does not take")
        case (let kind, .url), (let kind, .text):
            losses.refuse("messages", "has \(noun(kind)) in a form that Converse does not take")
        }
        return false
    }

    private static func noun(_ kind: Media.Kind) -> String {
        switch kind {
        case .image: "an image"
        case .document: "a document"
        case .audio: "sound"
        case .video: "a video"
        }
    }

    /// Writes the one member of a block. The media was found to be taken.
    mutating func write(_ media: Media, _ json: inout JSONWriter) {
        json.key(media.kind.rawValue)
        json.beginObject()
        switch media.source {
        case .data(let type, let base64):
            json.member("format", ConverseFormat.word(media.kind, type: type) ?? "")
            if media.kind == .document { json.member("name", name(media)) }
            write(bytes: base64, &json)
        case .text(let text):
            json.member("format", "txt")
            json.member("name", name(media))
            write(bytes: ConverseBase64.encode(text), &json)
        case .url, .file: break
        }
        json.endObject()
    }

    private func write(bytes: JSONString, _ json: inout JSONWriter) {
        json.key("source")
        json.beginObject()
        json.member("bytes", bytes)
        json.endObject()
    }

    /// A document needs a text beside it: the name of the first one, if the turn has none of its own.
    mutating func writeMissingText(of blocks: [Block], _ json: inout JSONWriter) {
        defer { document = nil }
        guard let document, !blocks.contains(where: { $0.text != nil }) else { return }
        let holdsDocument = blocks.contains {
            if case .media(let media) = $0.content { media.kind == .document } else { false }
        }
        guard holdsDocument else { return }
        json.beginObject()
        json.member("text", document)
        json.endObject()
    }

    /// Letters, digits, single blanks, hyphens, parentheses and square brackets, at most 200, each name once.
    private mutating func name(_ media: Media) -> String {
        count += 1
        var name = ""
        for byte in (media.name?.text ?? "").utf8.prefix(800) {
            guard name.utf8.count < 190 else { break }
            let isKept: Bool
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"):
                isKept = true
            default: isKept = "-()[]".utf8.contains(byte)
            }
            if isKept {
                name.unicodeScalars.append(Unicode.Scalar(byte))
            } else if !name.isEmpty, name.utf8.last != 0x20 {
                name.append(" ")
            }
        }
        if name.utf8.last == 0x20 { name.removeLast() }
        if name.isEmpty { name = "document-\(count)" }
        // The number is another one for each document: one step is enough, or the next few.
        var unique = name
        var step = count
        while !names.insert(unique).inserted {
            unique = "\(name)-\(step)"
            step += 1
        }
        document = document ?? unique
        return unique
    }
}
