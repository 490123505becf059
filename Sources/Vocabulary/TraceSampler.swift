/// Which traces are recorded. The samplers of OpenTelemetry:
/// https://opentelemetry.io/docs/specs/otel/trace/sdk/#sampling
public struct TraceSampler: Sendable, Equatable {
    /// What is done where nobody has decided before.
    public enum Root: Sendable, Equatable {
        /// Every trace.
        case always
        /// None.
        case never
        /// This share of all traces, 0 to 1, by their names: whoever uses the same share keeps the same traces.
        case ratio(Double)
    }

    /// For traces that begin here, and for all if a parent does not decide.
    public var root: Root
    /// Whether the client's decision is followed where it has made one.
    public var followsParent: Bool

    /// A sampler.
    public init(_ root: Root, followsParent: Bool) {
        self.root = root
        self.followsParent = followsParent
    }

    /// Whether the trace is recorded. `parent`: the client's decision; nil: the trace begins here.
    public func takes(_ trace: TraceID, parent: Bool?) -> Bool {
        if followsParent, let parent { return parent }
        switch root {
        case .always: return true
        case .never: return false
        case .ratio(let share):
            // The low 63 bits, as the SDKs of OpenTelemetry for Go and Java do.
            guard share > 0 else { return false }
            return share >= 1 || Double(trace.low >> 1) < share * 0x1p63
        }
    }
}
