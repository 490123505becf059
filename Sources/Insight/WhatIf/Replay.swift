import PlanBEngine
import PlanBPolicy
import PlanBVocabulary

/// Plays recorded requests against a configuration, in virtual time, with the policy that serves users: the same planner,
/// the same health and breakers, the same decisions after a failure. Only the answers of targets are made up: they take as
/// long, fail as often and let as much through as was measured or configured, and what is lost is lost.
struct Replay {
    private enum Event {
        case failed(Int)
        case output(Int)
        case ended(HealthSlot, isStream: Bool, ask: Ask, outputTokens: Int, duration: Instant.Span)
        case goOn(Int)
    }

    /// A request that is under way.
    private struct Flight {
        var request: RecordedRequest
        var route: String
        var demand: Demand
        var timeouts: Timeouts
        var attempts: Attempts
        var candidates: [Int]
        var usage: Usage
        var arrival: Instant
        var current: Try?
        var planned: Try?
        var started = Instant(nanoseconds: 0)
        var failure: AttemptFailure?
        var first = Instant.Span.zero
        var whole = Instant.Span.zero
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
    private var meters: [String: ProviderMeter] = [:]
    private let limits: [String: ProviderLimit]
    private var chance: Chance
    private var events = EventQueue<Event>()
    private var flights: [Flight?] = []
    private var free: [Int] = []
    private var plans = PlanShelf()
    private var output: [String: (tokens: Int, count: Int)] = [:]
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
        self.measures = snapshot.targets.map { measures[$0.name] ?? TargetMeasure() }
        self.epoch = epoch
        scopes = snapshot.targets.map(\.scopes)
        // Targets of one account and model have the narrower of what is said of it.
        limits = Dictionary(
            scopes.map { ($0.model, ProviderLimit($0.quota, $0.ramp)) }, uniquingKeysWith: { $0.narrowed(by: $1) })
        slots = health.install(scopes)
        chance = Chance(seed)
        tally = ReplayTally(targets: snapshot.targets.count)
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
        meters[scopes[target].model].map { ($0.mostRequests, $0.mostTokens) } ?? (0, 0)
    }

    /// What is known of the quota of a target, in words.
    func quota(of target: Int) -> String {
        let limit = limits[scopes[target].model]
        return limit?.words ?? "not known"
    }

    // MARK: - Time

