/// Which phase of a script it is.
struct PhaseClock {
    private let phases: [FaultScript.Phase]
    private let repeats: Bool
    private var index = 0
    private var start = 0
    private var requests = 0

    init(_ script: FaultScript) {
        phases = script.phases
        repeats = script.repeats
    }

    /// The phase at `now`, in milliseconds since the start of the provider; nil after the last one.
    mutating func phase(now: Int) -> FaultScript.Phase? {
        skipWholeRounds(now)
        // Phases of no length could go round for ever.
        for _ in 0...phases.count * 2 {
            guard index < phases.count else {
                guard repeats, !phases.isEmpty else { return nil }
                index = 0
                continue
            }
            let phase = phases[index]
            if let limit = phase.requests, requests >= limit {
                next(at: now)
            } else if let length = phase.duration?.count, now - start >= length {
                // On the dot, so that the windows do not drift with the arrival of requests.
                next(at: start + length)
            } else {
                return phase
            }
        }
        return nil
    }

    /// A request was answered in the present phase.
    mutating func count() { requests += 1 }

    private mutating func next(at time: Int) {
        index += 1
        start = time
        requests = 0
    }

    private mutating func skipWholeRounds(_ now: Int) {
        let lengths = phases.compactMap(\.duration?.count)
        let round = lengths.reduce(0) { $0.addingReportingOverflow($1).partialValue }
        guard repeats, lengths.count == phases.count, round > 0, now - start > round else { return }
        start += (now - start) / round * round
        requests = 0
    }
}
