public import PlanBEngine
import PlanBLedger
import PlanBProviders

/// A model of a target that its provider is about to end, or has ended.
public struct Retirement: Sendable, Equatable {
    /// The target.
    public var target: String
    /// The model it asks for.
    public var model: String
    /// The day, `2027-01-14`.
    public var day: String
    /// Days until then; less than 0: they have passed.
    public var daysLeft: Int

    /// A model that ends.
    public init(target: String, model: String, day: String, daysLeft: Int) {
        self.target = target
        self.model = model
        self.day = day
        self.daysLeft = daysLeft
    }

    /// That many days before it ends it is told.
    public static let notice = 30

    /// The models of `snapshot` that end within `notice` days of `today`, days since 1970.
    public static func near(_ snapshot: Snapshot, today: Int64) -> [Retirement] {
        snapshot.targets.compactMap { target in
            guard let model = target.model,
                let ends = snapshot.catalog.offer(provider: target.provider.name, id: model)?.ends,
                let day = LedgerTime.parseDay(ends, now: 0), day - today <= Int64(notice)
            else { return nil }
            return Retirement(target: target.name, model: model, day: ends, daysLeft: Int(day - today))
        }
    }
}
