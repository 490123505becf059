/// The IMF-fixdate of RFC 9110 section 5.6.7 for `seconds` since the Unix epoch; years 0 to 9999, else the nearest.
func httpDate(_ seconds: Int) -> String {
    let instant = Instant(seconds)
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let date = "\(padded(instant.dayOfMonth, 2)) \(months[instant.month - 1]) \(padded(instant.year, 4))"
    return "\(days[instant.weekday]), \(date) \(instant.time) GMT"
}

/// The date-time of RFC 3339 for `seconds` since the Unix epoch, in UTC; years 0 to 9999, else the nearest.
func rfc3339(_ seconds: Int) -> String {
    let instant = Instant(seconds)
    return "\(padded(instant.year, 4))-\(padded(instant.month, 2))-\(padded(instant.dayOfMonth, 2))T\(instant.time)Z"
}

/// An instant in the civil calendar.
private struct Instant {
    let year: Int
    /// From 1.
    let month: Int
    let dayOfMonth: Int
    /// From 0, a Sunday.
    let weekday: Int
    /// `14:05:59`
    let time: String

    init(_ seconds: Int) {
        let seconds = min(max(seconds, -62_167_219_200), 253_402_300_799)
        let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let clock = seconds - day * 86_400
        // Days to civil date in the proleptic Gregorian calendar; an era is 400 years of 146097 days, from March on.
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        dayOfMonth = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        weekday = ((day + 4) % 7 + 7) % 7
        time = [clock / 3600, clock / 60 % 60, clock % 60].map { padded($0, 2) }.joined(separator: ":")
    }
}

/// A number with leading zeros.
func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}
