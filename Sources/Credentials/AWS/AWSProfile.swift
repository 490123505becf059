/// The settings of one profile, as the AWS tools write them.
struct AWSProfile {
    /// What a session is called when nobody says.
    static let session = "planb"

    var settings: [String: String] = [:]

    subscript(name: String) -> String? { settings[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// Profiles by name. In the shared configuration they are called `[profile name]`, but for `[default]`; in the file of
    /// credentials just `[name]`. Other sections (`[sso-session x]`, `[services x]`) are none.
    static func read(_ bytes: [UInt8], isConfiguration: Bool) -> [String: AWSProfile] {
        var profiles: [String: AWSProfile] = [:]
        var current: String?
        for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
            let text = trimmed(line[...])
            if text.isEmpty || text.hasPrefix("#") || text.hasPrefix(";") { continue }
            if text.hasPrefix("[") {
                current = section(text, isConfiguration)
                continue
            }
            // Indented lines are settings of a setting.
            guard let name = current, line.first.map({ $0 != " " && $0 != "\t" }) ?? false,
                let equals = text.firstIndex(of: "=")
            else { continue }
            let key = trimmed(text[..<equals]).lowercased()
            var value = trimmed(text[text.index(after: equals)...])
            if let comment = value.firstRange(of: " #") ?? value.firstRange(of: " ;") {
                value = trimmed(value[..<comment.lowerBound])
            }
            profiles[name, default: AWSProfile()].settings[key] = String(value)
        }
        return profiles
    }

    private static func section(_ text: Substring, _ isConfiguration: Bool) -> String? {
        guard let end = text.firstIndex(of: "]") else { return nil }
        let name = trimmed(text[text.index(after: text.startIndex)..<end])
        guard isConfiguration, name != "default" else { return String(name) }
        let words = name.split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0] == "profile" else { return nil }
        let quoted = trimmed(words[1])
        return quoted.count > 1 && quoted.hasPrefix("\"") && quoted.hasSuffix("\"")
            ? String(quoted.dropFirst().dropLast()) : String(quoted)
    }

    private static func trimmed(_ text: Substring) -> Substring {
        var text = text
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text.drop { $0 == " " || $0 == "\t" }
    }
}