    private mutating func advance(to limit: Instant?) {
        while let due = events.nextDue, due <= limit ?? .distantFuture {
            probe(until: due)
            guard let (now, event) = events.takeNext() else { return }
            switch event {
            case .failed(let index): failed(index, now)
            case .output(let index): answered(index, now)
            case .ended(let slot, let isStream, let ask, let outputTokens, let duration):
                health.end(
                    slot, for: ask, .served(promptTokens: nil, outputTokens: outputTokens), duration: duration, now: now
                )
                if isStream { health.complete(slot) }
            case .goOn(let index): goOn(index, now)
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
            return refuse(request, request.model, .noRoute)
        }
        let usage = usage(of: request, place.route.pattern.text)
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
        guard !plan.candidates.isEmpty else { return refuse(request, place.route.pattern.text, .noTarget) }
        let flight = Flight(
            request: request, route: place.route.pattern.text, demand: demand, timeouts: place.route.timeouts,
            attempts: Attempts(
                plan, route: place.route, deadline: now + request.patience,
                ask: Ask(priority, promptTokens: request.promptTokens)),
            candidates: plan.candidates.map(\.target.index), usage: usage, arrival: now)
        let index = free.popLast() ?? flights.count
        if index == flights.count { flights.append(flight) } else { flights[index] = flight }
        guard let step = flights[index]?.attempts.start(&health, now: now, &chance) else { return }
        take(step, index, now)
    }

    /// What it used. A request that was not answered would have used as much as others of its route.
    private mutating func usage(of request: RecordedRequest, _ route: String) -> Usage {
        if let usage = request.usage {
            output[route, default: (0, 0)].tokens += usage.output
            output[route, default: (0, 0)].count += 1
            return usage
        }
        let known = output[route] ?? (0, 0)
        return Usage(input: request.promptTokens, output: known.count > 0 ? known.tokens / known.count : 0)
    }

    private mutating func take(_ step: Step, _ index: Int, _ now: Instant) {
        switch step {
        case .attempt(let attempt): begin(attempt, index, now)
        case .pause(let until, let then):
            flights[index]?.planned = then
            events.put(.goOn(index), at: max(now, until))
        case .surface, .interrupt, .abandon: refuse(index, .failing)
        case .exhausted(let verdict): refuse(index, refusal(verdict, index, now))
        }
    }

    private mutating func goOn(_ index: Int, _ now: Instant) {
        guard let planned = flights[index]?.planned,
            let step = flights[index]?.attempts.afterPause(planned, &health, now: now, &chance)
        else { return }
        take(step, index, now)
    }

    private mutating func begin(_ attempt: Try, _ index: Int, _ now: Instant) {
        guard let flight = flights[index] else { return }
        let candidate = attempt.candidate
        let target = candidate.target.index
        _ = health.begin(
            candidate.slot, flight.demand.operation, isStream: flight.demand.isStream,
            isRetry: attempt.reason == .retry, for: flight.attempts.ask, now: now)
        if attempt.reason == .failover, counts(flight.request) { tally.failovers += 1 }
        flights[index]?.current = attempt
        flights[index]?.started = now
        let (failure, after) = fate(of: flight, at: target, candidate, now)
        if let failure {
            flights[index]?.failure = failure
            return events.put(.failed(index), at: now + after)
        }
        let (first, whole) = measures[target].times(flight.usage.output, like: flight.request)
        flights[index]?.first = flight.demand.isStream ? first : whole
        flights[index]?.whole = whole
        events.put(.output(index), at: now + (flight.demand.isStream ? first : whole))
    }

    /// Whether an attempt fails, and when that is known.
    private mutating func fate(
        of flight: Flight, at target: Int, _ candidate: Standing, _ now: Instant
    ) -> (AttemptFailure?, Instant.Span) {
        let clocks = ClockRules.clocks(flight.timeouts, for: flight.demand, at: candidate)
        if isLost(target, now), scenario.share >= 1 || chance.unit() < scenario.share {
            switch scenario.manner {
            case .refused: return (AttemptFailure(.refused), .milliseconds(5))
            case .silent:
                let limit = flight.demand.isStream ? clocks.firstToken : clocks.answer
                return (.late(flight.demand.isStream ? .firstToken : .answer), limit)
            }
        }
        let (prompt, whole) = (flight.usage.input, flight.usage.input + flight.usage.output)
        let scope = scopes[target].model
        if let wait = meters[scope, default: ProviderMeter(limits[scope] ?? ProviderLimit(), now: now)]
            .take(prompt: prompt, whole: whole, now: now)
        {
            if counts(flight.request) { tally.targets[target].throttled += 1 }
            return (AttemptFailure(.rateLimited, status: 429, retryAfter: wait), .milliseconds(20))
        }
        if chance.unit() < measures[target].failureShare {
            return (AttemptFailure(measures[target].usualFailure), measures[target].firstOutput ?? .milliseconds(100))
        }
        return (nil, .zero)
    }

    private mutating func failed(_ index: Int, _ now: Instant) {
        guard let flight = flights[index], let attempt = flight.current, let failure = flight.failure else { return }
        let slot = attempt.candidate.slot
        health.end(slot, for: flight.attempts.ask, now: now)
        _ = health.fail(slot, failure, started: flight.started, now: now, &chance)
        guard
            let step = flights[index]?.attempts.step(
                after: failure, of: attempt, delivered: nil, &health, now: now, &chance)
        else { return }
        take(step, index, now)
    }

    private mutating func answered(_ index: Int, _ now: Instant) {
        guard let flight = flights[index], let attempt = flight.current else { return }
        let candidate = attempt.candidate
        _ = health.succeed(
            candidate.slot, started: flight.started, after: flight.first, isStream: flight.demand.isStream,
            promptTokens: flight.demand.promptTokens, now: now)
        events.put(
            .ended(
                candidate.slot, isStream: flight.demand.isStream, ask: flight.attempts.ask,
                outputTokens: flight.usage.output, duration: flight.whole),
            at: max(now, flight.started + flight.whole))
        var usage = flight.usage
        // What another target had in its cache, this one has not.
        if flight.request.target != candidate.name { usage = Usage(input: usage.input, output: usage.output) }
        let cost = candidate.price.map { $0.cost(of: usage) &* prices[candidate.target.index] }
        leave(index)
        guard counts(flight.request) else { return }
        tally.answer(
            flight.route, target: candidate.target.index,
            cost: cost ?? (candidate.isSelfHosted ? 0 : nil), firstOutput: now - flight.arrival,
            duration: max(now, flight.started + flight.whole) - flight.arrival)
    }

    private mutating func refuse(_ index: Int, _ refusal: ReplayTally.Refusal) {
        guard let flight = flights[index] else { return }
        refuse(flight.request, flight.route, refusal)
        leave(index)
    }

    private mutating func refuse(_ request: RecordedRequest, _ route: String, _ refusal: ReplayTally.Refusal) {
        if counts(request) { tally.refuse(route, refusal) }
    }

    private func counts(_ request: RecordedRequest) -> Bool { request.time >= countsFrom }

    private mutating func leave(_ index: Int) {
        flights[index] = nil
        free.append(index)
    }

    private func refusal(_ verdict: Verdict, _ index: Int, _ now: Instant) -> ReplayTally.Refusal {
        guard let flight = flights[index] else { return .failing }
        if flight.candidates.allSatisfy({ isLost($0, now) || isLost($0, flight.arrival) }) { return .lost }
        let classes =
            flight.attempts.failures.map(\.failureClass)
            + flight.attempts.stoodBack(health, now: now).map(\.failure.failureClass)
        if classes.contains(.rateLimited) || classes.contains(.quota) { return .quota }
        return classes.contains(.busy) ? .busy : .failing
    }
}

/// Routes and standings of requests that ask alike: most do.
private struct PlanShelf {
    struct Place {
        var route: Route
        var standings: [Standing]
    }

    private struct Key: Hashable {
        var model: String
        var dialect: DialectID
        var vendors: [String]
    }

    private var places: [Key: Place?] = [:]

    /// The route that serves `request`, and its targets; nil: there is none.
    mutating func place(
        of request: RecordedRequest, vendors: [String], _ snapshot: Snapshot, _ slots: [HealthSlot]
    ) -> Place? {
        let key = Key(model: request.model, dialect: request.dialect, vendors: vendors)
        if let known = places[key] { return known }
        let place = snapshot.routes.route(for: request.model).map { route in
            Place(
                route: route,
                standings: snapshot.standings(
                    of: route, asked: request.model, dialect: request.dialect, vendors: vendors, slots: slots))
        }
        // Clients may ask for names without end.
        if places.count > 10_000 { places = [:] }
        places[key] = .some(place)
        return place
    }
}
