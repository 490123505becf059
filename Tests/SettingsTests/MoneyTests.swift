import PlanBEngine
import PlanBPolicy
import PlanBVocabulary
import Testing

@testable import PlanBSettings

/// Limits and budgets as they are written.
struct MoneyTests {
    private static let hash = "hmac-sha256:" + String(repeating: "ab", count: 32)

    @Test("Keys, teams, routes and defaults say what may be used")
    func everything() throws {
        let sandbox = try Sandbox()
        try sandbox.write("d/pepper", String(repeating: "p", count: 32))
        try sandbox.write(
            "k.yaml",
            """
            - {id: Aaaaaaa1, name: web, hash: "\(Self.hash)", team: shop,
               limits: {rpm: 60, tpm: 100000, concurrent: 5}, budget: {amount: "50 USD", per: month, mode: strict}}
            - {id: Bbbbbbb2, name: batch, hash: "\(Self.hash)"}
            """)
        let loaded = try sandbox.load(
            """
            data: d
            keys: k.yaml
            teams: {shop: {budget: {amount: "0.000001 USD", per: day}}, other: {limits: {rpm: 1}}}
            unpriced: "12.5 USD"
            budget_in_outage: allow +20%
            targets: {a: {provider: openai, api_key: "env:KEY"}}
            defaults: {budget: {amount: "999999 USD", per: total}}
            routes: {m: {try: [a], limits: {concurrent: 3}}, n: {try: [a], budget: {amount: "1 USD", per: week}}}
            """)
        #expect(
            loaded.keys.map(\.allotment) == [
                Allotment(
                    limits: RateLimits(
                        requests: Rate(perMinute: 60), tokens: Rate(perMinute: 100_000), concurrent: 5),
                    budget: Budget(limit: 50_000_000_000, period: .month, mode: .strict)),
                .unlimited,
            ])
        let snapshot = loaded.snapshot
        #expect(snapshot.teams["shop"]?.budget == Budget(limit: 1000, period: .day))
        #expect(snapshot.unpricedCeiling == 12_500_000 && snapshot.outageShare == 2000)
        #expect(
            snapshot.routes.route(for: "m")?.allotment
                == Allotment(
                    limits: RateLimits(concurrent: 3), budget: Budget(limit: 999_999_000_000_000, period: .total)))
        #expect(snapshot.routes.route(for: "n")?.allotment.budget == Budget(limit: 1_000_000_000, period: .week))
        #expect(
            loaded.warnings.map(\.description).filter { $0.contains("no key is of the team \"other\"") }.count == 1)
    }

    @Test("Without a word budgets have the usual ceiling, and outages allow nothing")
    func usual() throws {
        let snapshot = try Sandbox().load(valid).snapshot
        #expect(snapshot.unpricedCeiling == 30_000_000 && snapshot.outageShare == 0 && snapshot.teams.isEmpty)
        #expect(try Sandbox().load("unpriced: refuse\n" + valid).snapshot.unpricedCeiling == nil)
    }

    static let bad: [Case] = [
        Case(
            "a negative amount", "teams: {t: {budget: {amount: \"-5 USD\", per: day}}}\n" + valid,
            #"1:30: error: "amount""#),
        Case(
            "not a number", "teams: {t: {budget: {amount: \"NaN USD\", per: day}}}\n" + valid, #"1:30: error: "amount""#
        ),
        Case(
            "too much", "teams: {t: {budget: {amount: \"1000000 USD\", per: day}}}\n" + valid, #"1:30: error: "amount""#
        ),
        Case("exponents", "teams: {t: {budget: {amount: \"1e3 USD\", per: day}}}\n" + valid, #"1:30: error: "amount""#),
        Case(
            "nothing", "teams: {t: {budget: {amount: \"0.00 USD\", per: day}}}\n" + valid,
            #"1:30: error: "amount": must be more than nothing"#),
        Case(
            "no currency", "teams: {t: {budget: {amount: 5, per: day}}}\n" + valid,
            #"1:30: error: "amount": expected an amount"#),
        Case("no period", "teams: {t: {budget: {amount: \"5 USD\"}}}\n" + valid, #"1:21: error: a budget needs "per""#),
        Case(
            "another period", "teams: {t: {budget: {amount: \"5 USD\", per: monthly}}}\n" + valid,
            #"1:44: error: "per" cannot be "monthly"; write month"#),
        Case(
            "another mode", "teams: {t: {budget: {amount: \"5 USD\", per: day, mode: hard}}}\n" + valid,
            #"1:55: error: "mode" cannot be "hard""#),
        Case("no requests", "teams: {t: {limits: {rpm: 0}}}\n" + valid, #"1:27: error: "rpm" must be"#),
        Case("negative tokens", "teams: {t: {limits: {tpm: -1}}}\n" + valid, #"1:27: error: "tpm" must be"#),
        Case(
            "too many tokens", "teams: {t: {limits: {tpm: 99999999999999999999}}}\n" + valid,
            #"1:27: error: "tpm" must be"#),
        Case(
            "another rate", "teams: {t: {limits: {rps: 5}}}\n" + valid,
            #"1:22: error: unknown key "rps" in rates; write rpm"#),
        Case(
            "a quota of nobody's account",
            "targets: {a: {provider: openai, api_key: client, quota: {rpm: 5}}}\nroutes: {m: {try: [a]}}",
            #"1:57: error: with api_key: client each caller has an account of its own"#),
        Case(
            "no quota",
            "targets: {a: {provider: openai, api_key: \"env:KEY\", quota: {rpm: 0}}}\nroutes: {m: {try: [a]}}",
            #"1:66: error: "rpm" must be"#),
        Case(
            "no share", "budget_in_outage: allow\n" + valid,
            #"1:19: error: "budget_in_outage": expected refuse, or a share"#),
        Case(
            "too large a share", "budget_in_outage: allow +101%\n" + valid,
            #"1:19: error: "budget_in_outage": a share is at most 100%"#),
        Case(
            "a price of nothing", "unpriced: \"0 USD\"\n" + valid,
            #"1:11: error: "unpriced": must be more than nothing"#),
        Case(
            "a budget of a route",
            "targets: {a: {provider: openai, api_key: \"env:KEY\"}}\nroutes: {m: {try: [a], budget: {amount: \"x\", per: day}}}",
            #"2:41: error: "amount""#),
    ]

    @Test("What makes no sense is refused where it stands", arguments: bad)
    func refused(_ item: Case) throws { try item.check(in: try Sandbox()) }

    @Test("A target's quota is what the configuration says")
    func quota() throws {
        let target = try #require(
            try Sandbox().load(
                "targets: {a: {provider: openai, api_key: \"env:KEY\", model: m, quota: {rpm: 500, tpm: 200000, concurrent: 8}}}\n"
                    + "routes: {m: {try: [a]}}"
            ).snapshot.targets.first)
        #expect(
            target.quota
                == RateLimits(
                    requests: Rate(perMinute: 500), tokens: Rate(perMinute: 200_000), concurrent: 8))
        #expect(target.ramp == .of(provider: "openai", vendor: "openai"))
    }

    @Test("A key has the priority that it was made with, and low is shown", arguments: [nil, "normal", "low"])
    func priority(word: String?) throws {
        let sandbox = try Sandbox()
        let store = KeyStore(file: sandbox.path("data/keys.yaml"), dataDirectory: sandbox.path("data"))
        _ = try store.create(name: "a", allowed: KeyStore.Allowed(priority: word))
        let keys = try store.list()
        #expect(keys.map(\.priority) == [word == "low" ? .batch : .interactive])
        let list = KeyList(keys, now: 0)
        #expect(list.keys.map(\.priority) == [word ?? "normal"])
        #expect(list.text.contains("low priority") == (word == "low"))
        #expect(throws: KeyStoreFailure.self) {
            try store.create(name: "b", allowed: KeyStore.Allowed(priority: "batch"))
        }
    }

    @Test("A key is made with what it may use")
    func create() throws {
        let sandbox = try Sandbox()
        let store = KeyStore(file: sandbox.path("data/keys.yaml"), dataDirectory: sandbox.path("data"))
        _ = try store.create(
            name: "a",
            allowed: KeyStore.Allowed(requests: 60, tokens: 5, concurrent: 2, budget: "0.5 USD/week", isStrict: true))
        #expect(
            try store.list().first?.allotment
                == Allotment(
                    limits: RateLimits(requests: Rate(perMinute: 60), tokens: Rate(perMinute: 5), concurrent: 2),
                    budget: Budget(limit: 500_000_000, period: .week, mode: .strict)))
        let before = try sandbox.text("data/keys.yaml")
        let bad = [
            KeyStore.Allowed(requests: 0), KeyStore.Allowed(tokens: -1), KeyStore.Allowed(concurrent: .max),
            KeyStore.Allowed(budget: "50 USD"), KeyStore.Allowed(budget: "50/month"),
            KeyStore.Allowed(budget: "-1 USD/month"), KeyStore.Allowed(budget: "0 USD/day"),
            KeyStore.Allowed(budget: "1 USD/day/week"), KeyStore.Allowed(isStrict: true),
        ]
        for allowed in bad {
            let failure = #expect(throws: KeyStoreFailure.self) { try store.create(name: "b", allowed: allowed) }
            #expect(failure?.isRefusal == true)
        }
        #expect(try sandbox.text("data/keys.yaml") == before)
    }

    @Test("Amounts are written as they are read", arguments: [1000, 500_000_000, 1_000_000_000, 999_999_999_999_000])
    func amounts(nanodollars: Int) throws {
        #expect(try MoneyText.parse(BudgetText.amount(nanodollars)) == nanodollars * 1000)
    }
}
