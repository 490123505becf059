/// What the name of a model tells about it.
struct GeminiModel {
    /// How a model is told how hard to think.
    enum Control {
        /// In words, since Gemini 3.
        case level
        /// In tokens, Gemini 2.5.
        case budget
        /// Not at all.
        case none
    }

    /// The first number of its name; nil if it is none of Google's Gemini models, or does not say.
    let generation: Int?
    /// It is one of the large models, which cannot be kept from thinking.
    let isPro: Bool
    /// How it is told to think, going by its name alone.
    let control: Control

    /// - Parameter name: the name with or without what stands before it: `models/`, `publishers/google/models/`.
    init(_ name: String) {
        let words = (name.split(separator: "/").last ?? "").lowercased().split(separator: "-")
        isPro = words.contains("pro")
        guard words.first == "gemini", words.count > 1 else {
            generation = nil
            control = .none
            return
        }
        let version = words[1].split(separator: ".", omittingEmptySubsequences: false)
        if let major = version.first.flatMap({ Int($0) }), major < 1000 {
            generation = major
            let minor = version.count > 1 ? Int(version[1]) ?? 0 : 0
            control = major >= 3 ? .level : major == 2 && minor >= 5 ? .budget : .none
        } else if words.last == "latest" {
            // `gemini-flash-latest` and its like: what they stand for is past Gemini 2.5.
            generation = 3
            control = .level
        } else {
            generation = nil
            control = .none
        }
    }

    /// Calls that are shown to it must have signatures.
    var checksSignatures: Bool { (generation ?? 0) >= 3 }

    /// It takes media in the results of tools, and a resolution for each image.
    var takesMediaInResults: Bool { (generation ?? 3) >= 3 }

    /// It gives JSON on demand also when it has tools.
    var combinesToolsWithJSON: Bool { (generation ?? 3) >= 3 }
}
