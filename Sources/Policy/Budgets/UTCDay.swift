/// A day of the Gregorian calendar, in UTC, without the leap seconds that clocks do not count either.
public struct UTCDay: Sendable, Equatable {
    /// The seconds of a day.
    public static let seconds: Int64 = 86_400

    /// The year.
    public let year: Int64
    /// 1 to 12.
    public let month: Int
    /// 1 to 31.
    public let day: Int
    /// Days since 1970-01-01.
    private let number: Int64

    /// The day of a moment in seconds since 1970. Clocks that say something absurd are taken for the end of the range.
    public init(epoch: Int64) {
        let bounded = min(max(epoch, -1 << 45), 1 << 45)
        number = (bounded - Self.remainder(bounded, Self.seconds)) / Self.seconds
        // H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = Int(dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
        month = Int(shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9)
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// The first day of a month.
    public init(year: Int64, month: Int) {
        // days_from_civil of the same paper.
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * Int64(month > 2 ? month - 3 : month + 9) + 2) / 5
        number = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        self.year = year
        self.month = month
        day = 1
    }

    /// Its first second, since 1970.
    public var start: Int64 { number * Self.seconds }

    /// 0 is Monday (ISO 8601). 1970-01-01 was a Thursday.
    public var weekday: Int { Int(Self.remainder(number + 3, 7)) }

    private static func remainder(_ value: Int64, _ divisor: Int64) -> Int64 {
        let rest = value % divisor
        return rest < 0 ? rest + divisor : rest
    }
}
