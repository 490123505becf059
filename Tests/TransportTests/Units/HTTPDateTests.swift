import Foundation
import Testing

@testable import PlanBTransport

@Suite("HTTP dates")
struct HTTPDateTests {
    @Test(
        "Known dates",
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (951_868_799, "Tue, 29 Feb 2000 23:59:59 GMT"),
            (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 GMT"), (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
            (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"), (-1, "Thu, 01 Jan 1970 00:00:00 GMT"),
        ] as [(Int64, String)])
    func known(_ epoch: Int64, _ text: String) { #expect(HTTPDate.text(epoch: epoch) == text) }

    @Test("Every day of four centuries is what Foundation says")
    func everyDay() {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? .current
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        // A step prime to the length of the day and of the week, so that hours and weekdays vary too.
        for epoch in stride(from: Int64(0), to: 12_622_780_800, by: 997_211) {
            let parts = calendar.dateComponents(
                [.year, .month, .day, .hour, .minute, .second, .weekday],
                from: Date(timeIntervalSince1970: TimeInterval(epoch)))
            guard let year = parts.year, let month = parts.month, let day = parts.day, let hour = parts.hour,
                let minute = parts.minute, let second = parts.second, let weekday = parts.weekday
            else { continue }
            let time = "\(two(hour)):\(two(minute)):\(two(second))"
            let text = "\(days[weekday - 1]), \(two(day)) \(months[month - 1]) \(year) \(time) GMT"
            #expect(HTTPDate.text(epoch: epoch) == text)
        }
    }

    @Test("No date traps", arguments: [Int64.min, -1, Int64.max]) func extremes(_ epoch: Int64) {
        #expect(HTTPDate.text(epoch: epoch).hasSuffix(" GMT"))
    }
}
