/// Requests of one route by the hour of the wall clock, for the last week, and how many of them refer to state that only the
/// account has which made it: for these no backup counts. About 3 KB; nothing is allocated after the start.
public struct StateMeter: Sendable, Equatable {
    private struct Hour: Sendable, Equatable {
        /// Hours since 1970.
        var number: Int64 = 0
        /// What is beyond saturates.
        var requests: UInt32 = 0
        var stateful: UInt32 = 0
    }

    /// How many hours are kept: a week.
    public static let hours = 168
    private static let hour: Int64 = 3_600_000

    private var ring: ContiguousArray<Hour>

    /// A meter that has seen nothing.
    public init() { ring = ContiguousArray(repeating: Hour(), count: Self.hours) }

    /// Counts a request that came at `now`, in milliseconds since 1970. One from before the last week is not counted.
    public mutating func note(isStateful: Bool, at now: Int64) {
        add(number: now / Self.hour, requests: 1, stateful: isStateful ? 1 : 0)
    }

    private mutating func add(number: Int64, requests: UInt32, stateful: UInt32) {
        guard number > 0 else { return }
        let index = Int(number % Int64(Self.hours))
        if ring[index].number < number { ring[index] = Hour(number: number) }
        guard ring[index].number == number else { return }
        ring[index].requests = Self.sum(ring[index].requests, requests)
        ring[index].stateful = Self.sum(ring[index].stateful, min(requests, stateful))
    }

    /// Adds what another one has counted: another node, or this one before it was restarted.
    public mutating func add(_ other: StateMeter) {
        for hour in other.ring { add(number: hour.number, requests: hour.requests, stateful: hour.stateful) }
    }

    /// The week up to `now`, in milliseconds since 1970; nil: nothing was asked. An hour that lies ahead, by a clock that was
    /// wrong, does not count.
    public func week(at now: Int64) -> RouteWeek? {
        let current = now / Self.hour
        var week = RouteWeek(requests: 0, stateful: 0, hours: 0)
        for hour in ring where hour.requests > 0 && hour.number > current - Int64(Self.hours) && hour.number <= current
        {
            week.requests += Int(hour.requests)
            week.stateful += Int(hour.stateful)
            week.hours = max(week.hours, Int(current - hour.number) + 1)
        }
        return week.requests > 0 ? week : nil
    }

    private static func sum(_ count: UInt32, _ more: UInt32) -> UInt32 {
        let (sum, overflow) = count.addingReportingOverflow(more)
        return overflow ? .max : sum
    }
}

/// As `[hour, requests, stateful]` for each hour with requests, the oldest first.
extension StateMeter: Codable {
    /// Reads what `encode` wrote; what makes no sense is left out.
    public init(from decoder: any Decoder) throws {
        self.init()
        for row in try decoder.singleValueContainer().decode([[Int64]].self) where row.count == 3 {
            add(number: row[0], requests: UInt32(clamping: row[1]), stateful: UInt32(clamping: row[2]))
        }
    }

    /// Writes the hours with requests.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        let busy = ring.filter { $0.requests > 0 }.sorted { $0.number < $1.number }
        try container.encode(busy.map { [$0.number, Int64($0.requests), Int64($0.stateful)] })
    }
}

/// What a route was asked for in a week.
public struct RouteWeek: Sendable, Equatable {
    /// Requests.
    public var requests: Int
    /// Those among them that refer to state of one account.
    public var stateful: Int
    /// Hours since the first of them, the current one included: 1 to 168.
    public var hours: Int

    /// Of fewer requests, shares say nothing.
    public static let leastRequests = 20

    /// A week.
    public init(requests: Int, stateful: Int, hours: Int) {
        self.requests = requests
        self.stateful = stateful
        self.hours = hours
    }

    /// The share of requests for which no backup counts, 0 to 1; nil: there were too few requests to say.
    public var statefulShare: Double? {
        requests < Self.leastRequests ? nil : Double(stateful) / Double(requests)
    }
}
