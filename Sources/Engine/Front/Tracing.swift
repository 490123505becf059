import PlanBVocabulary
import PlanBWire

// Where requests belong in traces.
extension Gateway {
    /// The place of a request with `fields`. Where the gateway makes no spans, it is the client's own, to be handed on; nil: it
    /// has none.
    func trace(of fields: HTTPFields) -> TraceContext? {
        let client = TraceHeaders.read(fields)
        guard let sampler else {
            return client.map {
                TraceContext(
                    trace: $0.trace, span: $0.span, parent: $0.span, isSampled: $0.isSampled, state: $0.state)
            }
        }
        guard let client else { return newTrace(sampler, link: nil) }
        return TraceContext(
            trace: client.trace, span: newSpan(), parent: client.span,
            isSampled: sampler.takes(client.trace, parent: client.isSampled), state: client.state)
    }

    /// The place of a request of the gateway's own, which is made after that of a user: a trace of its own, so that it does not
    /// make the user's longer. Nil: the gateway makes no spans.
    func trace(after user: TraceLink?) -> TraceContext? { sampler.map { newTrace($0, link: user) } }

    private func newTrace(_ sampler: TraceSampler, link: TraceLink?) -> TraceContext {
        let trace = TraceID(high: entropy.next(), low: newSpan())
        return TraceContext(
            trace: trace, span: newSpan(), parent: nil, isSampled: sampler.takes(trace, parent: nil), link: link)
    }

    /// Zero means none.
    private func newSpan() -> UInt64 {
        while true {
            let span = entropy.next()
            if span != 0 { return span }
        }
    }
}

extension TraceContext {
    /// This place, seen from another trace; nil: nobody records it.
    var asLink: TraceLink? { isSampled ? TraceLink(trace: trace, span: span) : nil }
}
