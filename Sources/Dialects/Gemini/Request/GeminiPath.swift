import PlanBVocabulary

/// The path of a request for a model.
enum GeminiPath {
    /// `/v1beta/models/{model}:{method}`. A name that has the place of its model in it already (of Vertex AI, a project's;
    /// of the Gemini API, a tuned model's) is the path: Vertex AI's API of the same age is called `v1beta1`.
    static func path(_ target: TargetTraits, _ method: String) -> String {
        target.quirks.hasPublishers
            ? "/publishers/google/models/\(encode(target.model[...])):\(method)" : path(target.model, method)
    }

    static func path(_ model: String, _ method: String) -> String {
        let first = model.prefix { $0 != "/" }
        let hasPlace = first.utf8.count < model.utf8.count
        let place: String
        switch first {
        case "projects" where hasPlace, "publishers" where hasPlace: place = "/v1beta1/"
        case "models" where hasPlace, "tunedModels" where hasPlace: place = "/v1beta/"
        default: place = "/v1beta/models/"
        }
        let segments = model.split(separator: "/", omittingEmptySubsequences: false).map(encode)
        return place + segments.joined(separator: "/") + ":" + method
    }

    /// Percent-encoding of all but what RFC 3986 §2.3 reserves for nothing, and `@`, which stands before versions.
    private static func encode(_ segment: Substring) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var encoded: [UInt8] = []
        encoded.reserveCapacity(segment.utf8.count)
        let isUp = segment == "." || segment == ".."
        for byte in segment.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "~"),
                UInt8(ascii: "@"):
                encoded.append(byte)
            case UInt8(ascii: ".") where !isUp: encoded.append(byte)
            default: encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}
