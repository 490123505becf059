import PlanBPolicy
import PlanBVocabulary

/// What a route does about failures, for people and for scripts.
public struct FailureHandling: Sendable, Encodable {
    /// What happens to a stream that breaks after text was sent: `error`, `buffer` or `resume`.
    public let onCut: String
    /// The ways to complete a broken stream, in order; empty unless it is resumed.
    public let methods: [String]
    /// A restart is not tried when more than this was sent, in estimated tokens; nil unless it is resumed.
    public let maximumRepeatedTokens: Int?
    /// How long the first output is held back, in milliseconds; 0: not at all.
    public let holdMilliseconds: Int
    /// When a second target is asked: `off`, `p95`, `2s`.
    public let hedge: String
    /// The longest wait that is waited out on the same target, in milliseconds.
    public let patienceMilliseconds: Int
    /// Failures after which another target is asked.
    public let movesOn: [String]
    /// Failures after which only a target with a larger window, or one that takes larger requests, is asked.
    public let movesOnToLarger: [String]
    /// Failures that are the client's answer.
    public let surfaces: [String]
    /// What a complete answer without any text is: `answer` or `fail_over`.
    public let empty: String
    private let hold: String
    private let patience: String

    private enum CodingKeys: String, CodingKey {
        case methods, hedge, surfaces, empty
        case onCut = "on_cut"
        case maximumRepeatedTokens = "max_tokens"
        case holdMilliseconds = "hold_ms"
        case patienceMilliseconds = "patience_ms"
        case movesOn = "moves_on"
        case movesOnToLarger = "moves_on_to_larger"
    }

    init(_ route: Route) {
        switch route.onCut {
        case .error: (onCut, methods, maximumRepeatedTokens) = ("error", [], nil)
        case .buffer: (onCut, methods, maximumRepeatedTokens) = ("buffer", [], nil)
        case .resume(let rule):
            (onCut, methods, maximumRepeatedTokens) = (
                "resume", rule.methods.map(\.rawValue), rule.maximumRepeatedTokens
            )
        }
        holdMilliseconds = route.hold.wholeMilliseconds
        hold = route.hold > .zero ? DurationText.text(route.hold) : "off"
        hedge = HedgeText.text(route.hedge)
        patienceMilliseconds = route.patience.wholeMilliseconds
        patience = DurationText.text(route.patience)
        var (movesOn, larger, surfaces): ([String], [String], [String]) = ([], [], [])
        for failure in FailureClass.allCases where Self.isOfTarget(failure) {
            switch DecisionMatrix.decision(for: failure).next {
            case .anyTarget: movesOn.append(failure.rawValue)
            case .largerWindow, .largerBody: larger.append(failure.rawValue)
            case .ifRouteAllows where route.refusalsFailOver: movesOn.append(failure.rawValue)
            case .ifRouteAllows, .nobody: surfaces.append(failure.rawValue)
            case .theEnd: break
            }
        }
        empty = route.emptyFailsOver ? "fail_over" : "answer"
        (self.movesOn, movesOnToLarger, self.surfaces) = (movesOn, larger, surfaces)
    }

    /// For people: one line on settings, one on failures.
    var lines: [String] {
        var cut = onCut
        if let maximumRepeatedTokens {
            let ways = methods.map {
                $0 == ResumeRule.Method.restart.rawValue ? "\($0) up to \(maximumRepeatedTokens) tokens" : $0
            }
            cut += " (\(ways.joined(separator: ", then ")))"
        }
        return [
            "on_cut: \(cut); hold: \(hold); hedge: \(hedge); patience: \(patience)",
            "moves on: any failure but \(surfaces.joined(separator: ", ")); "
                + "\(movesOnToLarger.joined(separator: ", ")) only to a larger target; "
                + "an answer without text is \(empty == "answer" ? "no" : "a") failure",
        ]
    }

    /// Failures of the gateway or of an attempt that another one made pointless are not shown.
    private static func isOfTarget(_ failure: FailureClass) -> Bool {
        switch failure {
        case .unprepared, .busy, .superseded, .mismatch: false
        default: true
        }
    }
}
