import PlanBVocabulary
import Testing

@testable import PlanBPolicy

/// Who is asked, and who is refused, when a target may not be sent more.
struct AdmissionTests {
    private static let ramp = RampRule.growth(above: 1000, factor: 1.5, minutes: 15)

    private static func scopes(
        _ index: Int, quota: RateLimits = .none, ramp: RampRule = .unknown, isSelfHosted: Bool = false
    ) -> TargetScopes {
        TargetScopes(
            name: "t\(index)", endpoint: "e\(index)", account: "a\(index)", model: "m\(index)",
            isSelfHosted: isSelfHosted, quota: quota, ramp: ramp)
    }

    /// A health in which `index` was sent a prompt of so many tokens just now.
    private static func health(
        _ scopes: [TargetScopes], busy index: Int, tokens: Int = 1000, rules: Rules = .standard
    ) -> Health {
        var health = Health(rules: rules)
        let slots = health.install(scopes)
        _ = health.begin(
            slots[index], .chat, isRetry: false, for: Ask(promptTokens: tokens), now: Table.start)
        return health
    }

    private static func first(
        _ scopes: [TargetScopes], _ health: Health, _ priority: Priority = .interactive, forced: String? = nil,
        rules: Rules = .standard
    ) -> Step {
        var table = Table(
            scopes.indices.map { standing($0) }, scopes: scopes, health: health, forced: forced,
            ask: Ask(priority, promptTokens: 200), rules: rules)
        return table.begin()
    }

    @Test(
        "Beyond a quota others are asked first; nobody who waits is refused for it",
        arguments: [RateLimits(requests: Rate(perMinute: 1)), RateLimits(tokens: Rate(perMinute: 1000))])
    func quota(limits: RateLimits) {
        let two = [Self.scopes(0, quota: limits), Self.scopes(1)]
        #expect(Self.first(two, Self.health(two, busy: 0)).attempt?.candidate.name == "t1")
        let one = [Self.scopes(0, quota: limits)]
        let busy = Self.health(one, busy: 0)
        #expect(Self.first(one, busy).attempt?.candidate.name == "t0")
        guard case .exhausted(let verdict) = Self.first(one, busy, .batch) else {
            Issue.record("a batch job was let through")
            return
        }
        #expect(verdict.status == 429 && verdict.kind == .rateLimited && verdict.shouldRetry)
        let wait = verdict.retryAfter ?? .zero
        #expect(wait > .zero && wait <= .minutes(1))
        var rules = Rules.standard
        rules.followsRamps = false
        #expect(Self.first(one, Self.health(one, busy: 0, rules: rules), .batch, rules: rules).attempt != nil)
    }

    @Test("Beyond the ramp a stand-in is passed over; whom the route means first is not; low priority is shed")
    func ramp() {
        let backup = [Self.scopes(0), Self.scopes(1, ramp: Self.ramp), Self.scopes(2)]
        var health = Self.health(backup, busy: 1)
        var chance = Chance(1)
        _ = health.fail(
            HealthSlot(0), AttemptFailure(.rateLimited, retryAfter: .seconds(30)), started: Table.start,
            now: Table.start, &chance)
        #expect(Self.first(backup, health).attempt?.candidate.name == "t2")
        #expect(Self.first(Array(backup[..<2]), health).attempt?.candidate.name == "t1")
        #expect(Self.first(Array(backup[..<2]), health, .batch).attempt == nil)

        let primary = [Self.scopes(0, ramp: Self.ramp), Self.scopes(1)]
        let busy = Self.health(primary, busy: 0)
        #expect(Self.first(primary, busy).attempt?.candidate.name == "t0")
        // In a drill it is a stand-in, and users go first.
        #expect(Self.first(primary, busy, forced: "t0").attempt?.candidate.name == "t1")
        #expect(Self.first(primary, busy, .batch).attempt?.candidate.name == "t1")
    }

    @Test("What is reserved says so")
    func words() {
        let one = [Self.scopes(0, ramp: Self.ramp)]
        let health = Self.health(one, busy: 0)
        var table = Table([standing(0)], scopes: one, health: health, ask: Ask(.batch, promptTokens: 200))
        _ = table.begin()
        let spared = table.attempts.stoodBack(health, now: Table.start)
        #expect(spared.map(\.name) == ["t0"] && spared.first?.failure.detail.contains("low priority") == true)
    }

