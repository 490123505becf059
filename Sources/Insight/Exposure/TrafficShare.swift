/// What one route sent to one target in some days.
public struct TrafficShare: Sendable, Equatable {
    /// The route.
    public var route: String
    /// The target; empty: requests that none answered.
    public var target: String
    /// Whose service it was.
    public var vendor: String
    /// Requests that the target answered.
    public var requests: Int64
    /// Prompt and generated tokens of all attempts, failed ones included.
    public var tokens: Int64
    /// What they cost, in nanodollars.
    public var cost: Int64

    /// A share.
    public init(route: String, target: String, vendor: String, requests: Int64, tokens: Int64, cost: Int64) {
        self.route = route
        self.target = target
        self.vendor = vendor
        self.requests = requests
        self.tokens = tokens
        self.cost = cost
    }
}
