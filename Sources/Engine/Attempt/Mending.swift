import NIOCore
import PlanBDialects
import PlanBPolicy
import PlanBVocabulary

// Completing an answer that broke after the client had some of it.
extension Gateway {
    /// What the client has, as far as the policy needs to know.
    func share(_ exchange: Exchange) -> DeliveredShare {
        guard exchange.mayResume, let delivered = exchange.delivered, case .whole(let body) = exchange.facts.body else {
            return DeliveredShare(obstacle: "the route does not resume", allowsPrefill: false, tokens: 0)
        }
        let request = ResumeObstacles(of: body)
        return DeliveredShare(
            obstacle: delivered.obstacle ?? request.any, allowsPrefill: request.prefill == nil,
            tokens: delivered.estimatedTokens)
    }

    /// The client waits for the rest of its answer: it hears comments meanwhile.
    func keepAlive<S: ReplySink & ~Copyable>(_ exchange: inout Exchange, _ sink: inout S) {
        guard !exchange.isBeating, let keepalive = exchange.route.keepalive else { return }
        exchange.isBeating = true
        sink.keepAlive(after: keepalive, head: ReplyHeads.waiting(exchange), beat: exchange.codec.beat)
    }

    /// Remembers whether an answer was completed, and by which way. A target that could not be reached, or broke in its
    /// turn, rescued nothing and says nothing about the way.
    func noteLeg<Reply: UpstreamReply>(
        _ lead: Lead<Reply>, _ failure: AttemptFailure?, _ exchange: Exchange
    ) {
        guard lead.attempt.isLeg, let method = ResumeRule.Method(rawValue: lead.attempt.reason.rawValue) else { return }
        if failure?.failureClass == .clientGone { return }
        metrics.countLeg(method: method.rawValue, rescued: failure == nil)
        switch failure?.failureClass {
        case nil, .mismatch, .badRequest, .unsupported: break
        default: return
        }
        let key = ResumeTuner.Key(
            route: exchange.route.pattern.text, target: lead.attempt.candidate.name, method: method)
        exchange.board.with { $0.tuner.note(key, rescued: failure == nil) }
    }
}
