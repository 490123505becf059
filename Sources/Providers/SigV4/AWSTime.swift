/// A time as AWS writes it: `20261121T020000Z`.
struct AWSTime: Equatable {
    /// `20261121`
    let day: String
    /// `20261121T020000Z`
    let text: String

    /// - Parameter epoch: seconds since 1970, in the years 1970 to 9999: what lies outside is moved to the nearest of them.
    init(epoch: Int64) {
        let seconds = min(max(epoch, 0), 253_402_300_799)
        let (year, month, dayOfMonth) = Self.date(seconds / 86_400)
        let rest = seconds % 86_400
        day = Self.digits(year, 4) + Self.digits(month, 2) + Self.digits(dayOfMonth, 2)
        text =
            "\(day)T" + Self.digits(rest / 3600, 2) + Self.digits(rest / 60 % 60, 2) + Self.digits(rest % 60, 2) + "Z"
    }

    /// The date that is so many days after 1 January 1970 (H. Hinnant, "chrono-Compatible Low-Level Date Algorithms"):
    /// years begin in March, so that the leap day is the last one.
    private static func date(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        return (era * 400 + yearOfEra + (month >= 10 ? 1 : 0), month < 10 ? month + 3 : month - 9, day)
    }

    private static func digits(_ number: Int64, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.utf8.count)) + text
    }
}
