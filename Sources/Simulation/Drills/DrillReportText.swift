import Foundation

/// The figures of drills, for people.
enum DrillReportText {
    static func text(_ tally: Tally, seconds: Double) -> String {
        let counts = tally.drills
        return """
            \(tally.scenarios) scenarios with drills in \(Int(seconds.rounded())) s, \(tally.repeated) of them twice; \
            \(tally.requests) requests, at most \(counts.crowd) in one scenario
            \(counts.drills) drills began, \(counts.refused) were not begun because something was in their way
            \(counts.requests) requests in experiments, \(counts.streams) of them streams; \(counts.controls) controls, \
            \(counts.copies) copies
            \(counts.failures) failures seen by users, \(counts.unanswered) requests answered by nobody; worst drill against its cap: \(excess(counts)); \
            \(counts.full) drills at the cap
            \(counts.breaches) drills used their cap up; requests assigned after that: \(counts.lateAssignments), \
            the last one \(milliseconds(counts.longestAbort)) after
            violations: \(tally.failures.count)
            """
    }

    /// The page that keeps them.
    static func page(_ tally: Tally, firstSeed: UInt64) -> String {
        let counts = tally.drills
        return """
            # Drills in the simulator

            Written by `planb-simulate --drills \(tally.scenarios) --write` (first seed \(firstSeed)).

            Each scenario is a route with one to three drills (live share, cut-over, fault, copies) in virtual time, \
            through the real gateway: caps of 0 to 5 failures, shares of 1 to 100 %, 1 to 500 requests, many of them at \
            once, backups that cut streams, stall, refuse, or give structured answers that follow no form, aborts at any \
            time, breakers that open, reloads, jumps of the calendar clock, and restarts in the middle of a drill.

            Invariant I7 is checked from what the clients saw, in the order in which they saw it: failures that users \
            have seen, and streams under way that could still fail, never exceed the cap of their drill together; what a \
            drill costs stays below its cap; who takes part was drawn by the hash of the conversation; nobody is assigned \
            against their will, after an end, beside an exclusive drill, or while something on the route is not well; a \
            copy is sent after its user has the answer; nobody else is forced anywhere, also not after a restart.

            | figure | value |
            |---|---|
            | scenarios | \(tally.scenarios), \(tally.repeated) of them played twice with the same result |
            | requests | \(tally.requests), at most \(counts.crowd) in one scenario |
            | drills begun | \(counts.drills) |
            | drills not begun, as something was in their way | \(counts.refused) |
            | requests in experiments | \(counts.requests), \(counts.streams) of them streams |
            | requests in controls | \(counts.controls) |
            | copies | \(counts.copies) |
            | failures that users saw in drills | \(counts.failures) |
            | requests that nobody answered, the primary included | \(counts.unanswered) |
            | worst drill: failures and open streams against the cap | \(excess(counts)) |
            | drills that stood at their cap | \(counts.full) |
            | drills that used their cap up | \(counts.breaches) |
            | requests assigned after that | \(counts.lateAssignments) |
            | from the breach to the last of these | \(milliseconds(counts.longestAbort)) |
            | violations | \(tally.failures.count) |

            `planb-simulate --mutations` switches off one rule after the other (allowance, end, exclusion, breakers, safety \
            net) and fails if the simulator does not notice. What no switch breaks (shares, consent, spend, copies, \
            restarts) the tests show to the judge in made-up drills.

            """
    }

    private static func excess(_ counts: DrillCounts) -> String {
        switch counts.worstExcess {
        case .min: "none"
        case ...0: "\(counts.worstExcess) (never above)"
        default: "+\(counts.worstExcess)"
        }
    }

    private static func milliseconds(_ nanoseconds: Int64) -> String { "\(Double(nanoseconds) / 1e6) ms" }
}
