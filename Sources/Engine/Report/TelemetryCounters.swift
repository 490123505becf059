import Synchronization

/// What became of traces and of the access log.
public final class TelemetryCounters: Sendable {
    private let sent = Atomic<Int>(0)
    private let droppedSpans = Atomic<Int>(0)
    private let written = Atomic<Int>(0)
    private let droppedLines = Atomic<Int>(0)

    /// Nothing yet.
    public init() {}

    /// Spans that the collector has.
    public var sentSpans: Int { sent.load(ordering: .relaxed) }
    /// Spans that nobody has: there were too many, or the collector did not take them.
    public var lostSpans: Int { droppedSpans.load(ordering: .relaxed) }
    /// Lines of the access log that were written.
    public var writtenLines: Int { written.load(ordering: .relaxed) }
    /// Lines of the access log that could not be written, or that there were too many of.
    public var lostLines: Int { droppedLines.load(ordering: .relaxed) }

    /// The collector has so many more spans.
    public func countSent(spans: Int) { sent.add(spans, ordering: .relaxed) }
    /// So many more spans are lost.
    public func countLost(spans: Int) { droppedSpans.add(spans, ordering: .relaxed) }
    /// So many more lines were written.
    public func countWritten(lines: Int) { written.add(lines, ordering: .relaxed) }
    /// So many more lines are lost.
    public func countLost(lines: Int) { droppedLines.add(lines, ordering: .relaxed) }
}
