/// The rungs of the ladder: each is closer to a real failure than the one before, and proves more.
public enum DrillLevel: String, Sendable, CaseIterable, Codable, Comparable {
    /// One small request to each target: name, key, model and quota are there.
    case probe
    /// The route's golden set, scored.
    case golden
    /// Copies of users' requests to the backup, after they were answered. Nobody sees the answers.
    case shadow
    /// A small share of users' requests is answered by the backup.
    case live
    /// For a while the primary counts as dead for a share of the requests.
    case cutover
    /// Failures of the primary are made up inside the gateway, so that its detector has to find them.
    case fault

    /// Users may notice it, so that it needs the route's consent and a fence.
    public var needsConsent: Bool { self >= .shadow }

    /// Answers of it reach users.
    public var reachesUsers: Bool { self >= .live }

    /// By the order of the ladder.
    public static func < (left: DrillLevel, right: DrillLevel) -> Bool { left.rung < right.rung }

    private var rung: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
