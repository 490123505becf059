/// What the id of a model on Bedrock tells about it. An ARN of an application's own profile tells nothing: then nothing
/// is taken for granted.
struct ConverseModel {
    /// Whose model it is, where that makes a difference.
    enum Family: Equatable {
        /// Anthropic's, with its version: 4.5 is `(4, 5)`.
        case claude(major: Int, minor: Int)
        /// Amazon's own.
        case nova
        case other
    }

    let family: Family

    /// - Parameter id: `us.anthropic.claude-haiku-4-5-20251001-v1:0`, `amazon.nova-pro-v1:0`, an ARN that ends so.
    init(_ id: String) {
        if let name = id.firstRange(of: "anthropic.claude") {
            family = Self.claude(id[name.upperBound...])
        } else {
            family = id.contains("amazon.nova") ? .nova : .other
        }
    }

    /// Versions stand before or after the name of the size, and a date may follow: `-3-7-sonnet-20250219`,
    /// `-opus-4-20250514`, `-opus-4-6-v1`.
    private static func claude(_ name: Substring) -> Family {
        let words = name.split(separator: "-")
        let numbers = words.drop { number($0) == nil }.prefix { number($0) != nil }.compactMap(number)
        if let major = numbers.first {
            return .claude(major: major, minor: numbers.count > 1 ? numbers[1] : 0)
        }
        // `-v2:1` and `-instant-v1` are the oldest; a name without any number is taken for one of the newest.
        let isOld = words.contains { $0 == "instant" } || words.first?.hasPrefix("v") == true
        return isOld ? .claude(major: 2, minor: 0) : .claude(major: 99, minor: 0)
    }

    private static func number(_ word: Substring) -> Int? { word.utf8.count <= 2 ? Int(word) : nil }

    var isClaude: Bool { if case .claude = family { true } else { false } }
    var isNova: Bool { family == .nova }

    /// Whether it is at least that version of Claude.
    func isClaude(since major: Int, _ minor: Int) -> Bool {
        guard case .claude(let itsMajor, let itsMinor) = family else { return false }
        return (itsMajor, itsMinor) >= (major, minor)
    }

    /// `cachePoint` is refused by the others. https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html
    var caches: Bool { isClaude || isNova }

    /// `strict` on a tool is refused by Nova, and by Claude 4.7 and 4.8 although these follow schemas.
    var refusesStrictTools: Bool { isNova || (isClaude(since: 4, 7) && !isClaude(since: 5, 0)) }

    /// The status of a tool's result is refused by the others.
    /// https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolResultBlock.html
    var takesResultStatus: Bool { isClaude || isNova }

    /// The path of a request: every byte but the unreserved ones of RFC 3986 §2.3 is encoded, a slash too.
    static func path(_ id: String, isStream: Bool) -> String {
        var path = "/model/"
        for byte in id.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "~"):
                path.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = Array("0123456789ABCDEF")
                path.append("%")
                path.append(digits[Int(byte >> 4)])
                path.append(digits[Int(byte & 0xF)])
            }
        }
        return path + (isStream ? "/converse-stream" : "/converse")
    }
}
