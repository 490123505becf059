import PlanBEngine
import PlanBPolicy
import PlanBVocabulary

/// What users ask of a route, as far as it is known.
struct RouteTraffic: Sendable {
    /// Of the last day; nil: nothing is known.
    var load: RouteLoad?
    /// Of the last week; nil: nothing was asked.
    var week: RouteWeek?
}

/// What `shadow: auto` comes to: how many requests are copied, and whether these can be enough for a proof.
struct ShadowAim: Equatable, Sendable {
    /// The share of requests that is copied, 0 to 1.
    var share: Double
    /// The most samples that a week can have; nil: traffic was not watched for a day yet.
    var weekly: Double?
    /// It is the money that keeps it from more.
    var isSpare = false

    /// Before it is known how much is asked for.
    static let first = 0.1
    private static let leastShare = 0.001
    /// More than a proof needs, because not everything that is copied becomes a sample.
    private static let margin = 2.0
    /// A tenth of the copies goes to the primary once more.
    private static let again = 0.1
    private static let leastHours = 24

    /// Enough copies within the time that a proof counts for, and no more than the day's allowance pays for.
    init(of route: RehearsedRoute, to backup: RehearsedRoute.Backup?, _ traffic: RouteTraffic) {
        let portable = 1 - (traffic.week?.statefulShare ?? 0)
        var most = 1.0
        if let load = traffic.load {
            let hourly = load.hourlyRequests * portable
            let hours = Double(min(route.plan.maxAge, RehearsalPlan.window).nanoseconds) / 3.6e12
            let wanted = Self.margin * Double(RehearsalPlan.leastSamples) / max(1, hourly * hours)
            share = max(Self.leastShare, min(1, wanted))
            if let cost = Self.cost(of: load, route, backup), cost * hourly > 0, let spend = route.plan.caps.spend {
                most = min(1, Double(spend) / (cost * hourly * 24))
                isSpare = most < share
                share = min(share, most)
            }
        } else {
            share = Self.first
        }
        if let week = traffic.week, week.hours >= Self.leastHours {
            let requests = Double(week.requests) / Double(week.hours) * Double(StateMeter.hours)
            weekly = requests * portable * most
        }
    }

    /// Whether a week can have enough samples, as far as is known.
    var isEnough: Bool { weekly.map { $0 >= Double(RehearsalPlan.leastSamples) } ?? true }

    /// What a copy costs on average, in nanodollars; nil: not known.
    private static func cost(
        of load: RouteLoad, _ route: RehearsedRoute, _ backup: RehearsedRoute.Backup?
    ) -> Double? {
        guard let price = backup?.price, load.hourlyRequests > 0 else { return nil }
        let usage = load.hourlyUsage
        let second = route.primaryPrice.map { Double($0.cost(of: usage)) * again } ?? 0
        return (Double(price.cost(of: usage)) + second) / load.hourlyRequests
    }
}
