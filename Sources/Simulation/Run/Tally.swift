import PlanBVocabulary

/// What a run of many scenarios comes to.
struct Tally {
    var scenarios = 0
    var requests = 0
    var attempts = 0
    var probes = 0
    var answered = 0
    var virtualSeconds = 0.0
    var faults = FaultCounts()
    var repeated = 0
    var drills = DrillCounts()
    var failures: [Failure] = []

    /// A scenario with an offence.
    struct Failure {
        var seed: UInt64
        var offence: Offence
    }

    mutating func count(_ run: ScenarioRun) {
        scenarios += 1
        requests += run.scenario.requests.count
        for attempt in run.world.attempts { if attempt.request == nil { probes += 1 } else { attempts += 1 } }
        for outcome in run.outcomes where outcome.kind == .answered { answered += 1 }
        virtualSeconds += Double((run.loop.now() - VirtualLoop.start).nanoseconds) / 1e9
        faults.add(run.world.counts)
        if let counts = run.drillCounts { drills.add(counts) }
        if let offence = run.offences.first { failures.append(Failure(seed: run.scenario.seed, offence: offence)) }
    }

    mutating func add(_ other: Tally) {
        scenarios += other.scenarios
        requests += other.requests
        attempts += other.attempts
        probes += other.probes
        answered += other.answered
        virtualSeconds += other.virtualSeconds
        faults.add(other.faults)
        repeated += other.repeated
        drills.add(other.drills)
        failures += other.failures
    }
}
