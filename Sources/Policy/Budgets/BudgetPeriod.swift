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

    /// The first second of the period that `epoch` is in, in seconds since 1970; 0 for `total`.
    public func start(of epoch: Int64) -> Int64 {
        let day = UTCDay(epoch: epoch)
        switch self {
        case .day: return day.start
        case .week: return day.start - Int64(day.weekday) * UTCDay.seconds
        case .month: return UTCDay(year: day.year, month: day.month).start
        case .total: return 0
        }
    }

    /// The first second after the period that begins at `start`; nil: it has no end.
    public func end(of start: Int64) -> Int64? {
        switch self {
        case .day: return start &+ UTCDay.seconds
        case .week: return start &+ 7 * UTCDay.seconds
        case .month:
            let day = UTCDay(epoch: start)
            return day.month == 12
                ? UTCDay(year: day.year + 1, month: 1).start : UTCDay(year: day.year, month: day.month + 1).start
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
}
