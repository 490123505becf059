/// List prices of models, as data: for comparing targets (`by: cost`), not for billing.
///
/// Standard tier, short prompts: prompts of more than 272 000 tokens cost more at some models, cached tokens less at all.
/// Source: `model_prices_and_context_window_backup.json` of LiteLLM 1.106.2, read 2026-11-21. That is a third party's
/// table; OpenAI's own is at https://platform.openai.com/docs/pricing.
public enum ListPrices {
    /// What a million prompt tokens and a million generated ones cost, in nano-dollars; nil if that is not known here.
    ///
    /// - Parameters:
    ///   - provider: the word after `provider:`. Azure serves the models of OpenAI at the same list prices.
    ///   - model: the exact name of the model. A dated snapshot may have a price of its own, so that it is another name.
    public static func price(provider: String, model: String) -> (input: Int, output: Int)? {
        guard provider == "openai" || provider == "azure", let price = openAI[model] else { return nil }
        return (price.input * nanosInAThousandth, price.output * nanosInAThousandth)
    }

    private static let nanosInAThousandth = 1_000_000

    /// In thousandths of a dollar per million tokens.
    private static let openAI: [String: (input: Int, output: Int)] = [
        "gpt-6-astra": (10_000, 50_000), "gpt-6.1-sol": (2000, 10_000), "gpt-6-sol": (2000, 10_000),
        "gpt-6-luna": (100, 500), "gpt-5.6-sol": (4000, 20_000), "gpt-5.6-terra": (2000, 12_000),
        "gpt-5.6-luna": (200, 1200), "gpt-5.5": (5000, 30_000), "gpt-5.4": (2500, 15_000),
        "gpt-5.4-mini": (750, 4500), "gpt-5.4-nano": (200, 1250), "gpt-5.2": (1750, 14_000),
        "gpt-5.1": (1250, 10_000), "gpt-5": (1250, 10_000), "gpt-5-mini": (250, 2000), "gpt-5-nano": (50, 400),
        "gpt-4.1": (2000, 8000), "gpt-4.1-mini": (400, 1600), "gpt-4o": (2500, 10_000), "gpt-4o-mini": (150, 600),
        "o3": (2000, 8000), "text-embedding-3-small": (20, 0), "text-embedding-3-large": (130, 0),
    ]
}
