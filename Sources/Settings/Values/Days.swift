import Foundation

/// The days that matter while a configuration is read. As texts, `2026-11-21`, days compare as they should.
struct Days: Sendable {
    /// Today, in UTC.
    var today: String
    /// Thirty days from today.
    var inAMonth: String
    /// Thirty days ago.
    var aMonthAgo: String

    /// The days around a moment, given in seconds since 1970.
    init(epochSeconds: Int64) {
        func day(_ offset: Int64) -> String {
            String(TimestampText.text(epochSeconds + offset * 86_400).prefix(10))
        }
        (today, inAMonth, aMonthAgo) = (day(0), day(30), day(-30))
    }

    /// The days around now.
    static var now: Days { Days(epochSeconds: Int64(Date().timeIntervalSince1970)) }
}
