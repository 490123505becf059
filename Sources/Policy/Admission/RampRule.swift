/// How fast a provider lets load grow, quotas aside.
public enum RampRule: Sendable, Hashable {
    /// Above so many tokens of prompts a minute, load may grow by `factor` in so many minutes.
    case growth(above: Double, factor: Double, minutes: Double)
    /// There is a rule, but its figures are not told.
    case undisclosed(String)
    /// None is known.
    case unknown
    /// There is none: the hardware is one's own.
    case absent

    /// The rule of a provider, by the word of the configuration, and of a vendor (`self`: one's own hardware).
    public static func of(provider: String, vendor: String) -> RampRule {
        if vendor == "self" { return .absent }
        return switch provider {
        // A rule of thumb in OpenAI's error guide (429 slow_down), known here at second hand.
        case "openai": .growth(above: 1_000_000, factor: 1.5, minutes: 15)
        // https://docs.claude.com/en/api/errors
        case "anthropic": .undisclosed("Anthropic")
        // https://cloud.google.com/vertex-ai/generative-ai/docs/error-code-429
        case "vertex": .undisclosed("Vertex AI")
        default: .unknown
        }
    }

    /// By what factor load may grow in one minute; nil: the rule has no figures. At least 1; minutes are taken as whole ones.
    public var growthInAMinute: Double? {
        guard case .growth(_, let factor, let minutes) = self, factor >= 1, factor < 1e6, minutes >= 1 else {
            return nil
        }
        let degree = Int(min(minutes, 1440).rounded())
        // The root by halves: the core does without the logarithms of the C library.
        var (low, high) = (1.0, factor)
        for _ in 0..<64 {
            let middle = (low + high) / 2
            var power = 1.0
            for _ in 0..<degree where power <= factor { power *= middle }
            if power > factor { high = middle } else { low = middle }
        }
        return low
    }
}
