import PlanBReport
import PlanBVocabulary
import Testing

@testable import PlanBInsight

/// Incidents in rows that were made up, with figures that were worked out by hand.
struct IncidentTests {
    // 2026-11-22T14:00:00Z
    static let start: Int64 = 1_795_356_000_000
    private static let minute: Int64 = 60_000

    /// An attempt `seconds` after 14:00.
    static func attempt(
        _ request: String, _ seconds: Double, at target: String = "openai-41", of vendor: String = "openai",
        failure: FailureClass? = .overloaded, took duration: Int64 = 100, reason: String = "first",
        route: String = "chat",
        cost: Int64 = 0, isDelivered: Bool = false, isDrill: Bool = false
    ) -> AttemptFact {
        AttemptFact(
            request: request, reason: reason, time: start + Int64(seconds * 1000), duration: duration, route: route,
            target: target, vendor: vendor, failure: failure, cost: cost, isDelivered: isDelivered, isDrill: isDrill)
    }

    static func request(
        _ id: String, _ seconds: Double, _ ending: RequestFact.Ending = .answered, by target: String = "claude",
        key: String = "alice", route: String = "chat", isResumed: Bool = false, drill: String? = nil,
        isDrill: Bool = false
    ) -> RequestFact {
        RequestFact(
            id: id, time: start + Int64(seconds * 1000), duration: 1000, key: key, route: route, target: target,
            ending: ending, isResumed: isResumed, drill: drill, isDrill: isDrill)
    }

    /// Every attempt of `failures` and `others`, counted by minute.
    private static func counts(_ attempts: [AttemptFact]) -> [IncidentFinder.Minute: Int] {
        attempts.reduce(into: [:]) { counts, attempt in
            counts[.init(target: attempt.target, minute: attempt.time / minute), default: 0] += 1
        }
    }

    private static func find(
        _ failures: [AttemptFact], others: [AttemptFact] = [], troubled: [RequestFact] = [], events: [EventFact] = [],
        parts: WatchedParts = WatchedParts([:]), now: Int64 = start + 60 * minute
    ) -> [IncidentOutline] {
        IncidentFinder(
            failures: failures, attempts: counts(failures + others), troubled: troubled, events: events, parts: parts
        ).incidents(now: now)
    }

    // MARK: What is an incident

    @Test("Three failures are one, two are not, unless somebody noticed")
    func least() throws {
        let two = [Self.attempt("a", 0), Self.attempt("b", 30)]
        #expect(Self.find(two).isEmpty)
        let three = Self.find(two + [Self.attempt("c", 90.5, failure: .reset)])
        let incident = try #require(three.first)
        #expect(three.count == 1 && incident.id == "20261122T140000Z-openai")
        #expect(incident.start == Self.start && incident.end == Self.start + 90_600 && !incident.isGoingOn)
        #expect(incident.failedAttempts == 3 && incident.failures == ["overloaded": 2, "reset": 1])
        #expect(incident.targets == ["openai-41"] && incident.routes == ["chat"] && incident.isUnnoticed)
        let noticed = Self.find([Self.attempt("a", 0)], troubled: [Self.request("a", 0, .refused, by: "")])
        #expect(noticed.count == 1 && noticed[0].refused == 1 && !noticed[0].isUnnoticed)
    }

    @Test(
        "What counts as a failure of the target",
        arguments: [
            (.overloaded, true), (.rateLimited, true), (.quota, true), (.credential, true), (.dns, true), (.cut, true),
            (.firstToken, true), (.malformed, true), (.badRequest, false), (.clientGone, false),
            (.contentFilter, false),
            (.busy, false), (.superseded, false), (.contextLength, false), (.draining, false), (.unprepared, false),
        ] as [(FailureClass, Bool)])
    func classes(failure: FailureClass, counts: Bool) {
        let failures = (0..<5).map { Self.attempt("\($0)", Double($0), failure: failure) }
        #expect(Self.find(failures).isEmpty != counts)
    }

    @Test("What fails now and then is no incident, and what fails at a quarter is")
    func share() {
        let failures = (0..<5).map { Self.attempt("f\($0)", Double($0)) }
        func others(_ count: Int) -> [AttemptFact] { (0..<count).map { Self.attempt("o\($0)", 5, failure: nil) } }
        #expect(Self.find(failures, others: others(15)).count == 1)
        #expect(Self.find(failures, others: others(16)).isEmpty)
    }

