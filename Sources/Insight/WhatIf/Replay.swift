import PlanBEngine
import PlanBPolicy
import PlanBVocabulary

/// Plays recorded requests against a configuration, in virtual time, with the policy that serves users: the same planner,
/// the same health and breakers, the same decisions after a failure. Only the answers of targets are made up: they take as
/// long, fail as often and let as much through as was measured or configured, and what is lost is lost.
struct Replay {
    private enum Event {
        case failed(Flight)
        case output(Flight)
        case ended(Flight)
        case goOn(Flight)
    }

    private let snapshot: Snapshot
    private let scenario: Scenario
    /// By the index of a target.
    let isLost: [Bool]
    /// What came before is played and not counted.
    private let countsFrom: Int64
    private let prices: [Int]
    private let measures: [TargetMeasure]
    private let epoch: Int64
    private let slots: [HealthSlot]
    private let scopes: [TargetScopes]
    private var health = Health()
    /// What accounts let through of a model, and how much of it was used.
    private var meters: [ProviderMeter]
    private let limits: [ProviderLimit]
    /// The place in `meters` of each target.
    private let meterOf: [Int]
    private var chance: Chance
    private var events = EventQueue<Event>()
    private var plans = PlanShelf()
    /// Tokens of answers, and how many there were, by route.
    private var output: [(tokens: Int, count: Int)]
    private(set) var tally: ReplayTally

    /// A replay that begins at `epoch`, in milliseconds since 1970.
    ///
    /// - Parameters:
    ///   - measures: how targets behave, by name; what is missing answers as fast as the one that did.
    init(
        _ snapshot: Snapshot, _ scenario: Scenario, measures: [String: TargetMeasure],
        epoch: Int64, countsFrom: Int64 = .min, seed: UInt64 = 1
    ) {
        self.countsFrom = countsFrom
        self.snapshot = snapshot
        self.scenario = scenario
        let estate = Estate(snapshot)
        isLost = estate.places.map { place in scenario.losses.contains { $0.takes(place) } }
        prices = estate.places.map { place in
            scenario.dearer.contains { $0.takes(place) } ? scenario.priceFactor : 1
        }
        self.measures = TargetMeasure.leaning(measures, snapshot.targets.map(\.name))
        self.epoch = epoch
        scopes = snapshot.targets.map(\.scopes)
        // Targets of one account and model have the narrower of what is said of it.
        var limits: [ProviderLimit] = []
        var places: [String: Int] = [:]
        var meterOf: [Int] = []
        for scope in scopes {
            let limit = ProviderLimit(scope.quota, scope.ramp)
            if let place = places[scope.model] {
                limits[place] = limits[place].narrowed(by: limit)
            } else {
                places[scope.model] = limits.count
                limits.append(limit)
            }
            meterOf.append(places[scope.model] ?? 0)
        }
        self.limits = limits
        self.meterOf = meterOf
        meters = limits.map { ProviderMeter($0, now: Instant(nanoseconds: 0)) }
        slots = health.install(scopes)
        chance = Chance(seed)
        let routes = snapshot.routes.routes.count
        output = Array(repeating: (0, 0), count: routes)
        tally = ReplayTally(routes: routes, targets: snapshot.targets.count)
    }

    private func moment(_ time: Int64) -> Instant { Instant(nanoseconds: 0) + .milliseconds(Int(time &- epoch)) }

    private func time(_ moment: Instant) -> Int64 { epoch &+ moment.nanoseconds / 1_000_000 }

    /// Plays one request. They come in the order of their times.
    mutating func play(_ request: RecordedRequest) {
        let now = moment(request.time)
        advance(to: now)
        arrive(request, now)
    }

    /// Plays what is still under way to its end.
    mutating func finish() { advance(to: nil) }

    /// The most requests and tokens of any minute that the account and model of a target were asked for.
    func peak(of target: Int) -> (requests: Int, tokens: Int) {
        let meter = meters[meterOf[target]]
        return (meter.mostRequests, meter.mostTokens)
    }

    /// What is known of the quota of a target, in words.
    func quota(of target: Int) -> String { limits[meterOf[target]].words }

    // MARK: - Time

    private mutating func advance(to limit: Instant?) {
        while let due = events.nextDue, due <= limit ?? .distantFuture {
            probe(until: due)
            guard let (now, event) = events.takeNext() else { return }
            switch event {
            case .failed(let flight): failed(flight, now)
            case .output(let flight): answered(flight, now)
            case .ended(let flight): ended(flight, now)
            case .goOn(let flight): goOn(flight, now)
            }
        }
        if let limit { probe(until: limit) }
    }

