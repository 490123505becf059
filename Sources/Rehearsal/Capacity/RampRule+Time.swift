import Foundation
public import PlanBPolicy

extension RampRule {
    /// The rule as a sentence.
    public var sentence: String {
        switch self {
        case .growth(let above, let factor, let minutes):
            "above \(Int(clamped: above)) prompt tokens a minute load may grow by "
                + "\(Int(clamped: (factor - 1) * 100)) % in \(Int(clamped: minutes)) minutes (a rule of thumb)"
        case .undisclosed(let who): "\(who) limits how fast load may grow, without figures"
        case .unknown: "no ramp rule of this provider is known"
        case .absent: "none: the hardware is one's own"
        }
    }

    /// How many minutes pass until a load that stands at `warm` may be `full`, in tokens of prompts a minute; nil: not
    /// known.
    public func minutes(from warm: Double, to full: Double) -> Double? {
        switch self {
        case .growth(let above, let factor, let minutes):
            let start = max(warm, above, 1)
            guard full > start else { return 0 }
            guard factor > 1, minutes > 0 else { return nil }
            return log(full / start) / log(factor) * minutes
        case .undisclosed, .unknown: return nil
        case .absent: return 0
        }
    }

    /// The most that a load which stood at `warm` may be after `minutes`; nil: not limited, or not known.
    public func most(from warm: Double, after minutes: Double) -> Double? {
        guard case .growth(let above, let factor, let each) = self, each > 0 else { return nil }
        return max(warm, above) * pow(max(1, factor), max(0, minutes) / each)
    }
}

extension Int {
    /// The whole part; what does not fit, or is no number, becomes the nearest thing that does.
    init(clamped value: Double) {
        self = value.isNaN ? 0 : value >= 0x1p62 ? 1 << 62 : value <= -0x1p62 ? -(1 << 62) : Int(value)
    }
}