    @Test("Requests under way are limited for all, and of a part for those of low priority")
    func concurrency() {
        let scopes = [Self.scopes(0, quota: RateLimits(concurrent: 8))]
        var health = Health()
        let slot = health.install(scopes)[0]
        var chance = Chance(1)
        var full: [Priority: Int] = [:]
        for count in 0...8 {
            for priority in Priority.allCases where full[priority] == nil {
                let availability = health.availability(of: slot, for: Ask(priority), now: Table.start, &chance)
                if availability == .full { full[priority] = count }
            }
            _ = health.begin(slot, .chat, isRetry: false, now: Table.start)
        }
        #expect(full == [.interactive: 8, .batch: 7, .drill: 6, .shadow: 4])
        for _ in 0...8 { health.end(slot, .served(promptTokens: nil, outputTokens: 1), now: Table.start) }
        #expect(health.availability(of: slot, now: Table.start, &chance) == .ready)
        #expect(health.concurrency(of: slot) == 8)
    }

    @Test("One's own hardware keeps a part of what it does at a time for those who wait")
    func ownHardware() {
        var health = Health()
        let slot = health.install([Self.scopes(0, isSelfHosted: true)])[0]
        var chance = Chance(1)
        for _ in 0..<56 { _ = health.begin(slot, .chat, isRetry: false, now: Table.start) }
        #expect(health.availability(of: slot, now: Table.start, &chance) == .ready)
        #expect(health.availability(of: slot, for: Ask(.batch), now: Table.start, &chance) == .full)
    }

    @Test("What failed gives its part of the quota back, and an answer takes its tokens")
    func settling() {
        let scopes = [Self.scopes(0, quota: RateLimits(requests: Rate(perMinute: 2), tokens: Rate(perMinute: 1000)))]
        var health = Health()
        let slot = health.install(scopes)[0]
        var chance = Chance(1)
        let ask = Ask(promptTokens: 400)
        for _ in 0..<50 {
            _ = health.begin(slot, .chat, isRetry: false, for: ask, now: Table.start)
            health.end(slot, for: ask, .nothing, now: Table.start)
        }
        #expect(health.availability(of: slot, for: ask, now: Table.start, &chance) == .ready)
        _ = health.begin(slot, .chat, isRetry: false, for: ask, now: Table.start)
        #expect(health.availability(of: slot, for: ask, now: Table.start, &chance) == .ready)
        // 100 less than thought, and 400 of the answer.
        health.end(slot, for: ask, .served(promptTokens: 300, outputTokens: 400), now: Table.start)
        let rest = { (tokens: Int) in Ask(promptTokens: tokens) }
        #expect(health.availability(of: slot, for: rest(300), now: Table.start, &chance) == .ready)
        #expect(health.availability(of: slot, for: rest(301), now: Table.start, &chance) == .demoted(.overQuota))
    }

    @Test("What goes beyond a quota for want of anybody else does not keep others out for longer")
    func overload() {
        let scopes = [Self.scopes(0, quota: RateLimits(requests: Rate(perMinute: 60)))]
        var health = Health()
        let slot = health.install(scopes)[0]
        var chance = Chance(1)
        for _ in 0..<10_000 {
            _ = health.begin(slot, .chat, isRetry: false, now: Table.start)
            health.end(slot, .served(promptTokens: nil, outputTokens: 0), now: Table.start)
        }
        let (soon, later) = (Table.start + .milliseconds(999), Table.start + .seconds(1))
        #expect(health.availability(of: slot, now: soon, &chance) == .demoted(.overQuota))
        #expect(health.availability(of: slot, now: later, &chance) == .ready)
    }

    @Test("Two targets of one quota have the narrower one, and a new configuration keeps what was used")
    func sharing() {
        var (wide, narrow) = (Self.scopes(0, quota: RateLimits(requests: Rate(perMinute: 9))), Self.scopes(1))
        narrow.model = wide.model
        narrow.quota = RateLimits(requests: Rate(perMinute: 1))
        var health = Health()
        var slots = health.install([wide, narrow])
        var chance = Chance(1)
        _ = health.begin(slots[0], .chat, isRetry: false, now: Table.start)
        for slot in slots {
            #expect(health.availability(of: slot, now: Table.start, &chance) == .demoted(.overQuota))
        }
        narrow.quota = RateLimits(requests: Rate(perMinute: 2))
        let again = health.install([wide, narrow])
        #expect(again == slots)
        slots = again
        #expect(health.availability(of: slots[1], now: Table.start, &chance) == .ready)
        _ = health.begin(slots[1], .chat, isRetry: false, now: Table.start)
        #expect(health.availability(of: slots[0], now: Table.start, &chance) == .demoted(.overQuota))
        wide.quota = .none
        narrow.quota = .none
        _ = health.install([wide, narrow])
        #expect(health.availability(of: slots[0], now: Table.start, &chance) == .ready)
    }
}