    @Test("A minute that was not counted begins no incident, and is a part of one around it")
    func uncounted() throws {
        let failures = [0.0, 1, 2, 120, 240, 241, 242].map { Self.attempt("\($0)", $0) }
        var counts = Self.counts(failures)
        counts[.init(target: "openai-41", minute: Self.start / Self.minute + 2)] = nil
        let found = IncidentFinder(failures: failures, attempts: counts).incidents(now: Self.start * 2)
        #expect(found.map(\.failedAttempts) == [7])
        #expect(IncidentFinder(failures: failures, attempts: [:]).incidents(now: Self.start * 2).isEmpty)
    }

    @Test("Ten quiet minutes end it, and one that goes on is said to")
    func quiet() {
        let early = [0.0, 1, 2].map { Self.attempt("a\($0)", $0) }
        // The last one was over at 14:00:02.1.
        let near = [602.0, 603, 604].map { Self.attempt("b\($0)", $0) }
        let far = [603.0, 604, 605].map { Self.attempt("c\($0)", $0) }
        #expect(Self.find(early + near).map(\.failedAttempts) == [6])
        #expect(Self.find(early + far).map(\.failedAttempts) == [3, 3])
        #expect(Self.find(early, now: Self.start + 5 * Self.minute).first?.isGoingOn == true)
        #expect(Self.find(early, now: Self.start + 11 * Self.minute).first?.isGoingOn == false)
    }

