/// Scenarios by name: outages that happened, and what else a business should have thought of.
public enum ScenarioLibrary {
    /// One of them.
    public struct Entry: Sendable {
        /// After `--scenario`.
        public var name: String
        /// What it is, in a sentence.
        public var meaning: String
        /// What is lost; nil: whatever `--lose` names.
        public var loss: Loss?
        /// How it looks to the gateway.
        public var manner: Scenario.Manner
        /// The share of attempts that fail, 0 to 1.
        public var share: Double
        /// How long it lasts, in milliseconds; nil: for good.
        public var duration: Int64?
        /// What prices are multiplied by at what is named, in the place of a loss.
        public var priceFactor: Int
    }

    private static let hour: Int64 = 3_600_000

    private static func entry(
        _ name: String, _ meaning: String, _ loss: Loss? = nil, _ manner: Scenario.Manner = .refused, share: Double = 1,
        duration: Int64? = nil, priceFactor: Int = 1
    ) -> Entry {
        Entry(
            name: name, meaning: meaning, loss: loss, manner: manner, share: share, duration: duration,
            priceFactor: priceFactor)
    }

    /// All of them. The incidents are those that the simulator plays, too (`planb-simulate`): who, how long, how much.
    public static let all: [Entry] = [
        entry("vendor-gone", "a vendor is gone for good: --lose says which"),
        entry(
            "weekend", "a vendor is gone from now on for a weekend, 60 hours: --lose says which", duration: 60 * hour),
        entry("price-doubles", "prices double: --lose says whose", priceFactor: 2),
        entry("model-retired", "a model is retired: --lose model:NAME"),
        entry("region-down", "a cloud region is down for 15 hours: --lose region:NAME", duration: 15 * hour),
        entry(
            "openai-2024-12-11", "OpenAI, all of it, for four hours", Loss(.dependence(.vendor), "openai"),
            duration: 4 * hour),
        entry(
            "openai-2025-06-10", "OpenAI: a quarter of all API requests fail for 15 hours",
            Loss(.dependence(.vendor), "openai"), share: 0.25, duration: 15 * hour),
        entry(
            "google-2025-06-12", "Google Cloud's control plane: everything on it for 2 h 28 min",
            Loss(.dependence(.cloud), "google"), duration: 148 * 60_000),
        entry(
            "aws-2025-10-20", "AWS us-east-1 for 15 hours", Loss(.dependence(.region), "us-east-1"), .silent,
            duration: 15 * hour),
        entry(
            "anthropic-2026-06-16", "Anthropic: one request in ten fails for six hours",
            Loss(.dependence(.vendor), "anthropic"), share: 0.1, duration: 6 * hour),
    ]

    /// The one called `name`.
    public static func entry(named name: String) -> Entry? { all.first { $0.name == name } }
}
