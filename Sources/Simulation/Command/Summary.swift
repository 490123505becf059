/// A run of many scenarios, for programs.
struct Summary: Encodable {
    var scenarios: Int
    var requests: Int
    var answered: Int
    var attempts: Int
    var probes: Int
    var virtualHours: Double
    var seconds: Double
    var processorSeconds: Double
    var workers: Int
    /// By fault and stage.
    var faults: [String: [String: Int]]
    var violations: [String]

    init(_ tally: Tally, seconds: Double, workers: Int) {
        scenarios = tally.scenarios
        requests = tally.requests
        answered = tally.answered
        attempts = tally.attempts
        probes = tally.probes
        virtualHours = tally.virtualSeconds / 3600
        self.seconds = seconds
        processorSeconds = Processor.seconds
        self.workers = workers
        faults = [:]
        for kind in FaultKind.allCases {
            for stage in kind.stages { faults["\(kind)", default: [:]][stage.title] = tally.faults[kind, stage] }
        }
        violations = tally.failures.map { "seed \($0.seed) \($0.offence.invariant.rawValue) \($0.offence.message)" }
    }
}
