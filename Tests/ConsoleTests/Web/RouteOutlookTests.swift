import PlanBEngine
import PlanBPolicy
import PlanBRehearsal
import PlanBVocabulary
import Testing

@testable import PlanBConsole

/// What the front page says of a route.
struct RouteOutlookTests {
    private func link(
        _ name: String, _ vendor: String, _ state: TargetState = .well, usable: Bool = true, proven: Double? = nil,
        independent: Bool = true
    ) -> RouteOutlook.Link {
        var backup = RouteReadiness.Backup(
            target: name, state: proven == nil ? .unproven : .proven, isIndependent: independent)
        if let proven { backup.score = Scorecard(conformance: .init(passed: 99, of: 100, lower: proven)) }
        return .init(name: name, vendor: vendor, model: "m", state: state, cause: "", isUsable: usable, backup: backup)
    }

    private func outlook(_ links: [RouteOutlook.Link], stateful: Double? = nil) -> RouteOutlook {
        var readiness = RouteReadiness(route: "r", state: .unproven, primary: "a", minimum: 0.95, backups: [])
        readiness.stateful = stateful
        return RouteOutlook(route: "r", minimum: 0.95, links: links, readiness: readiness)
    }

    @Test("A route survives the loss of its vendor only if a proven backup is elsewhere")
    func loss() {
        let first = link("a", "x")
        for (links, loss) in [
            ([], .alone), ([first], .alone), ([first, link("b", "x", proven: 0.99)], .sameVendor),
            ([first, link("b", "y")], .unproven("b")), ([first, link("b", "y", proven: 0.96)], .survives("b")),
            ([first, link("b", "y", proven: 0.94)], .unproven("b")),
            ([first, link("b", "y", proven: 0.99, independent: false)], .unproven("b")),
            ([first, link("b", "y", usable: false, proven: 0.99)], .unproven("b")),
            ([first, link("b", "y", usable: false), link("c", "z")], .unproven("c")),
            ([first, link("b", "x", proven: 0.99), link("c", "y"), link("d", "z", proven: 0.99)], .survives("d")),
        ] as [([RouteOutlook.Link], RouteOutlook.Loss)] { #expect(outlook(links).loss == loss) }
        // Requests that only one account can answer are not helped.
        let proven = [first, link("b", "y", proven: 0.99)]
        #expect(outlook(proven, stateful: 0.05).loss == .survives("b"))
        #expect(outlook(proven, stateful: 0.2).loss == .unproven("b"))
    }

    @Test("How it is now depends on health only")
    func now() {
        for (links, now) in [
            ([link("a", "x")], .well), ([link("a", "x", .recovering), link("b", "y")], .well),
            ([link("a", "x", .open), link("b", "y")], .onBackup("b")),
            ([link("a", "x", usable: false), link("b", "x", .open), link("c", "y", .cooling)], .onBackup("c")),
            ([link("a", "x", .open), link("b", "y", .open)], .down), ([], .down),
        ] as [([RouteOutlook.Link], RouteOutlook.Now)] { #expect(outlook(links).now == now) }
    }

    @Test("Words and numbers of the page agree")
    func model() {
        let outlooks = [
            outlook([link("a", "x"), link("b", "y", proven: 0.99)]), outlook([link("a", "x"), link("b", "y")]),
            outlook([link("a", "x", .open)]),
        ]
        let model = ReadinessModel(outlooks, remarks: [], now: 0)
        #expect(model.headline == "1 of 3 routes survives the loss of its vendor, by what was shown.")
        #expect((model.surviving.text, model.unproven.text, model.troubled.text) == ("1", "1", "1"))
        #expect(model.rows.map(\.loss.text) == ["Survives", "Not proven", "No backup"])
        #expect(model.rows.map(\.health.text) == ["Well", "Well", "Down"])
        #expect(ReadinessModel([], remarks: [], now: 0).headline == "There are no routes.")
        #expect(ReadinessModel([outlooks[0]], remarks: [], now: 0).headline.hasPrefix("Every route survives"))
    }
}
