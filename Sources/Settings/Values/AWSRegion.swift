/// Regions of AWS.
enum AWSRegion {
    /// Whether `name` has the form of one: `us-east-1`, `us-gov-west-1`.
    static func isValid(_ name: String) -> Bool {
        let words = name.split(separator: "-", omittingEmptySubsequences: false)
        guard words.count >= 3, let number = words.last, !number.isEmpty else { return false }
        return number.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
            && words.dropLast().allSatisfy { word in
                !word.isEmpty && word.utf8.allSatisfy { $0 >= 0x61 && $0 <= 0x7A }
            }
    }

    /// Where a model may run that is called by a profile, by the first word of the profile's id; nil if it is no profile.
    /// The jurisdiction is nil if there is more than one.
    /// https://docs.aws.amazon.com/bedrock/latest/userguide/geographic-cross-region-inference.html
    static func reach(ofModel id: String) -> (prefix: String, jurisdiction: String?)? {
        let name = id.split(separator: "/").last ?? ""
        for (prefix, jurisdiction) in [
            ("us.", "us"), ("us-gov.", "us"), ("eu.", "eu"), ("jp.", "jp"), ("au.", "au"), ("ca.", "ca"),
            ("apac.", nil),
            ("global.", nil),
        ] where name.hasPrefix(prefix) {
            return (prefix, jurisdiction)
        }
        return nil
    }

    /// The host of a service. China and the European Sovereign Cloud have domains of their own.
    /// https://docs.aws.amazon.com/general/latest/gr/bedrock.html
    static func host(of service: String, in region: String) -> String {
        let domain =
            region.hasPrefix("cn-") ? "amazonaws.com.cn" : region.hasPrefix("eusc-") ? "amazonaws.eu" : "amazonaws.com"
        return "\(service).\(region).\(domain)"
    }
}
