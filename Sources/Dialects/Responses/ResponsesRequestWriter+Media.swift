import PlanBConversation
import PlanBVocabulary
import PlanBWire

extension ResponsesRequestWriter {
    mutating func write(_ media: Media) {
        switch (media.kind, media.source) {
        case (.image, .data(let type, let base64)):
            writeImage(DataAddress.text(type: type, base64: base64), detail: media.detail)
        case (.image, .url(let address)):
            guard !target.contract.lacks(.imageURLs) else {
                return refuse("names an image by its address, which the target does not fetch")
            }
            writeImage(address, detail: media.detail)
        case (.document, .data(let type, let base64)):
            json.beginObject()
            json.member("type", "input_file")
            json.member("filename", media.name ?? Self.name(for: type))
            json.member("file_data", DataAddress.text(type: type, base64: base64))
            json.endObject()
        case (.document, .url(let address)):
            json.beginObject()
            json.member("type", "input_file")
            json.member("file_url", address)
            json.endObject()
        case (_, .text(let text)):
            if media.name != nil { losses.drop("title") }
            json.beginObject()
            json.member("type", "input_text")
            json.member("text", text)
            json.endObject()
        case (_, .file): refuse("names a file that is stored in another account")
        case (.audio, _): refuse("has sound, which the Responses API does not take")
        case (.video, _): refuse("has a film, which the Responses API does not take")
        }
    }

    private mutating func refuse(_ reason: String) { losses.refuse("\(wishes[.messages]).content", reason) }

    private mutating func writeImage(_ address: JSONString, detail: String?) {
        json.beginObject()
        json.member("type", "input_image")
        json.member("image_url", address)
        json.member("detail", detail ?? "auto")
        json.endObject()
    }

    /// The API wants a name for a file and goes by its ending.
    private static func name(for type: String) -> JSONString {
        switch type {
        case "application/pdf": "document.pdf"
        case "text/plain": "document.txt"
        case "text/html": "document.html"
        case "text/csv": "document.csv"
        case "text/markdown": "document.md"
        default: "document"
        }
    }
}
