/// A try that is about to be sent. If no attempt follows it, because the process was killed, an interrupted attempt is
/// charged in its place: `expected`, never nothing.
public struct OpenEntry: Sendable, Equatable {
    /// Money that is set aside in one account for one try.
    public struct Hold: Sendable, Equatable {
        /// The account: `key:ID`, `team:NAME` or `route:PATTERN`.
        public var account: String
        /// The first second of the budget's period since 1970; 0 for a budget without an end.
        public var period: Int64
        /// In nanodollars.
        public var amount: Int

        /// A hold.
        public init(account: String, period: Int64, amount: Int) {
            self.account = account
            self.period = period
            self.amount = amount
        }
    }

    /// The request it belongs to.
    public var request: String
    /// 1 for the first attempt of the request. The attempt that ends it has the same number.
    public var number: Int
    /// Why it is made: first, retry, failover, hedge, restart or prefill.
    public var reason: String
    /// Milliseconds since 1970.
    public var time: Int64
    /// When what is held is free again whatever happened, in milliseconds since 1970.
    public var expires: Int64
    /// The caller's key id, or `local`.
    public var key: String
    /// The team of the key.
    public var team: String
    /// The route that matched.
    public var route: String
    /// What was asked for.
    public var operation: String
    /// The model name as asked.
    public var asked: String
    /// The target's name in the configuration.
    public var target: String
    /// Whose service it is.
    public var vendor: String
    /// The model name that is sent.
    public var model: String
    /// About how many tokens the prompt has.
    public var promptTokens: Int
    /// What the try is expected to cost, in nanodollars; nil: no price is known.
    public var expected: Int?
    /// What is set aside for it.
    public var holds: [Hold]

    /// An open try.
    public init(
        request: String, number: Int, reason: String, time: Int64, expires: Int64, key: String, team: String = "",
        route: String, operation: String, asked: String, target: String, vendor: String, model: String,
        promptTokens: Int, expected: Int? = nil, holds: [Hold] = []
    ) {
        self.request = request
        self.number = number
        self.reason = reason
        self.time = time
        self.expires = expires
        self.key = key
        self.team = team
        self.route = route
        self.operation = operation
        self.asked = asked
        self.target = target
        self.vendor = vendor
        self.model = model
        self.promptTokens = promptTokens
        self.expected = expected
        self.holds = holds
    }
}
