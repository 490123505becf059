import PlanBEngine
import PlanBPolicy
import PlanBReport
import PlanBVocabulary
import Testing

@testable import PlanBInsight

/// Changes of a configuration, replayed, whose outcome is worked out by hand.
struct ConfigurationChangeTests {
    static let rooms: [House.Room] = [
        .init(name: "first", vendor: "openai"),
        .init(name: "second", vendor: "anthropic", price: (3_000_000, 4_000_000)),
    ]
    static let house = House.snapshot(rooms, routes: [("chat", [0, 1]), ("alone", [0])])

    private func report(
        from before: Snapshot?, to after: Snapshot, _ requests: [RecordedRequest],
        measures: [String: TargetMeasure] = [:]
    ) -> ChangeReport {
        ConfigurationChange(from: before, to: after, names: ("old.yaml", "new.yaml"))
            .report(of: requests, measures: measures, since: 0, until: .max)
    }

    private let requests =
        House.requests(10, for: "chat") + House.requests(5, for: "alone", from: 20_000)

    @Test("A model that is not served any more is refused as such")
    func gone() {
        let other = House.snapshot([Self.rooms[0]], routes: [("chat", [0])])
        let report = report(from: Self.house, to: other, requests)
        #expect(report.before.served == .init(requests: 15, answered: 15))
        #expect(report.after.served == .init(requests: 15, answered: 10) && !report.servesNoLess)
        #expect(report.after.refused == ["no route": 5] && report.before.refused == [:])
        #expect(report.routes.map(\.route) == ["alone", "chat"] && report.routes.map(\.isChanged) == [true, false])
        let text = report.text(.text)
        #expect(text.contains("66.6 % of 15 requests would be served (100 % before): 5 fewer."))
        #expect(text.contains("1 route stays as it is."))
    }

    @Test("Another order: others answer, for another price")
    func order() {
        let other = House.snapshot(Self.rooms, routes: [("chat", [1, 0]), ("alone", [0])])
        let report = report(from: Self.house, to: other, requests)
        // 1,000 tokens at 1 and 500 at 2 microdollars, then at 3 and 4.
        #expect(report.before.cost == 15 * 2_000_000 && report.after.cost == 10 * 5_000_000 + 5 * 2_000_000)
        #expect(report.servesNoLess && report.after.served.answered == 15)
        let chat = report.routes[1]
        #expect(chat.before.answers == ["first": 10] && chat.after.answers == ["second": 10] && chat.isChanged)
        #expect(!report.routes[0].isChanged && report.unmeasured == ["first", "second"])
    }

    @Test("The same configuration changes nothing")
    func same() {
        let flaky = ["first": TargetMeasure(failureShare: 0.2), "second": TargetMeasure(failureShare: 0.1)]
        let report = report(from: Self.house, to: Self.house, House.requests(500, for: "chat"), measures: flaky)
        #expect(report.before == report.after && report.servesNoLess)
        #expect(report.routes.allSatisfy { !$0.isChanged && $0.before == $0.after })
    }

    @Test("Without another configuration it is compared with what was recorded, as it was")
    func recorded() {
        var requests = self.requests
        for index in requests.indices {
            requests[index].target = index < 4 ? "former" : "first"
            requests[index].cost = 1000
        }
        requests[14].isAnswered = false
        requests[14].usage = nil
        let report = report(from: nil, to: Self.house, requests)
        #expect(report.before.served == .init(requests: 15, answered: 14) && report.isAgainstRecorded)
        #expect(report.before.refused == ["not answered at the time": 1])
        #expect(report.before.cost == 14 * 1000 && report.after.served.answered == 15)
        #expect(report.routes[1].before.answers == ["former": 4, "first": 6] && report.routes[1].isChanged)
        #expect(report.before.firstOutput.p50 == report.after.firstOutput.p50)
        #expect(report.text(.md).contains("what was recorded"))
    }

    @Test("A smaller quota refuses, and it is said why")
    func quota() {
        var rooms = Self.rooms
        rooms[0].quota = RateLimits(requests: Rate(perMinute: 30, burst: 30))
        let other = House.snapshot(rooms, routes: [("chat", [0, 1]), ("alone", [0])])
        let report = report(from: Self.house, to: other, House.requests(600, for: "alone", every: 500))
        #expect(report.before.served.answered == 600 && !report.servesNoLess)
        #expect((150...200).contains(report.after.served.answered), "\(report.after.served.answered)")
        #expect(report.after.refused.keys.sorted() == ["the quota of those that were left"])
    }

    @Test("Models that no route serves are counted by name, but not without end")
    func names() {
        let requests = (0..<3000).map { index in
            RecordedRequest(time: Int64(index) * 100, model: "model-\(index)", isAnswered: false)
        }
        let report = report(from: nil, to: Self.house, requests)
        #expect(report.routes.count == 1001 && report.after.refused == ["no route": 3000])
        #expect(report.routes.first { $0.route == "(other models)" }?.after.served.requests == 2000)
    }
}
