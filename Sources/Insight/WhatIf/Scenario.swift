/// What happens in a replay that did not happen.
public struct Scenario: Sendable, Equatable {
    /// How what is lost behaves.
    public enum Manner: String, Sendable, Codable {
        /// Connections are refused at once.
        case refused
        /// It takes requests and never says anything.
        case silent
    }

    /// For reports.
    public var title: String
    /// What is lost; nothing: only the configuration or the prices are others.
    public var losses: [Loss]
    /// How that looks to the gateway.
    public var manner: Manner
    /// The share of attempts that fail there, 0 to 1.
    public var share: Double
    /// From when on, in milliseconds since 1970; nil: from the beginning.
    public var from: Int64?
    /// Until when; nil: to the end.
    public var until: Int64?
    /// What prices are multiplied by, at what is named in `dearer`.
    public var priceFactor: Int
    /// Whose prices change.
    public var dearer: [Loss]

    /// A scenario.
    public init(
        title: String, losses: [Loss] = [], manner: Manner = .refused, share: Double = 1, from: Int64? = nil,
        until: Int64? = nil,
        priceFactor: Int = 1, dearer: [Loss] = []
    ) {
        self.title = title
        self.losses = losses
        self.manner = manner
        self.share = share
        self.from = from
        self.until = until
        self.priceFactor = priceFactor
        self.dearer = dearer
    }

    /// Whether it goes on at `time`.
    func goesOn(at time: Int64) -> Bool { time >= from ?? .min && time < until ?? .max }
}
