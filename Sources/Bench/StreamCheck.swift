import NIOCore

/// A stream: every content event once, then a finish reason, then `data: [DONE]` as the last line. It also takes the time
/// of the first content event and the gaps between events.
struct StreamCheck: AnswerCheck {
    private let expected: Int
    private var line: [UInt8] = []
    private var events = 0
    private var finished = false
    private var done = false
    private var last: TimeAmount?
    private var first: TimeAmount?
    private var gaps: [Int64] = []

    /// - Parameter expected: the number of content events asked for.
    init(expected: Int) { self.expected = expected }

    mutating func take(_ piece: UnsafeRawBufferPointer, at elapsed: TimeAmount) {
        var start = 0
        while let end = Scan.find("\n", in: piece, from: start) {
            let rest = UnsafeRawBufferPointer(rebasing: piece[start..<end])
            if line.isEmpty {
                judge(rest, at: elapsed)
            } else {
                line.append(contentsOf: rest)
                line.withUnsafeBytes { judge($0, at: elapsed) }
                line.removeAll(keepingCapacity: true)
            }
            start = end + 1
        }
        if start < piece.count { line.append(contentsOf: piece[start...]) }
    }

    mutating func finish(into run: LoadRun) -> String? {
        defer { self = StreamCheck(expected: expected) }
        run.addStream(events: events, first: first, gaps: gaps)
        guard line.isEmpty else { return "stream ends inside a line" }
        guard events == expected else { return "stream of \(events) instead of \(expected) content events" }
        guard finished else { return "stream without a finish reason" }
        guard done else { return "stream does not end with [DONE]" }
        return nil
    }

    private mutating func judge(_ line: UnsafeRawBufferPointer, at elapsed: TimeAmount) {
        guard Scan.hasName("data:", in: line, at: 0) else { return }
        done = false
        let found = Scan.count(FixedAnswers.marker, in: line)
        if found > 0 {
            events += found
            if let last { gaps.append((elapsed - last).nanoseconds) } else { first = elapsed }
            last = elapsed
        } else if Scan.find("[DONE]", in: line) != nil {
            done = true
        } else if Scan.find(#""stop""#, in: line) != nil {
            finished = true
        }
    }
}
