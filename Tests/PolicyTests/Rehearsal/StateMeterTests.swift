import Foundation
import PlanBPolicy
import Testing

struct StateMeterTests {
    private static let hour: Int64 = 3_600_000
    private static let now: Int64 = 500_000 * hour + 1234

    @Test func aWeekIsWhatWasAskedInIt() {
        var meter = StateMeter()
        #expect(meter.week(at: Self.now) == nil)
        for index in 0..<40 { meter.note(isStateful: index % 4 == 0, at: Self.now - Int64(index) * Self.hour) }
        #expect(meter.week(at: Self.now) == RouteWeek(requests: 40, stateful: 10, hours: 40))
        #expect(meter.week(at: Self.now)?.statefulShare == 0.25)
        // It leaves as it came, hour by hour.
        #expect(meter.week(at: Self.now + 130 * Self.hour) == RouteWeek(requests: 38, stateful: 10, hours: 168))
        #expect(meter.week(at: Self.now + 168 * Self.hour) == nil)
        #expect(meter.week(at: Self.now - 200 * Self.hour) == nil, "what lies ahead does not count")
    }

    @Test func fewRequestsSayNothing() {
        #expect(RouteWeek(requests: RouteWeek.leastRequests - 1, stateful: 9, hours: 3).statefulShare == nil)
        #expect(RouteWeek(requests: RouteWeek.leastRequests, stateful: 0, hours: 3).statefulShare == 0)
    }

    @Test(arguments: [Int64(0), -5, .min])
    func aClockWithoutSenseCountsNothing(now: Int64) {
        var meter = StateMeter()
        meter.note(isStateful: true, at: now)
        #expect(meter == StateMeter() && meter.week(at: now) == nil)
    }

    @Test func whatIsOlderThanAWeekDoesNotTakeThePlaceOfWhatIsNew() {
        var meter = StateMeter()
        meter.note(isStateful: true, at: Self.now)
        meter.note(isStateful: false, at: Self.now - 168 * Self.hour)
        #expect(meter.week(at: Self.now) == RouteWeek(requests: 1, stateful: 1, hours: 1))
    }

    @Test func twoMetersAddUpInAnyOrderAndOutliveAFile() throws {
        var (one, two, all) = (StateMeter(), StateMeter(), StateMeter())
        for index in 0..<500 {
            let (at, isStateful) = (Self.now - Int64(index * 7919 % 150) * Self.hour, index % 3 == 0)
            if index % 2 == 0 {
                one.note(isStateful: isStateful, at: at)
            } else {
                two.note(isStateful: isStateful, at: at)
            }
            all.note(isStateful: isStateful, at: at)
        }
        var (first, second) = (one, two)
        first.add(two)
        second.add(one)
        #expect(first == all && second == all)
        #expect(try JSONDecoder().decode(StateMeter.self, from: JSONEncoder().encode(all)) == all)
        // What makes no sense in a file is left out.
        let odd = "[[-1,5,5],[1],[500000,3,9],[500000,-2,1]]"
        let read = try JSONDecoder().decode(StateMeter.self, from: Data(odd.utf8))
        #expect(read.week(at: Self.now) == RouteWeek(requests: 3, stateful: 3, hours: 1))
    }
}
