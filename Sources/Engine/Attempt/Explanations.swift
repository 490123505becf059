import PlanBDialects
import PlanBPolicy
import PlanBVocabulary

/// The words for a request that nobody could answer.
enum Explanations {
    /// What no target does, and what to send instead.
    private static func sentence(for capability: Capability) -> String {
        switch capability {
        case .tools: "calls tools: leave out the tools, or ask for another model"
        case .parallelTools: "calls several tools at once: ask for one call at a time"
        case .forcedTools: "can be made to call a tool: leave the choice to the model"
        case .jsonSchema: "answers by a JSON schema: describe the form in words, or ask for another model"
        case .images: "takes images: leave them out, or ask for another model"
        case .imageURLs: "fetches images from an address: send the images themselves"
        case .documents: "takes documents: send their text"
        case .audio: "takes sound: send its text"
        case .streaming: "answers as a stream: ask for a whole answer"
        case .prefill: "continues a given beginning of its answer: end with a message of the user"
        case .sampling: "takes temperature and its like: leave them out"
        case .systemTurns: "takes instructions in the middle of a conversation: send them at its beginning"
        case .reasoning, .reasoningOff: "can be told how to think (\(capability.rawValue)): leave that to the model"
        }
    }

    /// What the client is told: which route, what each target did, and whether trying again helps.
    static func error(
        for verdict: Verdict, _ exchange: Exchange, stoodBack: [(name: String, failure: AttemptFailure)]
    ) -> ClientError {
        if exchange.notes.isEmpty, let capability = exchange.skips.compactMap(\.lacks).first {
            return .badRequest(
                "unsupported_parameter", parameter: capability.rawValue,
                "No target of the route \"\(exchange.route.pattern.text)\" \(sentence(for: capability)).")
        }
        if exchange.notes.isEmpty, stoodBack.isEmpty, !exchange.skips.isEmpty,
            exchange.skips.allSatisfy(\.isOtherOperation)
        {
            return .badRequest(
                "unsupported_operation", parameter: "model",
                "No target of the route \"\(exchange.route.pattern.text)\" serves "
                    + "\(exchange.facts.operation.rawValue); ask for a model whose route has one that does.")
        }
        let skipped = exchange.skips.map { "\($0.name) was left out: \($0.reason)" }
        // What was left out has no note.
        let failures = exchange.attempts.failures.filter { $0.refusal == nil || $0.status != nil }
        let tried = zip(exchange.notes, failures)
            .map { note, failure in
                failure.detail.isEmpty ? "\(note.target): \(note.outcome)" : "\(note.target) \(failure.detail)"
            }
        let spared = stoodBack.map { name, failure in
            let seconds = failure.retryAfter.map { " for another \($0.secondsRoundedUp) s" } ?? ""
            return "\(name) was not asked: it \(failure.detail)\(seconds)"
        }
        let events = tried + spared + skipped
        let story = exchange.route.reveal == .full && !events.isEmpty ? " \(events.joined(separator: "; "))." : ""
        let reason =
            switch verdict.kind {
            case .rateLimited: "every target that could serve is rate limited"
            case .unavailable: tried.isEmpty ? "no target can serve it now" : "no target is available"
            case .timeout: "no target answered in time"
            case .invalid: "no target gave a valid answer"
            }
        return ClientError(
            verdict.status, code: verdict.kind.rawValue,
            "The request for \"\(exchange.facts.model)\" was not answered: \(reason).\(story)",
            shouldRetry: verdict.shouldRetry,
            retryAfterSeconds: verdict.retryAfter?.secondsRoundedUp)
    }
}