    @Test("Targets of one vendor fail together, those of others apart")
    func vendors() {
        let failures =
            [0.0, 1, 2].map { Self.attempt("a\($0)", $0) }
            + [60.0, 61, 62].map { Self.attempt("b\($0)", $0, at: "openai-mini", route: "mini") }
            + [61.0, 62, 63].map { Self.attempt("c\($0)", $0, at: "claude", of: "anthropic") }
            + [500.0, 501, 502].map { Self.attempt("d\($0)", $0, at: "openai-o", failure: .quota) }
        let found = Self.find(failures)
        #expect(
            found.map(\.id) == ["20261122T140820Z-openai", "20261122T140101Z-anthropic", "20261122T140000Z-openai"])
        #expect(found.map(\.targets) == [["openai-o"], ["claude"], ["openai-41", "openai-mini"]])
        #expect(found.last?.routes == ["chat", "mini"])
    }

    @Test("Failures that a drill made are none")
    func drills() {
        #expect(Self.find((0..<9).map { Self.attempt("\($0)", Double($0), isDrill: true) }).isEmpty)
        let refused = Self.request("a", 0, .refused, by: "", isDrill: true)
        #expect(Self.find([Self.attempt("a", 0)], troubled: [refused]).isEmpty)
    }

    @Test("Its name stays as the ledger grows, and finds it in what it became a part of")
    func names() throws {
        let early = [0.0, 1, 2].map { Self.attempt("a\($0)", $0) }
        let late = [700.0, 701, 702].map { Self.attempt("b\($0)", $0) }
        let between = [Self.attempt("c", 350)]
        let first = try #require(Self.find(early).first)
        let both = Self.find(early + late)
        #expect(both.last?.id == first.id && both.count == 2)
        let joined = Self.find(early + late + between)
        #expect(joined.map(\.id) == [first.id])
        for incident in both { #expect(IncidentID(incident.id).map(joined[0].isMeant) == true, "\(incident.id)") }
        #expect(IncidentID("20261122T140000Z-anthropic").map(joined[0].isMeant) == false)
    }

    @Test(
        "Names of incidents",
        arguments: [
            ("20261122T140000Z-openai", true), ("20261122T140000Z-", false), ("20261332T140000Z-openai", false),
            ("", false), ("20261122T140000Z", false), ("../../../../etc/passwd", false), ("20261122T256000Z-a", false),
        ])
    func parsing(text: String, isName: Bool) {
        #expect((IncidentID(text)?.text == text) == isName)
    }

    @Test("A vendor with a name that is no part of an address has one that is always the same")
    func words() {
        #expect(IncidentID.word(for: "open-ai2") == "open-ai2")
        for hostile in ["", "Änder/ung", "a b", String(repeating: "x", count: 99), "<script>"] {
            let word = IncidentID.word(for: hostile)
            #expect(
                word.hasPrefix("x") && word.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x7A } && word.count <= 17, "\(word)")
        }
        #expect(IncidentID.word(for: "a b") != IncidentID.word(for: "a c"))
    }

    // MARK: What the gateway gave up

    private static let parts = WatchedParts([
        "endpoint a:443": [.init(target: "openai-41", vendor: "openai")],
        "model m": [.init(target: "openai-41", vendor: "openai"), .init(target: "openai-mini", vendor: "openai")],
    ])

    private static func health(_ seconds: Int64, _ detail: String, _ part: String = "endpoint a:443") -> EventFact {
        EventFact(time: start + seconds * 1000, node: "n", kind: "health", subject: part, detail: detail)
    }

    @Test("What was given up is an incident until it is well again, also if no request met it")
    func givenUp() throws {
        let events = [
            Self.health(10, "open: refused"), Self.health(700, "recovering: refused"), Self.health(900, "closed"),
        ]
        let alone = try #require(Self.find([], events: events, parts: Self.parts).first)
        #expect(alone.start == Self.start + 10_000 && alone.end == Self.start + 900_000 && alone.failedAttempts == 0)
        #expect(
            alone.givenUp == [
                GivenUp(
                    part: "endpoint a:443", since: Self.start + 10_000, until: Self.start + 900_000, cause: "refused")
            ])
        // Failures before and after, with nothing for 14 minutes in between, are one with it.
        let failures = [5.0, 880].map { Self.attempt("\($0)", $0) }
        let found = Self.find(failures, events: events, parts: Self.parts)
        #expect(found.map(\.failedAttempts) == [2] && found[0].start == Self.start + 5000)
        #expect(Self.find([], events: [Self.health(1, "open", "endpoint elsewhere:443")], parts: Self.parts).isEmpty)
    }

    @Test("What is not well again goes on, unless its process ended")
    func open() {
        let open = Self.health(10, "open: cut", "model m")
        let found = Self.find([], events: [open], parts: Self.parts)
        #expect(found.first?.isGoingOn == true && found.first?.targets == ["openai-41", "openai-mini"])
        func start(_ node: String) -> EventFact {
            EventFact(time: Self.start + 60_000, node: node, kind: "start", detail: "planb")
        }
        let ended = Self.find([], events: [open, start("n")], parts: Self.parts)
        #expect(ended.first?.isGoingOn == false && ended.first?.end == Self.start + 60_000)
        #expect(Self.find([], events: [open, start("m")], parts: Self.parts).first?.isGoingOn == true)
    }

    @Test("Routes are concerned that would have asked what was given up")
    func routes() throws {
        let parts = WatchedParts(
            [:],
            chains: [
                "first": ["openai-41", "claude"], "backup": ["claude", "openai-41"],
                "refusing": ["claude", "openai-41"],
                "other": ["claude"],
            ])
        let troubled = [
            Self.request("x", 1, .refused, by: "", route: "refusing"),
            Self.request("y", 1, .refused, by: "", route: "other"),
            Self.request("z", 1, .cut, by: "", route: "backup"),
        ]
        let failures = [0.0, 1, 2].map { Self.attempt("\($0)", $0) }
        let incident = try #require(Self.find(failures, troubled: troubled, parts: parts).first)
        #expect(incident.routes == ["chat", "first", "refusing"] && incident.refused == 1 && incident.cut == 0)
        let house = House.snapshot(
            [.init(name: "a", vendor: "v"), .init(name: "b", vendor: "w")], routes: [("chat", [0, 1]), ("own", [1])])
        let known = WatchedParts(house)
        #expect(known.chains == ["chat": ["a", "b"], "own": ["b"]])
        #expect(known.places["endpoint a.example"] == [.init(target: "a", vendor: "v")])
        #expect(known.places["account v/account-a"] == [.init(target: "a", vendor: "v")])
    }

    // MARK: The story

    /// Ten requests by two keys: openai-41 fails for four of them, then is passed by.
    private static let attempts = [
        attempt("r0", -60, failure: nil, took: 500, cost: 10, isDelivered: true),
        attempt("r1", 0, took: 100, cost: 3),
        attempt(
            "r1", 0.1, at: "claude", of: "anthropic", failure: nil, reason: "failover", cost: 20, isDelivered: true),
        attempt("r2", 10, failure: .reset, took: 300), attempt("r2", 10.3, failure: .reset, took: 200, reason: "retry"),
        attempt(
            "r2", 10.5, at: "claude", of: "anthropic", failure: nil, reason: "failover", cost: 30, isDelivered: true),
        attempt("r3", 20, failure: .cut, took: 4000, cost: 7, isDelivered: true),
        attempt("r4", 65, took: 50),
        attempt("r4", 65.1, at: "claude", of: "anthropic", failure: .overloaded, reason: "failover"),
        attempt("r5", 70, at: "claude", of: "anthropic", failure: nil, cost: 40, isDelivered: true),
        attempt("r6", 75, at: "claude", of: "anthropic", failure: nil, cost: 50, isDelivered: true),
        attempt("r7", 76, failure: nil, cost: 60, isDelivered: true),
        attempt("r8", 80, took: 20),
        attempt("r9", 300, failure: nil, isDelivered: true),
        attempt("rx", 79, at: "claude", of: "anthropic", failure: nil, route: "other", cost: 99, isDelivered: true),
        attempt("drill", 30, isDrill: true),
    ]
    private static let requests = [
        request("r0", -60, by: "openai-41"), request("r1", 0), request("r2", 10, isResumed: true),
        request("r3", 20, .cut, by: "openai-41"), request("r4", 65, .refused, by: "", key: "bob"),
        request("r5", 70, key: "bob"), request("r6", 75), request("r7", 76, by: "openai-41"),
        request("r8", 80, .left, by: ""), request("r9", 300, by: "openai-41"), request("rx", 79, route: "other"),
        request("own", 30, .other, by: ""), request("drill", 30, .refused, by: "", drill: "d1", isDrill: true),
        request("control", 40, drill: "d1"),
    ]

    private func report(events: [EventFact] = [], isCut: Bool = false) throws -> IncidentReport {
        let troubled = Self.requests.filter { $0.ending != .answered }
        let found = IncidentFinder(
            failures: Self.attempts.filter { $0.failure != nil }, attempts: Self.counts(Self.attempts),
            troubled: troubled,
            events: events
        ).incidents(now: Self.start + 60 * Self.minute)
        let incident = try #require(found.first { $0.vendor == "openai" })
        return IncidentReport(
            incident, attempts: Self.attempts, requests: Self.requests, events: events, others: found, isCut: isCut)
    }

    @Test("Who failed, and when")
    func targets() throws {
        let report = try report()
        #expect(report.incident.id == "20261122T140000Z-openai" && report.incident.refused == 1)
        #expect(report.incident.cut == 1 && report.incident.failedAttempts == 6)
        #expect(
            report.targets == [
                .init(
                    target: "openai-41", attempts: 7, failed: 6,
                    failures: ["overloaded": 3, "reset": 2, "cut": 1], firstFailure: Self.start,
                    lastFailure: Self.start + 80_020, answersSince: Self.start + 300_000)
            ])
        // One failed attempt of claude that somebody noticed is an incident, too.
        #expect(report.atTheSameTime == ["20261122T140105Z-anthropic"])
    }

    @Test("Who noticed, and how much was served")
    func noticed() throws {
        let report = try report()
        // r1 to r8 and the one of the control arm; `rx` only in all.
        #expect(report.concerned.requests == 9 && report.concerned.answered == 6 && report.concerned.refused == 1)
        #expect(report.concerned.cut == 1 && report.concerned.left == 1 && report.concerned.share == 0.75)
        #expect(report.all.requests == 10 && report.all.answered == 7)
        #expect(report.callerCount == 2 && report.callers.map(\.key) == ["alice", "bob"])
        #expect(report.callers[0].endings.requests == 7 && report.callers[0].endings.cut == 1)
        #expect(report.callers[0].delayed == 2 && report.callers[1].endings.refused == 1)
        #expect(report.whoNoticed == "1 refused, 1 cut: 6 of 9 requests on 1 route were answered (75.0 %).")
    }

    @Test("What was done, what it took and what it cost")
    func response() throws {
        let report = try report()
        #expect(report.response.met == 5 && report.response.rescued == 2 && report.response.resumed == 1)
        // r5, r6 and the one of the control arm were answered by others at once.
        #expect(report.response.passedBy == 3 && report.response.failovers == 3)
        // r1 waited 100 ms, r2 300 + 200 ms.
        #expect(report.response.delayP50 == 100 && report.response.delayP95 == 500 && report.response.delayMost == 500)
        // r1's failed attempt; what r3 got was delivered.
        #expect(report.response.wasted == 3)
        #expect(report.standIns == [.init(target: "claude", requests: 5, cost: 140)])
    }

    @Test("Minute by minute, with what else is on record")
    func timeline() throws {
        let reload = EventFact(time: Self.start + 61_000, kind: "reload", subject: "planb.yaml", detail: "in force")
        let long = EventFact(time: Self.start - 3_600_000, kind: "reload", detail: "an hour before")
        let report = try report(events: [long, reload])
        #expect(report.stepMinutes == 1 && report.timeline.count == 12)
        #expect(report.timeline[5].time == Self.start)
        let steps = report.timeline.map {
            [$0.attempts, $0.failed, $0.endings.requests, $0.endings.answered, $0.byOthers]
        }
        #expect(steps[4] == [1, 0, 1, 1, 0])
        #expect(steps[5] == [4, 4, 4, 3, 3])
        #expect(steps[6] == [3, 2, 5, 3, 2])
        #expect(steps[10] == [1, 0, 1, 1, 0])
        #expect(steps[7] == [0, 0, 0, 0, 0])
        #expect(report.timeline[6].events == ["reload planb.yaml: in force"] && report.events == [reload])
        #expect(
            report.drills == [
                .init(id: "d1", routes: ["chat"], first: Self.start + 30_000, last: Self.start + 40_000, requests: 2)
            ])
    }

    @Test("A long one is told in longer steps")
    func longSteps() throws {
        for (hours, minutes) in [(1, 1), (3, 5), (20, 15), (90, 60), (400, 240), (2000, 1440)] as [(Int64, Int)] {
            let outline = IncidentOutline(
                id: "x", vendor: "v", targets: [], routes: [], start: Self.start, end: Self.start + hours * 3_600_000,
                isGoingOn: false, failedAttempts: 0, failures: [:], givenUp: [], refused: 0, cut: 0)
            let report = IncidentReport(outline, attempts: [], requests: [], events: [])
            #expect(report.stepMinutes == minutes && report.timeline.count <= 120, "\(hours)")
            #expect(report.timeline.allSatisfy { $0.time % (Int64(minutes) * Self.minute) == 0 })
        }
    }

    @Test("Every form tells it, and nothing of it does anything")
    func forms() throws {
        let hostile = EventFact(time: Self.start, kind: "reload", subject: "<script>", detail: "\u{1B}[31m\u{202E}|x|")
        let report = try report(events: [hostile], isCut: true)
        for form in ReportForm.allCases {
            let text = report.text(form)
            #expect(
                text.contains("20261122T140000Z") && !text.contains("\u{1B}") && !text.contains("\u{202E}"), "\(form)")
        }
        #expect(!report.text(.html).contains("<script>"))
        #expect(
            report.conclusion
                == "openai (openai-41) failed from 2026-11-22 14:00:00 UTC to 2026-11-22 14:01:20 UTC (00:01:20): "
                + "6 of 7 attempts failed (overloaded 3, reset 2, cut 1).")
        let list = IncidentList(
            since: Self.start, until: Self.start + 1, lookedAtFrom: Self.start, incidents: [report.incident],
            isCut: false)
        #expect(list.conclusion == "1 incident, 1 of them noticed by somebody.")
        #expect(list.text(.md).contains("openai"))
    }

    @Test("Whatever rows there are, parts add up")
    func laws() {
        var numbers = Numbers(seed: 11)
        let classes: [FailureClass?] = [.overloaded, .reset, .badRequest, .clientGone, nil, nil]
        let endings: [RequestFact.Ending] = [.answered, .answered, .refused, .cut, .left, .other]
        for _ in 0..<200 {
            var attempts: [AttemptFact] = []
            var requests: [RequestFact] = []
            for index in 0..<numbers.next(upTo: 60) {
                let at = Double(numbers.next(upTo: 3000))
                let target = "t\(numbers.next(upTo: 3))"
                attempts.append(
                    Self.attempt(
                        "r\(index)", at, at: target, of: target == "t2" ? "b" : "a",
                        failure: classes[numbers.next(upTo: classes.count)], cost: Int64(numbers.next(upTo: 9)),
                        isDrill: numbers.next(upTo: 9) == 0))
                requests.append(
                    Self.request(
                        "r\(index)", at, endings[numbers.next(upTo: endings.count)], by: "t\(numbers.next(upTo: 4))",
                        route: "route\(numbers.next(upTo: 2))"))
            }
            let found = IncidentFinder(
                failures: attempts.filter { $0.failure != nil }, attempts: Self.counts(attempts),
                troubled: requests.filter { $0.ending != .answered }
            ).incidents(now: Self.start * 2)
            #expect(Set(found.map(\.id)).count == found.count)
            for incident in found {
                #expect(
                    incident.start <= incident.end && incident.failures.values.reduce(0, +) == incident.failedAttempts)
                #expect(IncidentID(incident.id).map(incident.isMeant) == true)
                let report = IncidentReport(incident, attempts: attempts, requests: requests, events: [], others: found)
                #expect(report.targets.reduce(0) { $0 + $1.failed } == incident.failedAttempts)
                let sum = report.concerned
                #expect(sum.answered + sum.refused + sum.cut + sum.left == sum.requests)
                #expect(report.callers.reduce(0) { $0 + $1.endings.requests } == sum.requests)
                #expect(report.response.rescued <= report.response.met && sum.requests <= report.all.requests)
                #expect(report.standIns.reduce(0) { $0 + $1.requests } >= report.response.passedBy)
                #expect(!report.atTheSameTime.contains(incident.id))
            }
        }
    }
}
