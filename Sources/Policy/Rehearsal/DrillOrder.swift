public import PlanBVocabulary

/// A drill that users' requests take part in: what is done with which of them.
public struct DrillOrder: Sendable, Equatable {
    /// The id of the drill, which also stands in its report.
    public var id: String
    /// Shadow, live, cut-over or fault.
    public var level: DrillLevel
    /// The route, as the configuration writes it.
    public var route: String
    /// The target that is asked first when no drill runs, by name.
    public var primary: String
    /// The target that is rehearsed, by name.
    public var backup: String
    /// The share of conversations that take part, 0 to 1.
    public var share: Double
    /// Draws the conversations: two drills do not draw the same ones.
    public var salt: UInt64
    /// When it is over; nil: it runs until it is ended.
    public var until: Instant?
    /// What it can cost at most.
    public var caps: RehearsalPlan.Caps
    /// What is made up; of fault drills.
    public var fault: InjectedFault?
    /// Streams of the experiment are handed over only when they are complete, so that nobody can see them break.
    public var buffers: Bool
    /// It only takes note of what is asked and answered: no second request is ever made. Such an order is of the level
    /// shadow, and a request that takes part in a drill is not recorded.
    public var isRecording = false

    /// An order.
    public init(
        id: String, level: DrillLevel, route: String, primary: String, backup: String, share: Double, salt: UInt64,
        until: Instant? = nil, caps: RehearsalPlan.Caps = RehearsalPlan.Caps(), fault: InjectedFault? = nil,
        buffers: Bool = false
    ) {
        self.id = id
        self.level = level
        self.route = route
        self.primary = primary
        self.backup = backup
        self.share = share
        self.salt = salt
        self.until = until
        self.caps = caps
        self.fault = fault
        self.buffers = buffers
    }

    /// A recording on `route` of all requests whose callers consent: it sends nothing to anybody and costs nothing.
    public static func recording(_ id: String, route: String, until: Instant) -> DrillOrder {
        var order = DrillOrder(
            id: id, level: .shadow, route: route, primary: "", backup: "", share: 1, salt: 0, until: until,
            caps: RehearsalPlan.Caps(userFailures: .max, spend: nil))
        order.isRecording = true
        return order
    }

    /// It takes up a route for itself: copies and live shares rest meanwhile.
    public var isExclusive: Bool { level == .cutover || level == .fault }

    /// What a conversation is used for: the experiment and a control of the same size are drawn by its hash, so that a
    /// conversation stays where it is and the shares are exact.
    public func arm(of conversation: UInt64) -> DrillArm? {
        var drawn = Chance(conversation ^ salt)
        let unit = drawn.unit()
        if unit < share { return level == .shadow ? .copied : .experiment }
        guard level != .shadow else { return nil }
        return unit >= 1 - min(share, 1 - share) ? .control : nil
    }
}

/// What a request is used for in a drill.
public enum DrillArm: String, Sendable, CaseIterable {
    /// The backup answers it, or a failure is made up for it.
    case experiment
    /// It goes where it would have gone, and is compared with.
    case control
    /// It goes where it would have gone, and a copy of it goes to the backup afterwards.
    case copied
}
