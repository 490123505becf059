import PlanBProviders
import PlanBVocabulary

/// What is counted of an attempt that has ended.
struct AttemptFigures {
    let target: String
    let provider: Provider
    let route: String
    let operation: Operation
    /// A name of the configuration, or `other`.
    let model: String
    /// Status or failure class.
    let outcome: String
    let failure: FailureClass?
    let duration: Instant.Span
    /// From its start to its first output, of a stream; nil: there was none.
    let firstOutput: Instant.Span?
    let gaps: ChunkGaps
    let usage: Usage?
    let isEstimated: Bool
    /// In nanodollars; nil: not known.
    let cost: Int?
    /// It has usage, and no price.
    let isUnpriced: Bool
    let mark: Mark?
}

extension MetricsReading {
    /// What a target says of its rate limits is looked at once in this time.
    private static let betweenQuotas = Instant.Span.seconds(1)

    /// Counts an attempt. Returns whether it is time to look at what the target says of its rate limits.
    mutating func count(_ attempt: AttemptFigures, now: Instant) -> Bool {
        let place = place(ofTarget: attempt.target)
        let call = GenAINames.operation(attempt.operation)
            .map { self.place(ofCall: $0, attempt, at: place) }
        targets[place].attempts.add(attempt.outcome)
        targets[place].durations.record(attempt.duration, attempt.mark)
        if attempt.usage != nil {
            targets[place].metered &+= 1
            if attempt.isEstimated { targets[place].estimated &+= 1 }
            if attempt.isUnpriced { targets[place].unpriced &+= 1 }
        }
        if let cost = attempt.cost {
            withRoute(attempt.route) { $0.spend.add(.init(target: place, isRehearsal: false), cost) }
        }
        if let call { note(attempt, of: call) }
        if !attempt.gaps.isEmpty { idle.record(attempt.gaps.longest, attempt.mark) }
        guard now >= targets[place].quotaDue else { return false }
        targets[place].quotaDue = now + Self.betweenQuotas
        return true
    }

    private mutating func note(_ attempt: AttemptFigures, of call: Int) {
        calls[call].noteDuration(attempt.duration, attempt.failure, attempt.mark)
        // What is billed, or nothing: an estimate is not what the provider counted.
        if let usage = attempt.usage, !attempt.isEstimated {
            calls[call].inputTokens.record(Int64(usage.input), attempt.mark)
            calls[call].outputTokens.record(Int64(usage.output), attempt.mark)
        }
        if let first = attempt.firstOutput { calls[call].firstChunks.record(first, attempt.mark) }
        if !attempt.gaps.isEmpty { calls[call].chunkGaps.record(attempt.gaps, attempt.mark) }
    }

    /// Targets that ask the same model of the same provider have one place.
    private mutating func place(ofCall operation: String, _ attempt: AttemptFigures, at target: Int) -> Int {
        for call in targets[target].calls where call.operation == attempt.operation && call.model == attempt.model {
            return call.place
        }
        let provider = GenAINames.provider(attempt.provider)
        let same = calls.firstIndex {
            $0.operation == operation && $0.model == attempt.model && $0.provider == provider
        }
        let place = same ?? calls.count
        if same == nil { calls.append(CallFigures(provider: provider, operation: operation, model: attempt.model)) }
        targets[target].calls.append((attempt.operation, attempt.model, place))
        return place
    }
}
