/// A value in a row. There are no fractions: money, time and tokens are counted.
public enum StoreValue: Sendable, Hashable {
    /// Not known, or does not apply.
    case null
    /// A whole number.
    case integer(Int64)
    /// A text without NUL, of bounded length.
    case text(String)

    /// The number, if it is one.
    public var int: Int64? { if case .integer(let value) = self { value } else { nil } }
    /// The text, if it is one.
    public var string: String? { if case .text(let value) = self { value } else { nil } }
}

/// Texts as stores take them. A row must never be refused for what somebody wrote into a text.
public enum StoreText {
    /// A name as it is in a row: without NUL, and with a hash in place of what is too long for a key.
    public static func name(of text: String) -> String { bounded(text, shortLimit) }

    /// An account, `key:ID`, `team:NAME` or `route:PATTERN`, as it is in a row.
    public static func account(_ account: String) -> String {
        guard let colon = account.firstIndex(of: ":") else { return name(of: account) }
        return account[...colon] + name(of: String(account[account.index(after: colon)...]))
    }

    /// Identifiers and labels are parts of keys, and PostgreSQL's keys are at most 2.7 KB long together.
    static let shortLimit = 200
    /// Remarks.
    static let longLimit = 4096

    /// `text` without NUL, which PostgreSQL has no place for, and at most `limit` bytes long. What is longer is cut and
    /// gets a hash of the whole, so that different texts stay different.
    static func bounded(_ text: String, _ limit: Int) -> String {
        var text = text
        let needsCare = text.utf8.withContiguousStorageIfAvailable { $0.count > limit || $0.contains(0) }
        guard needsCare ?? true else { return text }
        if text.utf8.contains(0) {
            text = String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
        }
        guard text.utf8.count > limit else { return text }
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        let mark = "…#" + String(hash, radix: 16)
        let cut = text.utf8.prefix(limit - mark.utf8.count)
        // A character that was cut in the middle is dropped.
        var end = cut.endIndex
        while end > text.startIndex, String.Index(end, within: text.unicodeScalars) == nil {
            end = text.utf8.index(before: end)
        }
        return String(text[..<end]) + mark
    }

    /// Labels as a JSON array of texts, of bounded length.
    static func list(_ items: [String]) -> String {
        var text = "["
        for item in items {
            let size = text.utf8.count
            guard size < 8 * longLimit else { break }
            if size > 1 { text += "," }
            JSONLine.append(bounded(item, longLimit), to: &text)
        }
        return text + "]"
    }
}

extension StoreText {
    /// The texts of an array that `list` wrote.
    public static func items(ofList text: String) -> [String] {
        var items: [String] = []
        var item: String?
        var scalars = text.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            guard item != nil else {
                if scalar == "\"" { item = "" }
                continue
            }
            switch scalar {
            case "\"":
                items.append(item ?? "")
                item = nil
            case "\\": item?.unicodeScalars.append(unescaped(&scalars))
            default: item?.unicodeScalars.append(scalar)
            }
        }
        return items
    }

    private static func unescaped(_ scalars: inout String.UnicodeScalarView.Iterator) -> Unicode.Scalar {
        switch scalars.next() {
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "u":
            var digits = ""
            for _ in 0..<4 { if let digit = scalars.next() { digits.unicodeScalars.append(digit) } }
            return UInt32(digits, radix: 16).flatMap(Unicode.Scalar.init) ?? "\u{FFFD}"
        case let other?: return other
        case nil: return "\u{FFFD}"
        }
    }
}
