import NIOCore
import PlanBDialects
import PlanBPolicy
import PlanBProviders
import PlanBVocabulary
import PlanBWire

/// What one attempt used.
struct Meter {
    /// Tokens; nil: nothing was generated, as far as anybody knows.
    var usage: Usage?
    /// The provider did not come to count them.
    var isEstimated = false
}

extension Lead {
    /// What the attempt used: as its provider counted, or, where the answer ended before it did, an estimate. A provider charges
    /// for what it read and generated, whoever hung up.
    func meter(_ failure: AttemptFailure?, _ exchange: Exchange) -> Meter {
        if let usage = relay.usage { return Meter(usage: usage) }
        let kind = exchange.facts.costKind
        guard number != nil, kind != .free else { return Meter() }
        if let failure {
            guard failure.mayHaveGenerated(isOutput: isNoted || relay.outputBytes > 0),
                exchange.attempts.rules.chargesBrokenAnswers
            else {
                return Meter()
            }
        } else if kind == .other {
            return Meter()
        }
        return Meter(
            usage: Usage(input: exchange.demand.promptTokens, output: kind == .text ? estimatedOutput(exchange) : 0),
            isEstimated: true)
    }

    /// About four bytes of text to a token, in most languages; no more tokens than the client, or the model, allows. Of an
    /// answer that comes in one piece the text is not looked for: all of it counts.
    private func estimatedOutput(_ exchange: Exchange) -> Int {
        let bytes = relay.isIncremental ? relay.outputBytes : bytes.received
        let most = exchange.facts.probe.allowedOutput ?? attempt.candidate.contract.output
        return min((bytes + 3) / 4, most ?? .max)
    }
}

extension AttemptFailure {
    /// Whether the provider had begun to work when the attempt ended: it had answered with output, or it was left waiting.
    fileprivate func mayHaveGenerated(isOutput: Bool) -> Bool {
        if isOutput { return true }
        return switch failureClass {
        case .firstToken, .idle, .answer, .deadline, .clientGone, .superseded, .draining: status == nil
        default: false
        }
    }
}

extension Exchange {
    /// Adds what an attempt came to. The client is told of the answer that it got alone.
    mutating func charge(_ cost: Int?, _ meter: Meter, isAnswer: Bool, isPriced: Bool) {
        if let cost { self.cost = (self.cost ?? 0) &+ cost }
        if meter.usage != nil, !isPriced { isUnpriced = true }
        guard isAnswer || isCommitted else { return }
        usage = meter.usage
        isEstimated = meter.isEstimated
    }

    /// What it counts against a cap, in nanodollars: its cost, or `bound`, the most that it may have cost, where nobody knows.
    func charge(atMost bound: Int) -> Int { owesUnknown ? max(bound, cost ?? 0) : cost ?? 0 }
}

extension Exchange {
    /// The labels of the key and of the request.
    var allTags: [String] { tags.isEmpty ? caller.key?.tags ?? [] : (caller.key?.tags ?? []) + tags }
}

extension UpstreamRequest.Body {
    /// Its length in bytes, as far as it has arrived.
    var knownLength: Int {
        switch self {
        case .bytes(let bytes): bytes.readableBytes
        case .upload(let prefix, let source, _): source.declaredLength ?? prefix.readableBytes
        }
    }
}

extension UpstreamReply {
    /// The provider's own id of the request, which its support asks for; at most 128 bytes.
    var providerRequest: String? {
        for name in ["x-request-id", "request-id", "apim-request-id", "x-amzn-requestid"] as [StaticString] {
            if let id = fields.first(name) { return id.utf8.count <= 128 ? id : String(id.prefix(64)) }
        }
        return nil
    }
}
