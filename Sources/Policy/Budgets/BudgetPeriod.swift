/// The time for which a budget is: by the calendar, in UTC.
public enum BudgetPeriod: String, Sendable, CaseIterable {
    /// From midnight to midnight.
    case day
    /// From Monday to Sunday (ISO 8601).
    case week
    /// A month of the calendar.
    case month
    /// For ever.
    case total

    private static let secondsOfDay: Int64 = 86_400

    /// The first second of the period that `epoch` is in, in seconds since 1970; 0 for `total`.
    public func start(of epoch: Int64) -> Int64 {
        let day = Self.day(of: epoch)
        switch self {
        case .day: return day &* Self.secondsOfDay
        // 1970-01-01 was a Thursday.
        case .week: return (day - Self.remainder(day + 3, 7)) &* Self.secondsOfDay
        case .month:
            let (year, month) = Self.month(of: day)
            return Self.firstDay(year: year, month: month) &* Self.secondsOfDay
        case .total: return 0
        }
    }

    /// The first second after the period that begins at `start`; nil: it has no end.
    public func end(of start: Int64) -> Int64? {
        switch self {
        case .day: return start &+ Self.secondsOfDay
        case .week: return start &+ 7 * Self.secondsOfDay
        case .month:
            let (year, month) = Self.month(of: Self.day(of: start))
            return Self.firstDay(year: month == 12 ? year + 1 : year, month: month == 12 ? 1 : month + 1)
                &* Self.secondsOfDay
        case .total: return nil
        }
    }

    /// The word for the current one.
    public var name: String {
        switch self {
        case .day: "today"
        case .week: "this week"
        case .month: "this month"
        case .total: "in total"
        }
    }

    // MARK: - The calendar

    /// Days since 1970-01-01. Clocks that say something absurd are taken for the end of the range.
    private static func day(of epoch: Int64) -> Int64 {
        let bounded = min(max(epoch, -1 << 45), 1 << 45)
        return (bounded - remainder(bounded, secondsOfDay)) / secondsOfDay
    }

    private static func remainder(_ value: Int64, _ divisor: Int64) -> Int64 {
        let rest = value % divisor
        return rest < 0 ? rest + divisor : rest
    }

    /// Year and month of a day since 1970: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
    private static func month(of day: Int64) -> (year: Int64, month: Int64) {
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month)
    }

    /// The first day of a month, since 1970: days_from_civil of the same paper.
    private static func firstDay(year: Int64, month: Int64) -> Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}