    /// Probes of what is given up, which take no time here.
    private mutating func probe(until limit: Instant) {
        while let (slot, due) = health.nextProbe(), due <= limit {
            health.beginProbe(slot)
            let target = slots.firstIndex(of: slot) ?? 0
            let isDown = isLost(target, due) && (scenario.share >= 1 || chance.unit() < scenario.share)
            let failure = isDown ? AttemptFailure(.refused) : nil
            health.endProbe(slot, failure, started: due, now: due, &chance)
        }
    }

    private func isLost(_ target: Int, _ now: Instant) -> Bool {
        isLost[target] && scenario.goesOn(at: time(now))
    }

    // MARK: - Requests

    private mutating func arrive(_ request: RecordedRequest, _ now: Instant) {
        let key = snapshot.keys.key(id: request.key)
        let (vendors, priority) = (key?.vendors ?? [], key?.priority ?? .interactive)
        guard let place = plans.place(of: request, vendors: vendors, snapshot, slots) else {
            return refuse(request, .model(request.model), .noRoute)
        }
        let usage = usage(of: request, place.index)
        let demand = Demand(
            operation: request.operation, needs: request.needs, isStream: request.isStream,
            promptTokens: request.promptTokens, leastTokens: request.usage?.input ?? 0,
            conversation: request.conversation)
        let standings =
            place.route.hasGroup
            ? snapshot.standings(
                of: place.route, asked: request.model, dialect: request.dialect, vendors: vendors, slots: slots
            ) { GroupOrder.order($1, of: $0, demand: demand, health: health, &chance) } : place.standings
        let plan = Planner.plan(needs: place.route.needs, standings: standings, demand: demand)
        guard !plan.candidates.isEmpty else { return refuse(request, .route(place.index), .noTarget) }
        let flight = Flight(
            request, on: place, plan, demand, usage: usage, ask: Ask(priority, promptTokens: request.promptTokens),
            arrival: now)
        take(flight.attempts.start(&health, now: now, &chance), flight, now)
    }

    /// What it used. A request that was not answered would have used as much as others of its route.
    private mutating func usage(of request: RecordedRequest, _ route: Int) -> Usage {
        if let usage = request.usage {
            output[route].tokens += usage.output
            output[route].count += 1
            return usage
        }
        let known = output[route]
        return Usage(input: request.promptTokens, output: known.count > 0 ? known.tokens / known.count : 0)
    }

    private mutating func take(_ step: Step, _ flight: Flight, _ now: Instant) {
        switch step {
        case .attempt(let attempt): begin(attempt, flight, now)
        case .pause(let until, let then):
            flight.planned = then
            events.put(.goOn(flight), at: max(now, until))
        case .surface, .interrupt, .abandon: refuse(flight, .failing)
        case .exhausted: refuse(flight, refusal(flight, now))
        }
    }

    private mutating func goOn(_ flight: Flight, _ now: Instant) {
        guard let planned = flight.planned else { return }
        take(flight.attempts.afterPause(planned, &health, now: now, &chance), flight, now)
    }

    private mutating func begin(_ attempt: Try, _ flight: Flight, _ now: Instant) {
        let candidate = attempt.candidate
        let target = candidate.target.index
        _ = health.begin(
            candidate.slot, flight.demand.operation, isStream: flight.demand.isStream,
            isRetry: attempt.reason == .retry, for: flight.attempts.ask, now: now)
        if attempt.reason == .failover, counts(flight.request) { tally.failOver() }
        flight.current = attempt
        flight.started = now
        let (failure, after) = fate(of: flight, at: target, candidate, now)
        if let failure {
            flight.failure = failure
            return events.put(.failed(flight), at: now + after)
        }
        let (first, whole) = measures[target].times(flight.usage.output, like: flight.request)
        flight.first = flight.demand.isStream ? first : whole
        flight.whole = whole
        events.put(.output(flight), at: now + flight.first)
    }

