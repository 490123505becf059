import PlanBConversation

/// The words that Converse has for formats of files, and their media types.
enum ConverseFormat {
    private static let images: [(word: String, type: String)] = [
        ("png", "image/png"), ("jpeg", "image/jpeg"), ("gif", "image/gif"), ("webp", "image/webp"),
        ("jpeg", "image/jpg"),
    ]
    private static let documents: [(word: String, type: String)] = [
        ("pdf", "application/pdf"), ("csv", "text/csv"), ("doc", "application/msword"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("xls", "application/vnd.ms-excel"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), ("html", "text/html"),
        ("txt", "text/plain"), ("md", "text/markdown"),
    ]
    private static let sounds: [(word: String, type: String)] = [
        ("mp3", "audio/mpeg"), ("mp3", "audio/mp3"), ("wav", "audio/wav"), ("wav", "audio/x-wav"),
        ("wav", "audio/wave"), ("aac", "audio/aac"), ("flac", "audio/flac"), ("ogg", "audio/ogg"),
        ("opus", "audio/opus"), ("mp4", "audio/mp4"), ("m4a", "audio/m4a"), ("m4a", "audio/x-m4a"),
        ("webm", "audio/webm"), ("mka", "audio/x-matroska"), ("pcm", "audio/pcm"),
    ]

    private static func table(_ kind: Media.Kind) -> [(word: String, type: String)] {
        switch kind {
        case .image: images
        case .document: documents
        case .audio: sounds
        case .video: []
        }
    }

    /// The word for a media type, whose parameters do not matter; nil if Converse has none.
    static func word(_ kind: Media.Kind, type: String) -> String? {
        let plain = type.prefix { $0 != ";" && $0 != " " }.lowercased()
        return table(kind).first { $0.type == plain }?.word
    }

    /// The media type for a word; nil if there is no such word.
    static func type(_ kind: Media.Kind, word: String) -> String? { table(kind).first { $0.word == word }?.type }

    /// Whether a document of that format is text.
    static func isText(_ word: String) -> Bool { ["txt", "md", "csv", "html"].contains(word) }
}
