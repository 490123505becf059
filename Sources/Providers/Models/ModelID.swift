/// The names under which a provider's id of a model may stand in the catalog.
enum ModelID {
    /// Cross-region inference profiles of Bedrock.
    /// https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-support.html
    private static let profiles = ["us.", "eu.", "apac.", "jp.", "au.", "global.", "us-gov."]

    /// `id` first, then what it stands for. An ARN of an application profile or of provisioned throughput hides its model.
    static func names(of id: String, provider: String) -> [String] {
        var names = [id]
        switch provider {
        case "bedrock":
            if id.hasPrefix("arn:") {
                guard let slash = id.firstIndex(of: "/"),
                    id.contains(":foundation-model/") || id.contains(":inference-profile/")
                else { return names }
                names.append(String(id[id.index(after: slash)...]))
            }
            if let last = names.last, let profile = profiles.first(where: last.hasPrefix) {
                names.append(String(last.dropFirst(profile.utf8.count)))
            }
        case "gemini", "vertex":
            if let slash = id.lastIndex(of: "/") { names.append(String(id[id.index(after: slash)...])) }
        default: break
        }
        return names
    }
}