    /// Whether an attempt fails, and when that is known.
    private mutating func fate(
        of flight: Flight, at target: Int, _ candidate: Standing, _ now: Instant
    ) -> (AttemptFailure?, Instant.Span) {
        if isLost(target, now), scenario.share >= 1 || chance.unit() < scenario.share {
            switch scenario.manner {
            case .refused: return (AttemptFailure(.refused), .milliseconds(5))
            case .silent:
                let clocks = ClockRules.clocks(flight.timeouts, for: flight.demand, at: candidate)
                let limit = flight.demand.isStream ? clocks.firstToken : clocks.answer
                return (.late(flight.demand.isStream ? .firstToken : .answer), limit)
            }
        }
        // What fails does not count towards a quota.
        if measures[target].failureShare > 0, chance.unit() < measures[target].failureShare {
            return (AttemptFailure(measures[target].usualFailure), measures[target].firstOutput ?? .milliseconds(100))
        }
        let (prompt, whole) = (flight.usage.input, flight.usage.input + flight.usage.output)
        if let refusal = meters[meterOf[target]].take(prompt: prompt, whole: whole, now: now) {
            if counts(flight.request) { tally.throttle(target) }
            var wait: Instant.Span?
            if case .quota(let span) = refusal { wait = span }
            return (AttemptFailure(.rateLimited, status: 429, retryAfter: wait), .milliseconds(20))
        }
        let throttledShare = limits[meterOf[target]].isKnown ? 0 : measures[target].throttledShare
        if throttledShare > 0, chance.unit() < throttledShare {
            if counts(flight.request) { tally.throttle(target) }
            return (AttemptFailure(.rateLimited, status: 429), .milliseconds(20))
        }
        return (nil, .zero)
    }

    private mutating func failed(_ flight: Flight, _ now: Instant) {
        guard let attempt = flight.current, let failure = flight.failure else { return }
        let slot = attempt.candidate.slot
        health.end(slot, for: flight.attempts.ask, now: now)
        _ = health.fail(slot, failure, started: flight.started, now: now, &chance)
        let step = flight.attempts.step(
            after: failure, of: attempt, delivered: nil, &health, now: now, &chance)
        take(step, flight, now)
    }

    private mutating func answered(_ flight: Flight, _ now: Instant) {
        guard let candidate = flight.current?.candidate else { return }
        _ = health.succeed(
            candidate.slot, started: flight.started, after: flight.first, isStream: flight.demand.isStream,
            promptTokens: flight.demand.promptTokens, now: now)
        let end = max(now, flight.started + flight.whole)
        events.put(.ended(flight), at: end)
        guard counts(flight.request) else { return }
        var usage = flight.usage
        // What another target had in its cache, this one has not.
        if flight.request.target != candidate.name { usage = Usage(input: usage.input, output: usage.output) }
        let cost = candidate.price.map { $0.cost(of: usage) &* prices[candidate.target.index] }
        tally.answer(
            .route(flight.route), target: candidate.target.index, cost: cost ?? (candidate.isSelfHosted ? 0 : nil),
            firstOutput: now - flight.arrival, duration: end - flight.arrival)
    }

    private mutating func ended(_ flight: Flight, _ now: Instant) {
        guard let slot = flight.current?.candidate.slot else { return }
        health.end(
            slot, for: flight.attempts.ask,
            .served(promptTokens: flight.usage.input, outputTokens: flight.usage.output),
            duration: flight.whole, now: now)
        if flight.demand.isStream { health.complete(slot) }
    }

    /// Whether an attempt at what is lost ends like this.
    private func isOfLoss(_ failure: FailureClass) -> Bool {
        switch scenario.manner {
        case .refused: failure == .refused
        case .silent: failure == .firstToken || failure == .answer
        }
    }

    private func isCooling(_ slot: HealthSlot, _ ask: Ask, _ now: Instant) -> Bool {
        var chance = Chance(0)
        if case .cooling = health.availability(of: slot, for: ask, now: now, &chance) { return true }
        return false
    }

    private mutating func refuse(_ flight: Flight, _ refusal: ReplayTally.Refusal) {
        refuse(flight.request, .route(flight.route), refusal)
    }

    private mutating func refuse(
        _ request: RecordedRequest, _ place: ReplayTally.Place, _ refusal: ReplayTally.Refusal
    ) {
        if counts(request) { tally.refuse(place, refusal) }
    }

    private func counts(_ request: RecordedRequest) -> Bool { request.time >= countsFrom }

    private func refusal(_ flight: Flight, _ now: Instant) -> ReplayTally.Refusal {
        let isAllLost = flight.candidates.map(\.target.index)
            .allSatisfy { isLost($0, now) || isLost($0, flight.arrival) }
        if isAllLost { return .lost }
        let classes =
            flight.attempts.failures.map(\.failureClass)
            + flight.attempts.stoodBack(health, now: now).map(\.failure.failureClass)
        if classes.contains(.rateLimited) || classes.contains(.quota) { return .quota }
        // It has waited for one that asked for a pause, and that still wants none; besides, only what is lost was tried.
        let isTried = classes.contains { !isOfLoss($0) }
        if !isTried, flight.candidates.contains(where: { isCooling($0.slot, flight.attempts.ask, now) }) {
            return .quota
        }
        return classes.contains(.busy) ? .busy : .failing
    }
}
