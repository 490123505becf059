/// Times as people and stores write them. All times are UTC.
public enum LedgerTime {
    private static let day: Int64 = 86_400_000

    /// The time, in milliseconds since 1970, that a text means: `7d` (so long before `now`), `2026-12-31` (its beginning)
    /// or `2026-12-31T18:00:00Z`. nil: it means none.
    public static func parse(_ text: String, now: Int64) -> Int64? {
        if let span = span(text) {
            let (time, overflow) = now.subtractingReportingOverflow(span)
            return overflow ? nil : time
        }
        let bytes = Array(text.utf8)
        let template = Array((bytes.count == 10 ? "dddd-dd-dd" : "dddd-dd-ddTdd:dd:ddZ").utf8)
        guard bytes.count == template.count else { return nil }
        for (byte, expected) in zip(bytes, template) {
            guard expected == UInt8(ascii: "d") ? isDigit(byte) : byte == expected else { return nil }
        }
        func number(_ range: Range<Int>) -> Int64 { bytes[range].reduce(0) { $0 * 10 + Int64($1 &- 0x30) } }
        let date = (number(0..<4), number(5..<7), number(8..<10))
        let days = days(date.0, date.1, date.2)
        // A day that does not exist comes out as another one.
        guard self.date(days) == date else { return nil }
        guard bytes.count > 10 else { return days * day }
        let (hour, minute, second) = (number(11..<13), number(14..<16), number(17..<19))
        guard hour < 24, minute < 60, second < 60 else { return nil }
        return days * day + (hour * 3600 + minute * 60 + second) * 1000
    }

    /// The first day, as days since 1970, that a text means; see `parse`.
    public static func parseDay(_ text: String, now: Int64) -> Int64? {
        parse(text, now: now).map(Rollup.day(ofMilliseconds:))
    }

    /// `2026-12-31`, from days since 1970.
    public static func text(day days: Int64) -> String {
        let date = date(min(max(days, -719_468), 2_932_896))
        return "\(padded(date.0, 4))-\(padded(date.1, 2))-\(padded(date.2, 2))"
    }

    /// `2026-12-31T18:00:00.250Z`, from milliseconds since 1970.
    public static func text(milliseconds time: Int64) -> String {
        let time = min(max(time, -62_167_219_200_000), 253_402_300_799_999)
        let days = time >= 0 ? time / day : (time + 1) / day - 1
        let rest = time - days * day
        let clock = [rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60].map { padded($0, 2) }
        return "\(text(day: days))T\(clock.joined(separator: ":")).\(padded(rest % 1000, 3))Z"
    }

    private static func span(_ text: String) -> Int64? {
        let units: [(String, Int64)] = [
            ("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", day),
        ]
        let digits = text.utf8.prefix { isDigit($0) }
        guard !digits.isEmpty, let count = Int64(String(text.prefix(digits.count))),
            let unit = units.first(where: { $0.0 == text.dropFirst(digits.count) })
        else { return nil }
        let (span, overflow) = count.multipliedReportingOverflow(by: unit.1)
        return overflow ? nil : span
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }

    // Howard Hinnant, "chrono-compatible low-level date algorithms": years begin in March.
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let year = month <= 2 ? year - 1 : year
        let era = (year >= 0 ? year : year - 399) / 400
        let ofEra = year - era * 400
        let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
    }

    private static func date(_ days: Int64) -> (Int64, Int64, Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let ofEra = shifted - era * 146_097
        let year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * year + year / 4 - year / 100)
        let month = (5 * ofYear + 2) / 153
        let date = ofYear - (153 * month + 2) / 5 + 1
        let isLate = month >= 10
        return (year + era * 400 + (isLate ? 1 : 0), isLate ? month - 9 : month + 3, date)
    }
}
