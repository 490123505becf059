import Foundation
import PlanBVocabulary

/// What is printed.
enum Report {
    static func text(_ tally: Tally, seconds: Double, workers: Int) -> String {
        let hours = tally.virtualSeconds / 3600
        let perRequest = seconds * Double(workers) / Double(max(1, tally.requests)) * 1e6
        var lines = [
            "\(tally.scenarios) scenarios, \(tally.requests) requests (\(tally.answered) answered), "
                + "\(tally.attempts) attempts, \(tally.probes) probes",
            String(
                format:
                    "%.0f virtual hours in %.1f s: %.0f virtual hours a minute, %.1f µs of a processor for a request",
                hours, seconds, hours / max(seconds, 0.001) * 60, perRequest),
            "\(tally.repeated) scenarios were played twice and compared",
            "", table(tally.faults), "",
            tally.failures.isEmpty ? "0 violations" : "VIOLATIONS in \(tally.failures.count) scenarios:",
        ]
        for failure in tally.failures.sorted(by: { $0.seed < $1.seed }) {
            lines.append(line(failure.seed, failure.offence))
        }
        return lines.joined(separator: "\n")
    }

    static func line(_ seed: UInt64, _ offence: Offence) -> String {
        let who = offence.request.map { "request \($0) " } ?? ""
        return "  seed \(seed)  \(offence.invariant.rawValue)  \(who)\(offence.message)"
    }

    /// Each fault by stage.
    static func table(_ counts: FaultCounts) -> String {
        var lines = [pad("fault", 18) + Stage.allCases.map { pad($0.title, 13, isRight: true) }.joined()]
        for kind in FaultKind.allCases {
            let cells = Stage.allCases.map { stage in
                pad(kind.stages.contains(stage) ? String(counts[kind, stage]) : "-", 13, isRight: true)
            }
            lines.append(pad("\(kind)", 18) + cells.joined())
        }
        return lines.joined(separator: "\n")
    }

    private static func pad(_ text: String, _ width: Int, isRight: Bool = false) -> String {
        let blanks = String(repeating: " ", count: max(0, width - text.count))
        return isRight ? blanks + text : text + blanks
    }

    /// A scenario for people.
    static func describe(_ scenario: Scenario) -> String {
        var lines = ["scenario of seed \(scenario.seed): route \(scenario.route)"]
        for target in scenario.targets {
            lines.append(
                "  \(target.name): endpoint \(target.endpoint), account \(target.account), region \(target.region.map(String.init) ?? "none"), model \(target.model)\(target.isSelfHosted ? ", self-hosted" : ""), tools \(target.tools.map(String.init) ?? "unknown"), prefill \(target.prefill.map(String.init) ?? "unknown"), \(target.isDeterministic ? "deterministic" : "not deterministic")"
            )
        }
        for fault in scenario.faults {
            let flap = fault.flap.map { ", on and off every \($0.wholeMilliseconds) ms" } ?? ""
            lines.append(
                "  \(fault.scope): \(fault.kind) at \(fault.stage.title), \(fault.share * 100 / FaultPlan.always) %, from \(seconds(fault.from)) to \(seconds(fault.to)) s\(flap)"
            )
        }
        for reload in scenario.reloads { lines.append("  reload at \(seconds(reload.at)) s: \(reload.route.chain)") }
        return lines.joined(separator: "\n")
    }

    private static func seconds(_ moment: Instant) -> String {
        String(format: "%.3f", Double((moment - VirtualLoop.start).nanoseconds) / 1e9)
    }
}
