import PlanBLedger

/// When a file is put aside, what it is called then, and which of those that were put aside are to be removed. Times are in
/// milliseconds since 1970; days are those of UTC.
enum LogFiles {
    private static let day: Int64 = 86_400_000

    /// Whether a file of `size` bytes that was last written at `lastWritten` is put aside before something is written `now`.
    static func isFull(size: Int, lastWritten: Int64, now: Int64, limit: Int) -> Bool {
        size > 0 && (size >= limit || lastWritten / day < now / day)
    }

    /// The name of a file that is put aside `now`, `count` others having had the same before it:
    /// `access.jsonl.2026-12-31T180000Z`, then `access.jsonl.2026-12-31T180000Z-2`.
    static func name(of file: String, asideAt now: Int64, after count: Int) -> String {
        let text = LedgerTime.text(milliseconds: now).prefix(19).filter { $0 != ":" }
        return "\(file).\(text)Z" + (count == 0 ? "" : "-\(count + 1)")
    }

    /// When the file called `name` was put aside; nil: it is no such file of `file`.
    static func time(of name: String, file: String) -> Int64? {
        guard name.hasPrefix(file + ".") else { return nil }
        var text = String(name.dropFirst(file.count + 1))
        if let dash = text.lastIndex(of: "-"), text.distance(from: text.startIndex, to: dash) == 18 {
            let count = text[text.index(after: dash)...]
            guard !count.isEmpty, count.allSatisfy({ $0.isASCII && $0.isNumber }) else { return nil }
            text = String(text[..<dash])
        }
        guard text.utf8.count == 18, text.hasSuffix("Z") else { return nil }
        let digits = Array(text)
        let colons = "\(String(digits[..<13])):\(String(digits[13..<15])):\(String(digits[15...]))"
        return LedgerTime.parse(colons, now: 0)
    }

    /// Those of `names` that were put aside more than `retention` milliseconds ago.
    static func expired(_ names: [String], of file: String, now: Int64, retention: Int64) -> [String] {
        names.filter { name in
            guard let time = time(of: name, file: file) else { return false }
            let (age, overflow) = now.subtractingReportingOverflow(time)
            return !overflow && age > retention
        }
    }
}
