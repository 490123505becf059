import PlanBReport
import Testing

@testable import PlanBInsight

/// Shares that were worked out by hand, and what stops a route.
struct ExposureTests {
    /// Two vendors on one cloud, and a machine of one's own.
    static let estate = Estate(
        places: [
            .init(
                name: "openai", model: "gpt-4.1",
                dependences: [
                    .vendor: "openai", .account: "openai/main", .region: "openai/us", .jurisdiction: "us",
                    .lineage: "openai",
                ], ends: "2026-12-24"),
            .init(
                name: "azure", model: "gpt-4.1",
                dependences: [
                    .vendor: "microsoft", .account: "microsoft/contoso", .cloud: "azure", .region: "microsoft/eu",
                    .jurisdiction: "eu", .lineage: "openai",
                ]),
            .init(
                name: "mistral-azure", model: "mistral-large",
                dependences: [
                    .vendor: "mistral", .account: "mistral/key of mistral-azure", .cloud: "azure", .jurisdiction: "eu",
                    .lineage: "mistral",
                ]),
            .init(
                name: "local", model: "llama",
                dependences: [
                    .vendor: "self", .account: "self/127.0.0.1", .region: "self/eu", .jurisdiction: "eu",
                    .lineage: "llama",
                ]),
        ],
        paths: [
            .init(route: "chat", targets: [0, 1, 3]), .init(route: "twins", targets: [0, 1]),
            .init(route: "cloud", targets: [1, 2]), .init(route: "empty", targets: []),
        ])

    /// 1,000 requests: 600 openai, 300 azure, 80 local, 20 of a target that is gone; and 5 that none answered.
    static let traffic = [
        TrafficShare(route: "chat", target: "", vendor: "", requests: 5, tokens: 0, cost: 0),
        TrafficShare(route: "chat", target: "azure", vendor: "microsoft", requests: 100, tokens: 1000, cost: 100),
        TrafficShare(route: "chat", target: "local", vendor: "self", requests: 80, tokens: 2000, cost: 0),
        TrafficShare(route: "chat", target: "openai", vendor: "openai", requests: 500, tokens: 5000, cost: 600),
        TrafficShare(route: "gone", target: "claude", vendor: "anthropic", requests: 20, tokens: 1000, cost: 100),
        TrafficShare(route: "twins", target: "azure", vendor: "microsoft", requests: 200, tokens: 0, cost: 100),
        TrafficShare(route: "twins", target: "openai", vendor: "openai", requests: 100, tokens: 1000, cost: 100),
    ]

    private func report() -> ExposureReport {
        // 2026-11-22 is day 20779.
        ExposureReport(Self.estate, Self.traffic, firstDay: 20749, lastDay: 20779, today: 20779)
    }

    private func share(_ kind: Dependence, _ name: String) throws -> ExposureReport.Share {
        let concentration = try #require(report().concentrations.first { $0.by == kind })
        return try #require(concentration.shares.first { $0.name == name })
    }

    @Test("Totals are of answered requests, and of every attempt")
    func totals() {
        let report = report()
        #expect(report.since == "2026-10-23" && report.until == "2026-11-22")
        #expect(report.requests == 1000 && report.tokens == 10_000 && report.cost == 1000)
    }

    @Test(
        "Shares by each kind",
        arguments: [
            (Dependence.vendor, "openai", 600, 6000, 700, 2, 0), (.vendor, "microsoft", 300, 1000, 200, 1, 0),
            (.vendor, "self", 80, 2000, 0, 0, 0), (.vendor, "anthropic", 20, 1000, 100, 0, 0),
            (.vendor, "mistral", 0, 0, 0, 0, 0), (.account, "openai/main", 600, 6000, 700, 2, 0),
            (.cloud, "azure", 300, 1000, 200, 1, 1), (.cloud, "unknown", 700, 9000, 800, 2, 0),
            (.region, "microsoft/eu", 300, 1000, 200, 1, 0), (.jurisdiction, "eu", 380, 3000, 200, 1, 1),
            (.lineage, "openai", 900, 7000, 900, 3, 1), (.lineage, "llama", 80, 2000, 0, 0, 0),
            (.lineage, "unknown", 20, 1000, 100, 0, 0),
        ] as [(Dependence, String, Int64, Int64, Int64, Int, Int)])
    func shares(kind: Dependence, name: String, requests: Int64, tokens: Int64, cost: Int64, first: Int, only: Int)
        throws
    {
        let share = try share(kind, name)
        #expect(share.requests == requests && share.tokens == tokens && share.cost == cost)
        #expect(share.requestShare == Double(requests) / 1000 && share.tokenShare == Double(tokens) / 10_000)
        #expect(share.costShare == Double(cost) / 1000 && share.routesFirst == first && share.routesOnly == only)
    }

