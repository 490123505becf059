public import PlanBVocabulary

/// Requests and tokens of one route, minute by minute, for the last 24 hours: what its backup would have to bear. About
/// 28 KB; nothing is allocated after the start.
public struct DemandMeter: Sendable {
    /// 32 bits are enough for a minute of one route; what is beyond saturates.
    private struct Minute {
        var requests: UInt32 = 0
        var input: UInt32 = 0
        var cached: UInt32 = 0
        var written: UInt32 = 0
        var output: UInt32 = 0
    }

    /// How many minutes are kept.
    public static let minutes = 1440

    private var clock = SlotClock(length: .minutes(1), count: Self.minutes)
    private var ring: ContiguousArray<Minute>

    /// A meter that has seen nothing.
    public init() { ring = ContiguousArray(repeating: Minute(), count: Self.minutes) }

    /// Counts a request and what it used, at `now`. Counts below zero are none. A clock that went back counts as standing.
    public mutating func note(_ usage: Usage, at now: Instant) {
        forget(clock.advance(to: now))
        let index = clock.index
        ring[index].requests = Self.sum(ring[index].requests, 1)
        ring[index].input = Self.sum(ring[index].input, usage.input)
        ring[index].cached = Self.sum(ring[index].cached, usage.cachedInput)
        ring[index].written = Self.sum(ring[index].written, usage.writtenInput)
        ring[index].output = Self.sum(ring[index].output, usage.output)
    }

    /// What was asked for in the 24 hours up to `now`; nil: nothing. Takes some 100 µs: it sorts the minutes.
    public func demand(at now: Instant) -> RouteLoad? {
        var meter = self
        meter.forget(meter.clock.advance(to: now))
        return meter.demand
    }

    private var demand: RouteLoad? {
        let busy = ring.filter { $0.requests > 0 }
        guard !busy.isEmpty else { return nil }
        let total = busy.reduce(into: (0, 0, 0, 0, 0)) { sums, minute in
            sums.0 += Int(minute.requests)
            sums.1 += Int(minute.input)
            sums.2 += Int(minute.cached)
            sums.3 += Int(minute.written)
            sums.4 += Int(minute.output)
        }
        let hours = Double(max(1, clock.seen)) / 60
        return RouteLoad(
            busyMinutes: busy.count, requests: Self.high(busy.map { Int($0.requests) }),
            inputTokens: Self.high(busy.map { Int($0.input) }), outputTokens: Self.high(busy.map { Int($0.output) }),
            tokens: Self.high(busy.map { Int($0.input) + Int($0.output) }), hourlyRequests: Double(total.0) / hours,
            hourlyUsage: Usage(
                input: Self.each(total.1, hours), output: Self.each(total.4, hours),
                cachedInput: Self.each(total.2, hours), writtenInput: Self.each(total.3, hours)))
    }

    /// The smallest value that 99 % of the values do not exceed; of fewer than 100, that is the largest.
    private static func high(_ values: [Int]) -> Int {
        let rank = (values.count * 99 + 99) / 100
        return values.sorted()[max(0, rank - 1)]
    }

    /// At most 1,440 minutes of 32 bits, over at least a minute: it fits.
    private static func each(_ total: Int, _ hours: Double) -> Int { Int((Double(total) / hours).rounded()) }

    private mutating func forget(_ begun: Int) {
        for back in 0..<begun { ring[clock.index(back: back)] = Minute() }
    }

    @inline(__always)
    private static func sum(_ count: UInt32, _ more: Int) -> UInt32 {
        let (sum, overflow) = count.addingReportingOverflow(UInt32(clamping: more))
        return overflow ? .max : sum
    }
}

/// What a route is asked for. The high values are 99th percentiles of the minutes in which it was asked at all, and the
/// largest where there are fewer than 100 such minutes: idle nights do not make a busy day smaller.
public struct RouteLoad: Sendable, Equatable {
    /// Minutes with requests, of the last 24 hours.
    public var busyMinutes: Int
    /// Requests a minute, high.
    public var requests: Int
    /// Tokens of prompts a minute, high.
    public var inputTokens: Int
    /// Tokens of answers a minute, high.
    public var outputTokens: Int
    /// Of both together, high.
    public var tokens: Int
    /// Requests an hour, on average since the start, or of the last 24 hours.
    public var hourlyRequests: Double
    /// Tokens an hour, likewise.
    public var hourlyUsage: Usage

    /// A demand.
    public init(
        busyMinutes: Int, requests: Int, inputTokens: Int, outputTokens: Int, tokens: Int, hourlyRequests: Double,
        hourlyUsage: Usage
    ) {
        self.busyMinutes = busyMinutes
        self.requests = requests
        self.inputTokens = inputTokens
        self.outputTokens = outputTokens
        self.tokens = tokens
        self.hourlyRequests = hourlyRequests
        self.hourlyUsage = hourlyUsage
    }

    /// What several routes ask for, as if their high minutes came together; nil: there are none.
    public static func sum(of loads: [RouteLoad]) -> RouteLoad? {
        guard var sum = loads.first else { return nil }
        for load in loads.dropFirst() {
            sum.busyMinutes = max(sum.busyMinutes, load.busyMinutes)
            sum.requests += load.requests
            sum.inputTokens += load.inputTokens
            sum.outputTokens += load.outputTokens
            sum.tokens += load.tokens
            sum.hourlyRequests += load.hourlyRequests
            sum.hourlyUsage = Usage(
                input: sum.hourlyUsage.input + load.hourlyUsage.input,
                output: sum.hourlyUsage.output + load.hourlyUsage.output,
                cachedInput: sum.hourlyUsage.cachedInput + load.hourlyUsage.cachedInput,
                writtenInput: sum.hourlyUsage.writtenInput + load.hourlyUsage.writtenInput)
        }
        return sum
    }
}
