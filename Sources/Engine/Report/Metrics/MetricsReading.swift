public import PlanBLedger
public import PlanBPolicy
public import PlanBVocabulary

/// All counters and histograms as they were at one moment. Targets are named by their place in `targets`.
public struct MetricsReading: Sendable {
    /// How requests of a route ended.
    public struct RequestKey: Equatable, Sendable {
        /// For the client.
        public var outcome: RequestEntry.Outcome
        /// The status that the client saw.
        public var status: Int
    }

    /// When a target was left for another.
    public enum FailoverStage: String, Sendable {
        /// Before the client had any output: it saw nothing of it.
        case beforeOutput = "before_output"
        /// After it: the answer was completed elsewhere, or was tried to be.
        case afterOutput = "after_output"
    }

    /// One way of leaving a target for another.
    public struct FailoverKey: Equatable, Sendable {
        /// The place of the target that failed.
        public var from: Int
        /// The place of the one that was tried next.
        public var to: Int
        /// Why it failed.
        public var reason: FailureClass
        /// When.
        public var stage: FailoverStage
    }

    /// How far a stream came that broke.
    public enum InterruptionStage: String, Sendable {
        /// The answer broke, and nothing was tried to complete it.
        case answer
        /// The answer broke, and so did what was tried to complete it.
        case resume
    }

    /// How streams of a route broke.
    public struct InterruptionKey: Equatable, Sendable {
        /// How far it came.
        public var stage: InterruptionStage
        /// What the route does with a broken stream: `error`, `resume` or `buffer`.
        public var policy: String
    }

    /// On what money was spent.
    public struct SpendKey: Equatable, Sendable {
        /// The place of the target.
        public var target: Int
        /// It was a rehearsal's request, not a user's.
        public var isRehearsal: Bool
    }

    /// How a broken answer was tried to be completed.
    public struct LegKey: Equatable, Sendable {
        /// The way: restart or prefill.
        public var method: String
        /// Whether it worked.
        public var rescued: Bool
    }

    /// What became of a message about the gateway's state.
    public struct NoticeKey: Equatable, Sendable {
        /// The host of the webhook, and its port.
        public var webhook: String
        /// `delivered`, `retried` or `dropped`.
        public var outcome: String
    }

    /// One route.
    public struct RouteFigures: Sendable {
        /// Its pattern.
        public let name: String
        /// Its requests, by how they ended.
        public var requests = Counts<RequestKey>()
        /// From arrival to the end.
        public var durations = Histogram(.answers)
        /// From arrival to the first output, by the place of the target that gave it.
        public var firstOutput: [(target: Int, times: Histogram)] = []
        /// Failures after which another target was tried.
        public var failovers = Counts<FailoverKey>()
        /// Streams that broke after output was sent.
        public var interruptions = Counts<InterruptionKey>()
        /// What attempts cost, in nanodollars.
        public var spend = Counts<SpendKey>()

        /// Requests that budgets did not allow for, by status.
        public var budgetRefusals = Counts<Int>()

        init(name: String) { self.name = name }
    }

    /// One target.
    public struct TargetFigures: Sendable {
        /// What it said of its rate limits.
        public struct Quota: Sendable {
            /// What it said.
            public var reading: QuotaReading
            /// When.
            public var at: Instant
        }

        /// Its name.
        public let name: String
        /// Attempts, by status or failure.
        public var attempts = Counts<String>()
        /// How long they took.
        public var durations = Histogram(.answers)
        /// Probes, by status or failure.
        public var probes = Counts<String>()
        /// Attempts whose tokens are known, estimates included.
        public var metered = 0
        /// Those whose tokens are an estimate.
        public var estimated = 0
        /// Those for whose tokens no price is known.
        public var unpriced = 0
        /// What it last said of its rate limits.
        public var quota: Quota?
        /// Before this, what it says of them is not looked at.
        var quotaDue = Instant(nanoseconds: .min)
        /// The places of its calls, by operation and model.
        var calls: [(operation: Operation, model: String, place: Int)] = []

