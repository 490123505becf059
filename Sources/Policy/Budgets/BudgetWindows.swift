/// What was spent and what is held of one account, by the budget's period.
///
/// An attempt is charged to the period it began in, which is the one it was checked against, however long it takes. A
/// clock that jumps ahead and back finds the period it left.
struct BudgetWindows: Sendable {
    /// One period.
    struct Window: Sendable {
        var start: Int64
        /// In nanodollars.
        var spent = 0
        var held = 0
    }

    private static let most = 4
    private(set) var windows: [Window] = []

    /// The period that begins at `start`, as far as anything is known of it.
    func window(_ start: Int64) -> Window { windows.first { $0.start == start } ?? Window(start: start) }

    /// All that is held, in nanodollars.
    var held: Int { windows.reduce(0) { Self.sum($0, $1.held) } }

    mutating func hold(_ amount: Int, _ start: Int64) {
        let index = place(start)
        windows[index].held = Self.sum(windows[index].held, amount)
    }

    mutating func release(_ amount: Int, _ start: Int64) {
        let index = place(start)
        windows[index].held = max(0, windows[index].held - amount)
    }

    mutating func spend(_ amount: Int, _ start: Int64) {
        let index = place(start)
        windows[index].spent = Self.sum(windows[index].spent, max(0, amount))
    }

    /// What is known of a period from before the process started.
    mutating func restore(spent: Int, _ start: Int64) {
        let index = place(start)
        windows[index].spent = max(windows[index].spent, spent)
    }

    private mutating func place(_ start: Int64) -> Int {
        if let index = windows.firstIndex(where: { $0.start == start }) { return index }
        if windows.count >= Self.most,
            let oldest = windows.indices.filter({ windows[$0].held == 0 }).min(by: {
                windows[$0].start < windows[$1].start
            })
        {
            windows.remove(at: oldest)
        }
        windows.append(Window(start: start))
        return windows.count - 1
    }

    /// Saturates.
    static func sum(_ one: Int, _ other: Int) -> Int {
        let (sum, overflow) = one.addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}
