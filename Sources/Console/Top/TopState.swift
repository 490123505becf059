/// What `planb top` shows: the newest reading, and what has changed since others.
public struct TopState: Sendable, Equatable {
    /// What routes and targets are sorted by.
    public enum Order: String, Sendable, CaseIterable {
        /// As in the configuration.
        case configuration
        case name
        case rate
        /// The worst first.
        case served
        /// The slowest first.
        case latency
    }

    /// A failover, or several alike in one interval.
    struct Event: Sendable, Equatable {
        /// As a clock on the wall shows it.
        var time: String
        var failover: TopReading.Failover
        var count: Int
    }

    struct Route: Sendable, Equatable {
        var name: String
        /// Requests a second; nil: not known yet.
        var rate: Double?
        /// 0 to 1; nil: nothing was asked.
        var served: Double?
        var latency: TopReading.Latency?
        /// Of today, in nanodollars.
        var spend: Int64?
    }

    struct Target: Sendable, Equatable {
        var target: TopReading.Target
        /// Attempts a second.
        var rate: Double?
        /// Of the attempts of late, 0 to 1.
        var failed: Double?
    }

    /// Rates are of the last seconds, shares of the last minute.
    private static let (rateSpan, shareSpan) = (10.0, 60.0)
    private static let mostEvents = 200

    /// Where the gateway is, for the head of the screen.
    public let place: String
    /// What is wrong; nil: the last reading is fresh.
    public var problem: String?
    /// As a clock on the wall shows it.
    public var time = ""
    /// How routes and targets are sorted.
    public var order = Order.configuration
    /// The oldest first.
    private(set) var readings: [TopReading] = []
    /// The newest first.
    private(set) var events: [Event] = []

    /// Nothing is known of the gateway at `place`.
    public init(place: String) { self.place = place }

    /// Whether there is something to show.
    public var isEmpty: Bool { readings.isEmpty }

    var latest: TopReading? { readings.last }

    /// A reading has come in, when a clock on the wall shows `time`.
    public mutating func note(_ reading: TopReading, time: String) {
        (problem, self.time) = (nil, time)
        if let last = readings.last {
            guard reading.at > last.at else { return }
            let fresh = reading.failovers
                .map { Event(time: time, failover: $0.key, count: Self.growth(last.failovers[$0.key] ?? 0, $0.value)) }
                .filter { $0.count > 0 }
                .sorted { ($0.failover.route, $0.failover.from) < ($1.failover.route, $1.failover.from) }
            events = Array((fresh + events).prefix(Self.mostEvents))
        }
        readings.append(reading)
        // One that is older than a minute is kept, to compare with.
        while readings.count > 1, readings[1].at <= reading.at - Self.shareSpan { readings.removeFirst() }
    }

    /// A key was pressed. Returns whether it is one of those that sort.
    public mutating func press(_ key: UInt8) -> Bool {
        switch key {
        case UInt8(ascii: "c"): order = .configuration
        case UInt8(ascii: "n"): order = .name
        case UInt8(ascii: "r"): order = .rate
        case UInt8(ascii: "s"): order = .served
        case UInt8(ascii: "l"): order = .latency
        default: return false
        }
        return true
    }

    // MARK: - What follows from readings

    /// What a counter has grown by. One that has become smaller has begun again at nothing.
    private static func growth(_ before: Int, _ now: Int) -> Int { now >= before ? now - before : now }

    /// The reading to compare the newest with: the youngest that is at least so old, or the oldest there is.
    private func earlier(by span: Double) -> TopReading? {
        guard let latest, readings.count > 1 else { return nil }
        return readings.last { $0.at <= latest.at - span } ?? readings[0]
    }

    var routes: [Route] {
        guard let latest else { return [] }
        let (near, far) = (earlier(by: Self.rateSpan), earlier(by: Self.shareSpan))
        let others = latest.routes.keys.filter { !latest.routeNames.contains($0) }.sorted()
        let routes = (latest.routeNames + others).map { name in
            let counts = latest.routes[name] ?? .init()
            let (asked, answered) =
                far.map { far in
                    let before = far.routes[name] ?? .init()
                    return (
                        Self.growth(before.requests, counts.requests), Self.growth(before.answered, counts.answered)
                    )
                } ?? (counts.requests, counts.answered)
            return Route(
                name: name,
                rate: near.map {
                    Double(Self.growth($0.routes[name]?.requests ?? 0, counts.requests)) / max(0.001, latest.at - $0.at)
                },
                served: asked > 0 ? min(1, Double(answered) / Double(asked)) : nil, latency: latest.latencies[name],
                spend: latest.spend.map { $0[name] ?? 0 })
        }
        switch order {
        case .configuration: return routes
        case .name: return routes.sorted { $0.name < $1.name }
        case .rate: return Self.sorted(routes) { $0.rate ?? -1 }
        case .served: return Self.sorted(routes) { -($0.served ?? 2) }
        case .latency: return Self.sorted(routes) { Double($0.latency?.p99 ?? -1) }
        }
    }

    var targets: [Target] {
        guard let latest else { return [] }
        let (near, far) = (earlier(by: Self.rateSpan), earlier(by: Self.shareSpan))
        let targets = latest.targets.map { target in
            let counts = latest.attempts[target.name] ?? .init()
            let before = far?.attempts[target.name] ?? .init()
            let made = Self.growth(before.attempts, counts.attempts)
            let good = Self.growth(before.good, counts.good)
            return Target(
                target: target,
                rate: near.map {
                    Double(Self.growth($0.attempts[target.name]?.attempts ?? 0, counts.attempts))
                        / max(0.001, latest.at - $0.at)
                },
                failed: made > 0 ? max(0, 1 - Double(good) / Double(made)) : nil)
        }
        switch order {
        case .configuration: return targets
        case .name: return targets.sorted { $0.target.name < $1.target.name }
        case .rate: return Self.sorted(targets) { $0.rate ?? -1 }
        case .served, .latency: return Self.sorted(targets) { $0.failed ?? -1 }
        }
    }

    /// The largest first; what is equal stays in its order.
    private static func sorted<Element>(_ elements: [Element], by size: (Element) -> Double) -> [Element] {
        elements.enumerated().sorted { (-size($0.element), $0.offset) < (-size($1.element), $1.offset) }.map(\.element)
    }

    /// All routes together.
    var total: Route {
        let routes = routes
        let (near, far) = (earlier(by: Self.rateSpan), earlier(by: Self.shareSpan))
        var (asked, answered) = (0, 0)
        for (name, counts) in latest?.routes ?? [:] {
            let before = far?.routes[name] ?? .init()
            asked += Self.growth(before.requests, counts.requests)
            answered += Self.growth(before.answered, counts.answered)
        }
        return Route(
            name: "", rate: near == nil ? nil : routes.reduce(0) { $0 + ($1.rate ?? 0) },
            served: asked > 0 ? min(1, Double(answered) / Double(asked)) : nil, latency: latest?.latencies[""],
            spend: latest?.spend.map { $0.values.reduce(0, &+) })
    }
}
