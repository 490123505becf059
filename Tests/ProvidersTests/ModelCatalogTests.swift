import PlanBVocabulary
import Testing

@testable import PlanBProviders

@Suite("The catalog")
struct ModelCatalogTests {
    @Test("Every line that was generated is read, and no two offers share an id")
    func complete() {
        var count = 0
        for text in CatalogData.vendors { CatalogText(text).lines(UInt8(ascii: "M")) { _ in count += 1 } }
        let offers = ModelCatalog.builtIn.offers
        #expect(offers.count == count && count > 300)
        let ids = offers.flatMap { offer in offer.ids.map { "\(offer.provider) \($0)" } }
        #expect(Set(ids).count == ids.count)
        #expect(offers.allSatisfy { !$0.lineage.isEmpty && $0.version == "2026-11-21" && !$0.ids.isEmpty })
        // Whoever lists a provider lists one that there is.
        let providers = Set(Catalog.providers.map(\.name)).union(Catalog.notInThisBuild)
        #expect(Set(offers.map(\.provider)).isSubset(of: providers))
    }

    @Test(
        "A model is found under its provider's names for it",
        arguments: [
            ("openai", "gpt-4.1", "gpt-4.1"), ("openai", "gpt-4.1-2025-04-14", "gpt-4.1"),
            ("azure", "gpt-4.1", "gpt-4.1"), ("openai", "gpt-4.1-2099-01-01", nil), ("openai", "claude-opus-5", nil),
            ("anthropic", "claude-sonnet-5-5", "claude-sonnet-5-5"),
            ("gemini", "models/gemini-2.5-pro", "gemini-2.5-pro"),
            ("vertex", "publishers/google/models/gemini-2.5-pro", "gemini-2.5-pro"),
            ("bedrock", "us.anthropic.claude-opus-5-5", "claude-opus-5-5"),
            ("bedrock", "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0", "nova-pro"),
            (
                "bedrock", "arn:aws:bedrock:us-east-1:1:inference-profile/us.anthropic.claude-opus-5-5",
                "claude-opus-5-5"
            ),
            ("bedrock", "arn:aws:bedrock:us-east-1:1:application-inference-profile/abc", nil),
            ("groq", "openai/gpt-oss-120b", "gpt-oss-120b"), ("openai-compatible", "gpt-4.1", nil),
        ] as [(String, String, String?)])
    func lookup(_ provider: String, _ id: String, _ model: String?) {
        #expect(ModelCatalog.builtIn.offer(provider: provider, id: id)?.model == model)
    }

    @Test(
        "Prices in picodollars a token",
        arguments: [
            ("openai", "gpt-6-luna", Price.Rates(input: 100_000, cached: 10_000, written: 125_000, output: 500_000)),
            (
                "anthropic", "claude-sonnet-4-6",
                .init(input: 3_000_000, cached: 300_000, written: 3_750_000, output: 15_000_000)
            ),
            ("bedrock", "amazon.nova-micro-v1:0", .init(input: 35_000, cached: 8750, output: 140_000)),
            ("deepseek", "deepseek-v4-flash", .init(input: 300_000, cached: 6000, output: 1_200_000)),
        ])
    func prices(_ provider: String, _ id: String, _ rates: Price.Rates) {
        #expect(ModelCatalog.builtIn.offer(provider: provider, id: id)?.price?.rates == rates)
    }

    @Test("Abilities, limits and the last day")
    func facts() throws {
        let opus = try #require(ModelCatalog.builtIn.offer(provider: "anthropic", id: "claude-opus-5-5"))
        #expect(opus.contract.has(.tools) && opus.contract.has(.images) && opus.contract.has(.systemTurns))
        for missing in [Capability.forcedTools, .prefill, .sampling, .reasoningOff] {
            #expect(opus.contract.lacks(missing))
        }
        #expect(opus.contract.context == 1_000_000 && opus.contract.output == 128_000 && opus.lineage == "anthropic")
        #expect(opus.price?.long == nil)
        let sol = try #require(ModelCatalog.builtIn.offer(provider: "openai", id: "gpt-6-sol"))
        #expect(sol.price?.long?.above == 272_000 && sol.price?.long?.rates.output == 15_000_000)
        #expect(ModelCatalog.builtIn.offer(provider: "openai", id: "o3")?.ends == "2026-12-11")
        #expect(ModelCatalog.builtIn.offer(provider: "openai", id: "text-embedding-3-large")?.dimensions == 3072)
    }

