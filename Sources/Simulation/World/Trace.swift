import PlanBVocabulary

/// Everything that happens, as a number: two runs of one seed must come to the same one. Also as text, when somebody
/// wants to read it.
struct Trace {
    private(set) var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    var isWritten = false
    private(set) var lines: [String] = []

    /// Notes that `code` happened at `now`, with what it was about.
    mutating func note(_ code: UInt64, _ now: Instant, _ first: Int = 0, _ second: Int = 0) {
        mix(code)
        mix(UInt64(bitPattern: now.nanoseconds))
        mix(UInt64(bitPattern: Int64(first)))
        mix(UInt64(bitPattern: Int64(second)))
    }

    private mutating func mix(_ value: UInt64) { hash = (hash ^ value) &* 0x0000_0100_0000_01B3 &+ (hash >> 29) }

    /// Writes a line, if lines are wanted.
    mutating func write(_ now: Instant, _ line: @autoclosure () -> String) {
        guard isWritten else { return }
        let milliseconds = (now - VirtualLoop.start).nanoseconds / 1_000_000
        let seconds = "\(milliseconds / 1000).\(String(1000 + milliseconds % 1000).dropFirst())"
        lines.append(String(repeating: " ", count: max(0, 9 - seconds.utf8.count)) + seconds + "  " + line())
    }
}
