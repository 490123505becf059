extension StringProtocol {
    /// Whether all characters are ASCII letters, digits or one of `others`, and there are between 1 and `limit` of them.
    func isName(_ others: String = "_-", upTo limit: Int = .max) -> Bool {
        !isEmpty && utf8.count <= limit && utf8.allSatisfy { $0.isLetterOrDigit || others.utf8.contains($0) }
    }

    /// Whether there is nothing but blanks, or nothing at all.
    var isBlank: Bool { allSatisfy(\.isWhitespace) }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        (0x30...0x39).contains(self) || (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self)
    }
}

/// The version in the name of a model: `claude-sonnet-4-6` is 4.6, `gemini-3.8-flash` is 3.8. Nil when there is none.
func modelVersion(_ model: String) -> (major: Int, minor: Int)? {
    // A date is no version.
    let numbers = model.split { "-.@:/".contains($0) }.map { $0.count < 4 ? Int($0) : nil }
    guard let first = numbers.firstIndex(where: { $0 != nil }), let major = numbers[first] else { return nil }
    let minor = first + 1 < numbers.count ? numbers[first + 1] : nil
    return (major, minor ?? 0)
}

/// The steps of a path, with their percent escapes resolved.
func pathSteps(_ path: String) -> [String] {
    path.split(separator: "/").map { percentDecoded($0) }
}

/// The value of a parameter of the query of a target.
func queryValue(_ name: String, of target: String) -> String? {
    guard let mark = target.firstIndex(of: "?") else { return nil }
    for pair in target[target.index(after: mark)...].split(separator: "&") {
        let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        if sides[0] == name { return sides.count > 1 ? percentDecoded(sides[1]) : "" }
    }
    return nil
}
