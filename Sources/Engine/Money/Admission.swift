import PlanBDialects
import PlanBPolicy
import PlanBVocabulary

// Limits: who is let in, and how much of a caller's limits it takes.
extension Gateway {
    /// Lets the request in, or says which limit it is over. Nil: nothing limits this caller.
    func purse(
        _ facts: Facts, _ demand: Demand, _ caller: Caller, _ route: Route, _ installation: Installation
    ) throws(ClientError) -> Purse? {
        guard let places = installation.accounts.places(caller, route) else { return nil }
        let now = time.now()
        let cap = facts.probe.allowedOutput
        let isText = facts.costKind == .text
        let answer = treasury.with { book -> Result<Purse, LimitRefusal>? in
            let scopes = book.scopes(key: places.key, team: places.team, route: places.route)
            guard !scopes.isUnlimited else { return nil }
            let output = scopes.countsTokens && isText ? book.expectedOutput(scopes, cap: cap) : 0
            let tokens = facts.costKind == .free ? 0 : demand.promptTokens + min(output, Rate.largest)
            return Result { () throws(LimitRefusal) in
                Purse(
                    scopes, estimate: tokens,
                    standing: try book.admit(scopes, tokens: tokens, priority: caller.priority, now: now))
            }
        }
        switch answer {
        case nil: return nil
        case .success(let purse): return purse
        case .failure(let refusal):
            metrics.countShed(caller.priority)
            throw MoneyErrors.error(refusal, facts.dialect, epoch: time.epochSeconds())
        }
    }

    /// The request is over: it is not under way any more, and its tokens are known.
    func leave(_ exchange: Exchange) {
        guard let purse = exchange.purse else { return }
        let left = purse.takeAll()
        let now = time.now()
        treasury.with { book in
            if rules.releasesHolds { for holds in left { book.release(holds) } }
            book.leave(purse.scopes, correction: purse.tokens - purse.estimate, now: now)
        }
    }
}

extension Facts {
    /// What is billed.
    var costKind: CostBound.Kind {
        switch operation {
        case .chat, .completion, .response: .text
        case .embedding: .prompt
        case .tokenCount, .stored, .moderation: .free
        case .passthrough: method == "GET" || method == "HEAD" ? .free : .other
        case .rerank, .imageGeneration, .imageEdit, .speech, .transcription, .translation: .other
        }
    }
}

extension OpenAIProbe {
    /// The most tokens that the client allows for all answers together; nil: it does not say.
    var allowedOutput: Int? {
        guard let outputCap else { return nil }
        let (product, overflow) = outputCap.multipliedReportingOverflow(by: max(1, answers))
        return overflow ? .max : product
    }
}
