import PlanBLedger

extension ExposureReport {
    /// What things are called whose name is not known.
    public static let unknown = "unknown"

    /// How dependent `estate` is, by what users' requests used.
    ///
    /// - Parameters:
    ///   - traffic: what was used from `firstDay` to `lastDay`, days since 1970.
    ///   - today: days since 1970, for what ends.
    ///   - isCut: `traffic` is not all there is.
    public init(
        _ estate: Estate, _ traffic: [TrafficShare], firstDay: Int64, lastDay: Int64, today: Int64, isCut: Bool = false
    ) {
        since = LedgerTime.text(day: firstDay)
        until = LedgerTime.text(day: lastDay)
        self.isCut = isCut
        let answered = traffic.filter { !$0.target.isEmpty }
        let total = Total(answered)
        (requests, tokens, cost) = (total.requests, total.tokens, total.cost)
        concentrations = Dependence.allCases.map { Self.concentration(by: $0, estate, answered, total) }
        routes = estate.paths.map { Self.exposure(of: $0, estate, answered) }
        retirements = Self.retirements(estate, today: today)
    }

    private struct Total {
        var requests: Int64 = 0
        var tokens: Int64 = 0
        var cost: Int64 = 0

        init(_ traffic: [TrafficShare] = []) { for share in traffic { add(share) } }

        mutating func add(_ share: TrafficShare) {
            requests = TrafficShare.sum(requests, share.requests)
            tokens = TrafficShare.sum(tokens, share.tokens)
            cost = TrafficShare.sum(cost, share.cost)
        }
    }

    private static func concentration(
        by kind: Dependence, _ estate: Estate, _ traffic: [TrafficShare], _ total: Total
    ) -> Concentration {
        let names = Dictionary(
            estate.places.map { ($0.name, $0.dependences[kind] ?? unknown) }, uniquingKeysWith: { first, _ in first })
        var sums: [String: Total] = [:]
        for share in traffic {
            // Of a target that is not configured any more the ledger still knows whose it was.
            let name = names[share.target] ?? (kind == .vendor && !share.vendor.isEmpty ? share.vendor : unknown)
            sums[name, default: Total()].add(share)
        }
        var first: [String: Int] = [:]
        var only: [String: Int] = [:]
        for path in estate.paths {
            let places = path.targets.map { estate.places[$0].dependences[kind] ?? unknown }
            if let place = places.first { first[place, default: 0] += 1 }
            if let place = places.first, Set(places).count == 1 { only[place, default: 0] += 1 }
            for place in places where sums[place] == nil { sums[place] = Total() }
        }
        let shares = sums.map { name, sum in
            Share(
                name: name, requests: sum.requests, requestShare: ratio(sum.requests, total.requests),
                tokens: sum.tokens, tokenShare: ratio(sum.tokens, total.tokens), cost: sum.cost,
                costShare: ratio(sum.cost, total.cost), routesFirst: first[name] ?? 0, routesOnly: only[name] ?? 0)
        }
        let ordered = shares.sorted { ($1.requests, $1.cost, $0.name) < ($0.requests, $0.cost, $1.name) }
        let index = ordered.reduce(0.0) { $0 + ($1.requestShare * 100) * ($1.requestShare * 100) }
        return Concentration(by: kind, index: total.requests > 0 ? Int(index.rounded()) : nil, shares: ordered)
    }

    private static func ratio(_ part: Int64, _ whole: Int64) -> Double {
        whole > 0 ? Double(part) / Double(whole) : 0
    }

    private static func exposure(
        of path: Estate.Path, _ estate: Estate, _ traffic: [TrafficShare]
    ) -> RouteExposure {
        let places = path.targets.map { estate.places[$0] }
        let requests = traffic.filter { $0.route == path.route }.reduce(Int64(0)) {
            TrafficShare.sum($0, $1.requests)
        }
        let shared = places.dropFirst().compactMap { backup -> SharedFate? in
            let common = Dependence.allCases.filter { kind in
                backup.dependences[kind] != nil && backup.dependences[kind] == places.first?.dependences[kind]
            }
            return common.isEmpty ? nil : SharedFate(backup: backup.name, with: common)
        }
        return RouteExposure(
            route: path.route, targets: places.map(\.name), requests: requests,
            smallestLosses: SmallestLosses.sets(of: places), shared: shared)
    }

    private static func retirements(_ estate: Estate, today: Int64) -> [Retirement] {
        estate.places.enumerated().compactMap { index, place -> Retirement? in
            guard let ends = place.ends, let day = LedgerTime.parseDay(ends, now: 0) else { return nil }
            let routes = estate.paths.filter { $0.targets.contains(index) }.map(\.route)
            return Retirement(
                target: place.name, model: place.model ?? "", day: ends, daysLeft: Int(day - today), routes: routes)
        }
        .sorted { ($0.day, $0.target) < ($1.day, $1.target) }
    }
}
