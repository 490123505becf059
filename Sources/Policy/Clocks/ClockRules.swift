public import PlanBVocabulary

/// How long one attempt may take, where the route does not say: by the model, the size of the prompt and how hard it is
/// asked to think. Slow is a failure; thinking is not.
public enum ClockRules {
    /// The limits of an attempt for `demand` at `standing`. `slowest` is the time within which 99 % of the target's
    /// first outputs came, if that is known.
    public static func clocks(
        _ timeouts: Timeouts, for demand: Demand, at standing: Standing, slowest: Instant.Span? = nil
    ) -> Clocks {
        let thinks = thinking(demand, standing)
        var first = max(Self.firstToken(thinks), slowest.map { tripled($0) } ?? .zero) + reading(demand, standing)
        var answer = self.answer(thinks)
        if !isText(demand.operation) {
            // Images and audio are made as a whole before the first byte comes.
            first = max(first, answer)
        }
        if [.embedding, .moderation, .tokenCount, .rerank, .stored].contains(demand.operation) {
            answer = .minutes(1) + reading(demand, standing)
        }
        return Clocks(
            connect: timeouts.connect ?? .seconds(3), firstToken: timeouts.firstToken ?? first,
            idle: timeouts.idle ?? (thinks == .none ? .seconds(30) : .seconds(120)), answer: timeouts.answer ?? answer,
            total: timeouts.total ?? total(for: demand, at: [standing]))
    }

    /// The limit of a whole request, failovers included, whose plan has `standings`.
    public static func total(for demand: Demand, at standings: [Standing]) -> Instant.Span {
        standings.contains { thinking(demand, $0) == .long } ? .minutes(30) : .minutes(10)
    }

    /// What thinking comes to for one request at one target.
    enum Amount: Equatable { case none, some, usual, long }

    static func thinking(_ demand: Demand, _ standing: Standing) -> Amount {
        switch (standing.thinking, demand.effort) {
        case (.thinksLong, _): .long
        case (.reasons, .high): .long
        case (.reasons, .usual): .usual
        case (.reasons, .low): .some
        // A model that is not known to reason, and is asked to.
        case (.none, .high): .usual
        case (.none, _): .none
        }
    }

    private static func firstToken(_ thinking: Amount) -> Instant.Span {
        switch thinking {
        case .none: .seconds(20)
        case .some: .seconds(120)
        case .usual: .minutes(4)
        case .long: .minutes(10)
        }
    }

    private static func answer(_ thinking: Amount) -> Instant.Span {
        switch thinking {
        case .none, .some: .minutes(5)
        case .usual: .minutes(10)
        case .long: .minutes(30)
        }
    }

    /// The time to read the prompt: large ones take a provider seconds, and one's own hardware minutes.
    private static func reading(_ demand: Demand, _ standing: Standing) -> Instant.Span {
        .milliseconds(min(demand.promptTokens, 2_000_000) * (standing.isSelfHosted ? 10_000 : 250) / 1000)
    }

    private static func isText(_ operation: Operation) -> Bool {
        switch operation {
        case .imageGeneration, .imageEdit, .speech, .transcription, .translation, .passthrough: false
        case .chat, .completion, .response, .embedding, .moderation, .tokenCount, .rerank, .stored: true
        }
    }

    private static func tripled(_ span: Instant.Span) -> Instant.Span {
        let (product, overflow) = span.nanoseconds.multipliedReportingOverflow(by: 3)
        return overflow ? .minutes(10) : min(.minutes(10), Instant.Span(nanoseconds: product))
    }
}
