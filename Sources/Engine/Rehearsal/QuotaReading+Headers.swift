public import PlanBWire

extension QuotaReading {
    /// What an answer of `provider` (the word of the configuration) says of its rate limits; nil: nothing that counts.
    ///
    /// Only what the provider's documentation says to be a minute's is read: the same name means a day's requests at one
    /// host and a minute's at the next, and a quota that is taken for larger than it is would be found out in an outage.
    public static func read(_ fields: HTTPFields, from provider: String) -> QuotaReading? {
        var reading = QuotaReading()
        for family in families where family.isSpoken(by: provider) { family.read(fields, into: &reading) }
        return reading == QuotaReading() ? nil : reading
    }

    /// Names that are used together.
    private struct Family: Sendable {
        /// A limit, and what is left of it.
        typealias Names = (limit: StaticString, left: StaticString)

        /// Who uses them so; empty: nobody uses them in another way, as the unit is part of the name.
        var providers: Set<String> = []
        var requests: Names?
        var tokens: Names?
        var outputTokens: Names?

        func isSpoken(by provider: String) -> Bool { providers.isEmpty || providers.contains(provider) }

        func read(_ fields: HTTPFields, into reading: inout QuotaReading) {
            Self.read(requests, fields, &reading.requests, &reading.requestsLeft)
            Self.read(tokens, fields, &reading.tokens, &reading.tokensLeft)
            Self.read(outputTokens, fields, &reading.outputTokens, &reading.outputTokensLeft)
        }

        private static func read(_ names: Names?, _ fields: HTTPFields, _ limit: inout Int?, _ left: inout Int?) {
            // A limit and a remainder of two families do not belong together.
            guard let names, limit == nil, left == nil else { return }
            limit = fields.first(names.limit).flatMap { QuotaReading.count($0, least: 1) }
            left = fields.first(names.left).flatMap { QuotaReading.count($0, least: 0) }
        }
    }

    private static let families = [
        // https://docs.claude.com/en/api/rate-limits#response-headers: each a minute's. The `tokens` fields repeat the
        // limit that is the most restrictive at the moment, or the sum: they count where nothing else is said.
        Family(
            requests: ("anthropic-ratelimit-requests-limit", "anthropic-ratelimit-requests-remaining"),
            tokens: ("anthropic-ratelimit-input-tokens-limit", "anthropic-ratelimit-input-tokens-remaining"),
            outputTokens: ("anthropic-ratelimit-output-tokens-limit", "anthropic-ratelimit-output-tokens-remaining")),
        Family(tokens: ("anthropic-ratelimit-tokens-limit", "anthropic-ratelimit-tokens-remaining")),
        // Mistral, as observed in its answers: the fields name their unit.
        Family(
            requests: ("x-ratelimit-limit-req-minute", "x-ratelimit-remaining-req-minute"),
            tokens: ("x-ratelimit-limit-tokens-minute", "x-ratelimit-remaining-tokens-minute")),
        // https://docs.digitalocean.com/products/inference/reference/quota-specific-response-headers: likewise.
        Family(tokens: ("x-ratelimit-limit-tokens-per-minute", "x-ratelimit-remaining-tokens-per-minute")),
        // https://platform.openai.com/docs/guides/rate-limits#rate-limits-in-headers
        // https://learn.microsoft.com/azure/ai-services/openai/how-to/quota (without a limit it sends -1)
        Family(
            providers: ["openai", "azure"], requests: ("x-ratelimit-limit-requests", "x-ratelimit-remaining-requests"),
            tokens: ("x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens")),
        // https://console.groq.com/docs/rate-limits: tokens are a minute's, but requests are a day's.
        Family(providers: ["groq"], tokens: ("x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens")),
        // https://docs.fireworks.ai/serverless/rate-limits
        Family(
            providers: ["fireworks"],
            tokens: ("x-ratelimit-limit-tokens-prompt", "x-ratelimit-remaining-tokens-prompt"),
            outputTokens: ("x-ratelimit-limit-tokens-generated", "x-ratelimit-remaining-tokens-generated")),
    ]

    /// A plain decimal number between `least` and a trillion. What else stands there says nothing.
    private static func count(_ text: String, least: Int) -> Int? {
        let digits = text.utf8
        guard (1...13).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) }),
            let count = Int(text), (least...1_000_000_000_000).contains(count)
        else { return nil }
        return count
    }
}
