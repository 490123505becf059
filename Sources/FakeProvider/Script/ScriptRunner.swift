/// Chooses the behaviour of each request. Pure but for its own counts: time comes in from outside.
struct ScriptRunner {
    private let script: FaultScript
    private var clock: PhaseClock
    private var queue: [Behaviour] = []
    private var consumed = 0
    private var standing: Behaviour?
    private var number = 0

    init(_ script: FaultScript) {
        self.script = script
        clock = PhaseClock(script)
    }

    mutating func enqueue(_ behaviours: [Behaviour]) {
        queue.removeFirst(consumed)
        consumed = 0
        queue += behaviours
    }

    /// Sets what stands in for the script; nil brings the script back.
    mutating func set(_ behaviour: Behaviour?) { standing = behaviour }

    mutating func clear() {
        (queue, consumed, standing) = ([], 0, nil)
    }

    /// The behaviour for a request with this path.
    mutating func choose(path: String, now: Int) -> Behaviour {
        let number = number
        self.number += 1
        let phase = clock.phase(now: now)
        clock.count()
        if consumed < queue.count {
            consumed += 1
            return queue[consumed - 1]
        }
        if let standing { return standing }
        let faults = (phase?.faults ?? []) + script.faults
        for (index, fault) in faults.enumerated() where hits(fault, index, number, path, now) { return fault.behaviour }
        return phase?.behaviour ?? script.behaviour
    }

    /// What is done whatever the next request is; nil when that depends on the request.
    mutating func certain(now: Int) -> Behaviour? {
        if consumed < queue.count { return queue[consumed] }
        if let standing { return standing }
        let phase = clock.phase(now: now)
        guard (phase?.faults ?? []).isEmpty, script.faults.isEmpty else { return nil }
        return phase?.behaviour ?? script.behaviour
    }

    private func hits(_ fault: FaultScript.Fault, _ index: Int, _ number: Int, _ path: String, _ now: Int) -> Bool {
        if let from = fault.from, now < from.count { return false }
        if let until = fault.until, now >= until.count { return false }
        if let from = fault.fromRequest, number < from { return false }
        if let until = fault.untilRequest, number >= until { return false }
        if let part = fault.path, !path.contains(part) { return false }
        guard let rate = fault.rate else { return true }
        return Self.draw(script.seed, index, number) < rate.share
    }

    /// A number from 0 up to 1 that depends on nothing but its arguments (SplitMix64), so that it does not matter which
    /// other faults were asked before.
    static func draw(_ seed: UInt64, _ index: Int, _ number: Int) -> Double {
        let rule = UInt64(truncatingIfNeeded: index) &* 0xD1B5_4A32_D192_ED03
        var bits = seed &+ rule &+ (UInt64(truncatingIfNeeded: number) &+ 1) &* 0x9E37_79B9_7F4A_7C15
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        bits ^= bits >> 31
        return Double(bits >> 11) / Double(1 << 53)
    }
}