    @Test("Nobody is promised to continue a given beginning: that has to be shown")
    func noPrefill() { #expect(!ModelCatalog.builtIn.offers.contains { $0.contract.has(.prefill) }) }

    @Test("What is added goes before, and leaves what it does not say")
    func adding() throws {
        var catalog = ModelCatalog()
        func add(_ ids: [String], _ contract: Contract, price: Price? = nil, version: String = "2026-01-01") {
            catalog.add(
                ModelOffer(
                    model: "m", lineage: "l", provider: "p", ids: ids, contract: contract, price: price,
                    version: version))
        }
        add(["a", "b"], Contract(capabilities: [.tools: true], context: 10), price: Price(input: 1, output: 2))
        add(["a"], Contract(capabilities: [.tools: false, .audio: true]), version: "2026-02-01")
        let first = try #require(catalog.offer(provider: "p", id: "a"))
        #expect(first.contract == Contract(capabilities: [.tools: false, .audio: true], context: 10))
        #expect(first.price == Price(input: 1, output: 2) && first.version == "2026-02-01")
        #expect(catalog.offer(provider: "p", id: "b")?.contract.has(.tools) == true)
        #expect(catalog.version == "2026-02-01")
        #expect(catalog.covers(provider: "p") && !catalog.covers(provider: "q"))
    }

    @Test(
        "A glob matches what it says, the longer one first, an exact id before any",
        arguments: [
            ("llama-3-8b", "short"), ("llama-3-8b-instruct", "long"), ("llama-exact", "exact"), ("alama", nil),
            ("llama-", "short"), ("x-instruct", nil),
        ] as [(String, String?)])
    func globs(_ id: String, _ model: String?) {
        var catalog = ModelCatalog()
        for (model, id) in [("short", "llama-*"), ("long", "llama-*-instruct"), ("exact", "llama-exact")] {
            catalog.add(ModelOffer(model: model, lineage: "l", provider: "p", ids: [id], version: "2026-01-01"))
        }
        #expect(catalog.offer(provider: "p", id: id)?.model == model)
    }

    @Test(
        "A profile that the catalog does not list has the model's contract, and no price",
        arguments: ["us-gov.anthropic.claude-haiku-5-5"])
    func unlistedProfile(_ id: String) throws {
        let offer = try #require(ModelCatalog.builtIn.offer(provider: "bedrock", id: id))
        #expect(offer.contract.has(.tools) && offer.price == nil)
    }

    @Test(
        "Names tell their vendor, and who thinks",
        arguments: [
            ("gpt-4.1", "openai", .none), ("gpt-5", "openai", .reasons), ("gpt-5-chat", "openai", .none),
            ("o3-pro", "openai", .thinksLong), ("gpt-oss-20b", nil, .reasons), ("claude-opus-5", "anthropic", .none),
            ("claude-opus-5-5", "anthropic", .reasons), ("gemini-3.5-flash", "google", .reasons),
            ("mistral-large-4", "mistral", .none), ("magistral-small-latest", "mistral", .reasons),
            ("command-a-03-2025", "cohere", .none), ("grok-4.5", "xai", .reasons), ("pharia-1", "aleph-alpha", .none),
            ("deepseek-v4-pro", "deepseek", .reasons), ("llama-3.1-8b-instruct", nil, .none), ("", nil, .none),
        ] as [(String, String?, Thinking)])
    func names(_ name: String, _ vendor: String?, _ thinking: Thinking) {
        #expect(ModelNames.vendor(of: name) == vendor && ModelNames.thinking(name) == thinking)
    }

    @Test(
        "Regions are under one law",
        arguments: [
            ("us-east-1", "us"), ("eu-west-2", "gb"), ("europe-west6", "ch"), ("swedencentral", "eu"), ("mars-1", nil),
        ] as [(String, String?)])
    func regions(_ region: String, _ jurisdiction: String?) {
        #expect(CloudRegions.jurisdiction(of: region) == jurisdiction)
    }
}