        init(name: String) { self.name = name }
    }

    /// One operation of one model at one provider: OpenTelemetry's client metrics.
    public struct CallFigures: Sendable {
        /// OpenTelemetry's name of the provider.
        public let provider: String
        /// OpenTelemetry's name of the operation.
        public let operation: String
        /// The model that was asked for, if the configuration names it; else `other`.
        public let model: String
        /// How long attempts took, by failure; nil: there was none.
        public var durations: [(failure: FailureClass?, times: Histogram)] = []
        /// Prompt tokens, as the provider counted them.
        public var inputTokens = Histogram(.tokens)
        /// Tokens of answers, as the provider counted them.
        public var outputTokens = Histogram(.tokens)
        /// Of streams: from the attempt's start to its first output.
        public var firstChunks = Histogram(.answers)
        /// Of streams: from one piece of output to the next.
        public var chunkGaps = Histogram(.answers)
    }

    /// The routes, in the order in which they were first used.
    public internal(set) var routes: [RouteFigures] = []
    /// The targets, likewise.
    public internal(set) var targets: [TargetFigures] = []
    /// What was asked of models, likewise.
    public internal(set) var calls: [CallFigures] = []
    /// The gateway's own time in a request.
    public internal(set) var own = Histogram(.own)
    /// The longest pause in the output of each stream.
    public internal(set) var idle = Histogram(.answers)
    /// Attempts to complete a broken answer.
    public internal(set) var legs = Counts<LegKey>()
    /// For streams that were cut: the time from their first output to the cut. Says how many cuts which `hold` would
    /// have hidden.
    public internal(set) var cutsAfterFirstOutput = Histogram(.answers)
    /// Requests that were refused before a route was found, by status.
    public internal(set) var refusals = Counts<Int>()
    /// Requests that were not let in, or not sent, so that there is room for others.
    public internal(set) var sheds = Counts<Priority>()
    /// Changed configurations that were not valid.
    public internal(set) var rejectedReloads = 0
    /// Messages about the gateway's state, by what became of them.
    public internal(set) var notices = Counts<NoticeKey>()

    private var routePlaces: [String: Int] = [:]
    private var targetPlaces: [String: Int] = [:]
    /// Those that were used last: a request mostly comes right after its attempt.
    private var last = (route: 0, target: 0)

    /// Nothing has happened.
    init() {}

    mutating func withRoute(_ name: String, _ body: (inout RouteFigures) -> Void) {
        if last.route >= routes.count || routes[last.route].name != name { last.route = place(ofRoute: name) }
        body(&routes[last.route])
    }

    mutating func place(ofTarget name: String) -> Int {
        if last.target < targets.count, targets[last.target].name == name { return last.target }
        last.target = targetPlaces[name] ?? targets.count
        if last.target == targets.count {
            targetPlaces[name] = targets.count
            targets.append(TargetFigures(name: name))
        }
        return last.target
    }

    private mutating func place(ofRoute name: String) -> Int {
        if let place = routePlaces[name] { return place }
        routePlaces[name] = routes.count
        routes.append(RouteFigures(name: name))
        return routes.count - 1
    }
}

extension MetricsReading.RouteFigures {
    mutating func noteFirstOutput(_ span: Instant.Span, from target: Int, _ mark: Mark?) {
        for index in firstOutput.indices where firstOutput[index].target == target {
            return firstOutput[index].times.record(span, mark)
        }
        var times = Histogram(.answers)
        times.record(span, mark)
        firstOutput.append((target, times))
    }
}

extension MetricsReading.CallFigures {
    mutating func noteDuration(_ span: Instant.Span, _ failure: FailureClass?, _ mark: Mark?) {
        for index in durations.indices where durations[index].failure == failure {
            return durations[index].times.record(span, mark)
        }
        var times = Histogram(.answers)
        times.record(span, mark)
        durations.append((failure, times))
    }
}
