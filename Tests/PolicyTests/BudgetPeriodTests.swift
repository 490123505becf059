import PlanBPolicy
import Testing

/// The calendar of budgets, against the calendar counted day by day.
struct BudgetPeriodTests {
    @Test("A period begins at its first second and ends where the next begins")
    func everyDay() {
        var (year, month, day) = (1970, 1, 1)
        var monthStart: Int64 = 0
        var mistakes = 0
        func check(_ isRight: Bool) { if !isRight { mistakes += 1 } }
        for count in 0..<60_000 {
            let midnight = Int64(count) * 86_400
            if day == 1 { monthStart = midnight }
            for second in [0, 1, 43_200, 86_399] as [Int64] {
                check(BudgetPeriod.day.start(of: midnight + second) == midnight)
                check(BudgetPeriod.month.start(of: midnight + second) == monthStart)
                check(BudgetPeriod.total.start(of: midnight + second) == 0)
                // 1970-01-05 was a Monday.
                check(BudgetPeriod.week.start(of: midnight + second) == midnight - Int64((count + 3) % 7) * 86_400)
            }
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let length = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
            if day == 1 { check(BudgetPeriod.month.end(of: midnight) == midnight + Int64(length) * 86_400) }
            day += 1
            if day > length { (day, month) = (1, month + 1) }
            if month > 12 { (month, year) = (1, year + 1) }
        }
        #expect(mistakes == 0)
    }

    @Test("Clocks that say something absurd do no harm", arguments: [.min, -86_401, -1, 1 << 45, .max] as [Int64])
    func absurd(epoch: Int64) {
        for period in BudgetPeriod.allCases {
            let start = period.start(of: epoch)
            #expect(period.end(of: start).map { $0 > start } ?? (period == .total))
        }
    }
}
