/// Takes out of a text what must not be kept of it: secrets and what points to a person.
///
/// Found are: keys of vendors and of Plan B, tokens, PEM blocks, what stands behind words like `password:`; mail addresses,
/// phone, card and account numbers, addresses of hosts, long numbers, users and queries in URLs, and long runs that look
/// like chance. Names of people and of streets are not found: somebody has to read what is recorded.
///
/// What is taken out too much costs little, so that doubtful cases are taken out. The result is never longer than the text,
/// and taking out twice is taking out once. The time is linear in the length, whatever stands there.
public enum Redaction {
    /// `text` without it; a word in brackets stands in its place.
    public static func redact(_ text: String) -> String {
        var bytes = [UInt8](text.utf8)
        // What one pass leaves beside each other can look like something to another one.
        for _ in 0..<most {
            let before = bytes
            for finder in finders { bytes = pass(finder, over: bytes) }
            if bytes == before { break }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The beginning of `text`, at most `bytes` bytes of it, without it. What is cut off is cut off afterwards, so that half
    /// a secret does not pass for a word.
    public static func beginning(of text: String, bytes: Int) -> String {
        // A secret that begins before the cut is seen whole, unless it is longer than this.
        let start = String(text.unicodeScalars.prefix(max(0, min(bytes, 1 << 20)) + 8192))
        let redacted = redact(start)
        guard redacted.utf8.count > bytes else { return redacted }
        var end = redacted.utf8.index(redacted.startIndex, offsetBy: max(0, bytes - 3))
        while end > redacted.startIndex, end.samePosition(in: redacted.unicodeScalars) == nil {
            end = redacted.utf8.index(before: end)
        }
        return bytes < 3 ? "" : redacted[..<end] + "…"
    }

    private static let most = 8

    /// In this order: what reaches furthest comes first.
    private static let finders: [any RedactionFinder] = [
        PEMFinder(), URLFinder(), AssignmentFinder(), KeyFinder(), MailFinder(), IBANFinder(), AddressFinder(),
        NumberFinder(), ChanceFinder(),
    ]

    private static func pass(_ finder: some RedactionFinder, over bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var kept = 0
        var at = 0
        while at < bytes.count {
            switch finder.look(bytes, at: at, floor: kept) {
            case .nothing(let next): at = max(at + 1, next)
            case .found(let range, let mark):
                result.append(contentsOf: bytes[kept..<range.lowerBound])
                // Never longer than what it stands for.
                result.append(contentsOf: mark.count <= range.count ? mark : mark.prefix(range.count).map { _ in 0x2A })
                kept = range.upperBound
                at = max(at + 1, kept)
            }
        }
        result.append(contentsOf: bytes[kept...])
        return result
    }
}

/// What a finder says of one place.
enum RedactionFinding {
    /// There is nothing; `next` is the next place worth looking at.
    case nothing(next: Int)
    /// `range` is to be replaced by `mark`. It begins at `floor` or later and ends behind the place or at it.
    case found(Range<Int>, mark: [UInt8])

    static var nothing: RedactionFinding { .nothing(next: 0) }
}

/// Looks for one kind of thing.
protocol RedactionFinder: Sendable {
    /// Whether it is at `at`. What is before `floor` was dealt with. All calls over one text take linear time together.
    func look(_ bytes: [UInt8], at: Int, floor: Int) -> RedactionFinding
}

extension UInt8 {
    var isDigit: Bool { (0x30...0x39).contains(self) }
    var isUpper: Bool { (0x41...0x5A).contains(self) }
    var isLower: Bool { (0x61...0x7A).contains(self) }
    var isLetter: Bool { isUpper || isLower }
    var isHex: Bool { isDigit || (0x41...0x46).contains(self) || (0x61...0x66).contains(self) }
    var isAlphanumeric: Bool { isDigit || isLetter }
    var lowered: UInt8 { isUpper ? self | 0x20 : self }
    var isSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }

    /// One of the characters of `set`.
    func isOne(of set: StaticString) -> Bool { set.withUTF8Buffer { $0.contains(self) } }
}

extension [UInt8] {
    /// Whether `word`, in lower case, stands at `at`, in either case.
    func has(_ word: [UInt8], at index: Int) -> Bool {
        guard index >= 0, index + word.count <= count else { return false }
        for offset in word.indices where self[index + offset].lowered != word[offset].lowered { return false }
        return true
    }

    /// The end of the run of bytes from `start` on that are `wanted`, at most `limit` of them.
    func end(of wanted: (UInt8) -> Bool, from start: Int, limit: Int = .max) -> Int {
        var index = start
        let last = limit < count - start ? start + limit : count
        while index < last, wanted(self[index]) { index += 1 }
        return index
    }
}
