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
        String(unsafeUninitializedCapacity: 10) { digits in
            write(day: days, to: digits)
            return 10
        }
    }

    /// `2026-12-31T18:00:00.250Z`, from milliseconds since 1970.
    public static func text(milliseconds time: Int64) -> String {
        String(unsafeUninitializedCapacity: 24) { digits in
            let time = min(max(time, -62_167_219_200_000), 253_402_300_799_999)
            let days = time >= 0 ? time / day : (time + 1) / day - 1
            let rest = time - days * day
            write(day: days, to: digits)
            digits[10] = UInt8(ascii: "T")
            write(rest / 3_600_000, 2, to: digits, at: 11)
            digits[13] = UInt8(ascii: ":")
            write(rest / 60_000 % 60, 2, to: digits, at: 14)
            digits[16] = UInt8(ascii: ":")
            write(rest / 1000 % 60, 2, to: digits, at: 17)
            digits[19] = UInt8(ascii: ".")
            write(rest % 1000, 3, to: digits, at: 20)
            digits[23] = UInt8(ascii: "Z")
            return 24
        }
    }

    private static func write(day days: Int64, to digits: UnsafeMutableBufferPointer<UInt8>) {
        let date = date(min(max(days, -719_468), 2_932_896))
        write(date.0, 4, to: digits, at: 0)
        digits[4] = UInt8(ascii: "-")
        write(date.1, 2, to: digits, at: 5)
        digits[7] = UInt8(ascii: "-")
        write(date.2, 2, to: digits, at: 8)
    }

    /// Writes the last `count` digits of a number that is not negative.
    private static func write(
        _ number: Int64, _ count: Int, to digits: UnsafeMutableBufferPointer<UInt8>, at place: Int
    ) {
        var rest = number
        for index in (place..<place + count).reversed() {
            digits[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
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
