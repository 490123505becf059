/// A moment as it is written: `2026-12-31` (00:00 UTC of that day) or `2026-12-31T18:00:00Z`.
enum TimestampText {
    /// ECMA-262, for the JSON Schema.
    static let pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)?$"

    private static let problem = ValueProblem("expected a date such as 2026-12-31 or 2026-12-31T18:00:00Z")

    /// Seconds since 1970.
    static func parse(_ text: String) throws(ValueProblem) -> Int64 {
        let bytes = Array(text.utf8)
        let template = Array((bytes.count == 10 ? "dddd-dd-dd" : "dddd-dd-ddTdd:dd:ddZ").utf8)
        guard bytes.count == template.count else { throw problem }
        for (byte, expected) in zip(bytes, template) {
            let matches = expected == UInt8(ascii: "d") ? byte >= 0x30 && byte <= 0x39 : byte == expected
            guard matches else { throw problem }
        }
        func number(_ range: Range<Int>) -> Int64 { bytes[range].reduce(0) { $0 * 10 + Int64($1 - 0x30) } }
        let (year, month, day) = (number(0..<4), number(5..<7), number(8..<10))
        guard year >= 1970, (1...12).contains(month), day >= 1, day <= days(in: month, of: year) else { throw problem }
        guard bytes.count > 10 else { return daysSinceEpoch(year, month, day) * 86400 }
        let (hour, minute, second) = (number(11..<13), number(14..<16), number(17..<19))
        guard hour < 24, minute < 60, second < 60 else { throw problem }
        return daysSinceEpoch(year, month, day) * 86400 + hour * 3600 + minute * 60 + second
    }

    /// `2026-12-31T18:00:00Z`, for seconds since 1970 that `parse` can give.
    static func text(_ seconds: Int64) -> String {
        var (days, rest) = max(0, seconds).quotientAndRemainder(dividingBy: 86400)
        var (year, month) = (Int64(1970), Int64(1))
        while year < 9999, days >= (isLeap(year) ? 366 : 365) {
            days -= isLeap(year) ? 366 : 365
            year += 1
        }
        while month < 12, days >= self.days(in: month, of: year) {
            days -= self.days(in: month, of: year)
            month += 1
        }
        func two(_ number: Int64) -> String { (number < 10 ? "0" : "") + String(number) }
        let hour = rest / 3600
        rest %= 3600
        return "\(year)-\(two(month))-\(two(days + 1))T\(two(hour)):\(two(rest / 60)):\(two(rest % 60))Z"
    }

    private static func isLeap(_ year: Int64) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    private static func days(in month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func daysSinceEpoch(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let before = year - 1
        let leapDays = before / 4 - before / 100 + before / 400 - (1969 / 4 - 1969 / 100 + 1969 / 400)
        let months = (1..<month).reduce(into: Int64(0)) { $0 += days(in: $1, of: year) }
        return (year - 1970) * 365 + leapDays + months + day - 1
    }
}
