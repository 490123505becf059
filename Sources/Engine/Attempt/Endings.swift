import NIOCore
import PlanBDialects
import PlanBLedger
import PlanBPolicy
import PlanBVocabulary

// How a request ends when no target gave a good answer.
extension Gateway {
    /// Hands a provider's final error answer to the client as it is.
    func surface<S: ReplySink & ~Copyable>(
        _ failure: AttemptFailure, _ exchange: inout Exchange, _ sink: inout S
    ) -> Ending {
        if let away = exchange.stateIsAway(failure) { return end(away, &exchange, &sink) }
        if let refusal = failure.refusal {
            // Other words of a provider's are told with the status that clients know for them.
            return end(
                ClientError(
                    failure.status == 413 ? 413 : 400, code: failure.code ?? "unsupported_parameter",
                    parameter: failure.parameter, refusal, shouldRetry: false), &exchange, &sink)
        }
        guard let answer = exchange.finalAnswer, !sink.isBegun else {
            return end(
                ClientError(
                    failure.clientStatus ?? 400, code: failure.code ?? "upstream_error",
                    isOfUpload(exchange) ? failure.detail : "The provider refused the request: \(failure.detail).",
                    shouldRetry: false), &exchange, &sink)
        }
        exchange.outcome = .surfaced
        exchange.code = failure.code ?? ""
        exchange.status = answer.status
        sink.begin(ReplyHeads.finalAnswer(exchange, answer))
        return .finish(answer.body)
    }

    /// The client's own upload broke: the provider had no say in it.
    private func isOfUpload(_ exchange: Exchange) -> Bool { exchange.facts.source?.isComplete == false }

    /// Nothing is left to try.
    func fail<S: ReplySink & ~Copyable>(
        _ verdict: Verdict, _ exchange: inout Exchange, _ sink: inout S
    ) -> Ending {
        // Nobody was asked, for the sake of a budget.
        if exchange.notes.isEmpty, let error = MoneyErrors.error(exchange.moneyRefusals) {
            metrics.countBudgetRefusal(route: exchange.route.pattern.text, status: error.status)
            return end(error, &exchange, &sink)
        }
        if verdict.kind != .rateLimited, let away = exchange.stateIsAway(nil) { return end(away, &exchange, &sink) }
        let now = time.now()
        let stoodBack = exchange.board.with { exchange.attempts.stoodBack($0, now: now) }
        if exchange.notes.isEmpty, !stoodBack.isEmpty, !exchange.caller.isRehearsal {
            metrics.countShed(exchange.caller.priority)
        }
        return end(Explanations.error(for: verdict, exchange, stoodBack: stoodBack), &exchange, &sink)
    }

    /// The stream broke after output was handed over: an error event, then an abort.
    func interrupt(_ failure: AttemptFailure, _ exchange: inout Exchange) -> Ending {
        exchange.outcome = .cut
        exchange.code = "stream_interrupted"
        metrics.countInterruption(
            route: exchange.route.pattern.text, stage: exchange.attempts.hasTriedToMend ? .resume : .answer,
            policy: exchange.route.onCut.word)
        guard rules.breaksCutStreams else { return .finish(exchange.outbox) }
        guard exchange.facts.isEventStream else { return .abort(exchange.outbox) }
        let error = ClientError(
            502, code: "stream_interrupted",
            "The answer broke off: \(exchange.revealedBreaker) \(failure.detail). What was received is incomplete.")
        var last = exchange.outbox
        var event = exchange.codec.errorEvent(error, exchange.errorStory, exchange.replyContext())
        last.writeBuffer(&event)
        return .abort(last)
    }

    /// An error of Plan B's own: a response if nothing was sent, else an event.
    private func end<S: ReplySink & ~Copyable>(
        _ error: ClientError, _ exchange: inout Exchange, _ sink: inout S
    ) -> Ending {
        exchange.outcome = .failed
        exchange.status = error.status
        exchange.code = error.code
        if sink.isBegun {
            return .abort(exchange.codec.errorEvent(error, exchange.errorStory, exchange.replyContext()))
        }
        exchange.status = exchange.codec.status(error)
        sink.begin(ReplyHeads.error(error, exchange: exchange))
        return .finish(exchange.codec.error(error, exchange.errorStory))
    }
}

extension Exchange {
    /// The client's dialect.
    var codec: any ConversationCodec.Type { facts.codec }

    /// What is told with an error.
    var errorStory: ErrorStory { ErrorStory(requestID: id, attempts: visibleNotes, resumed: visibleSeam) }
}