    @Test("The index is the sum of the squares of the shares in percent")
    func index() throws {
        let vendors = try #require(report().concentrations.first { $0.by == .vendor })
        #expect(vendors.index == 60 * 60 + 30 * 30 + 8 * 8 + 2 * 2)
        #expect(vendors.shares.map(\.name) == ["openai", "microsoft", "self", "anthropic", "mistral"])
        let quiet = ExposureReport(Self.estate, [], firstDay: 0, lastDay: 0, today: 0)
        #expect(quiet.concentrations.allSatisfy { $0.index == nil } && quiet.requests == 0)
    }

    @Test("The smallest losses that stop a route")
    func losses() {
        let routes = report().routes
        let all = ["vendor:self", "account:self/127.0.0.1", "lineage:llama", "region:self/eu"]
        #expect(routes.map(\.route) == ["chat", "twins", "cloud", "empty"])
        // The lineage takes openai and azure; what takes the machine is named once.
        #expect(routes[0].smallestLosses == [["vendor:self", "lineage:openai"]])
        #expect(all.contains(routes[0].smallestLosses[0][0]))
        #expect(routes[1].smallestLosses == [["lineage:openai"]] && routes[1].hasSinglePointOfFailure)
        #expect(routes[2].smallestLosses == [["cloud:azure"]])
        #expect(routes[3].smallestLosses.isEmpty && !routes[3].hasSinglePointOfFailure)
        #expect(!report().survivesAnyLoss)
    }

    @Test("What each backup shares with the primary")
    func shared() {
        let routes = report().routes
        #expect(routes[0].shared == [.init(backup: "azure", with: [.lineage])])
        #expect(routes[2].shared == [.init(backup: "mistral-azure", with: [.cloud, .jurisdiction])])
    }

    @Test("What ends, and whom it concerns")
    func retirements() {
        #expect(
            report().retirements == [
                .init(
                    target: "openai", model: "gpt-4.1", day: "2026-12-24", daysLeft: 32, routes: ["chat", "twins"])
            ])
    }

    /// Every set that is named stops the route, and no smaller one does: held against trying all sets.
    @Test("Losses are minimum hitting sets", arguments: 0..<60)
    func hittingSets(seed: Int) {
        var numbers = Numbers(seed: UInt64(seed))
        let places = (0..<numbers.next(upTo: 6) + 1).map { index in
            Estate.Place(
                name: "t\(index)",
                dependences: [
                    .vendor: "v\(numbers.next(upTo: 4))", .account: "a\(numbers.next(upTo: 6))",
                    .lineage: "l\(numbers.next(upTo: 4))",
                ])
        }
        var words: Set<String> = []
        for place in places { words.formUnion(Self.words(place)) }
        let all = words.sorted()
        let smallest = (1..<(1 << all.count)).lazy.filter { mask in
            let lost = Set(all.indices.filter { mask & (1 << $0) != 0 }.map { all[$0] })
            return places.allSatisfy { !Self.words($0).isDisjoint(with: lost) }
        }.map { $0.nonzeroBitCount }.min()
        let sets = SmallestLosses.sets(of: places)
        for set in sets {
            #expect(set.count == smallest)
            #expect(places.allSatisfy { !Self.words($0).isDisjoint(with: set) })
        }
        #expect(sets.isEmpty == ((smallest ?? 0) > SmallestLosses.deepest))
    }

    private static func words(_ place: Estate.Place) -> Set<String> {
        Set(place.dependences.map { "\($0.key.rawValue):\($0.value)" })
    }

    @Test("The page names the routes that one loss stops, in every form, and nothing in it is markup")
    func page() {
        var estate = Self.estate
        estate.paths[1].route = "<script>alert(1)</script>"
        let report = ExposureReport(estate, Self.traffic, firstDay: 20749, lastDay: 20779, today: 20779)
        let text = report.text(.text)
        #expect(text.contains("2 routes of 4 would stop with a single loss"))
        #expect(text.contains("cloud:azure") && text.contains("BY VENDOR, HHI 4568"))
        #expect(text.contains("900 (90.0 %)") && text.contains("32 days"))
        let html = report.text(.html)
        #expect(!html.contains("<script") && html.contains("&lt;script&gt;"))
        #expect(report.text(.md).contains("| cloud:azure") || report.text(.md).contains("| cloud\\:azure"))
        #expect(report.text(.json).contains(#""smallestLosses":[["cloud:azure"]]"#))
    }
}

/// Numbers by chance, the same for the same seed.
struct Numbers {
    var state: UInt64

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    mutating func next(upTo bound: Int) -> Int {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return Int(state % UInt64(bound))
    }
}
