import PlanBLedger
import PlanBVocabulary
import Testing

/// What budgets begin with after a start.
struct SpendingTests {
    private static let day: Int64 = 86_400_000

    private static func attempt(_ id: Int, day: Int64, key: String, team: String = "", cost: Int?) -> LedgerEntry {
        .attempt(
            AttemptEntry(
                request: "r\(id)", number: 1, reason: "first", time: day * Self.day + 5, key: key, team: team,
                route: "m*",
                target: "t", model: "m", outcome: "200", failure: nil, duration: .zero, usage: nil, cost: cost,
                detail: ""))
    }

    private static func sums(_ spending: Spending) -> [String] {
        spending.sums.map { "\($0.account) \($0.firstDay) \($0.amount)" }.sorted()
    }

    @Test("Sums by account from a day on, of one node or of all, with the checkpoint", arguments: StoreKind.available)
    func sums(kind: StoreKind) throws {
        let test = try TestStore(kind)
        let first = [
            Self.attempt(1, day: 10, key: "a", team: "t", cost: 5), Self.attempt(2, day: 11, key: "a", cost: 7),
            Self.attempt(3, day: 11, key: "b", cost: nil), Self.attempt(4, day: 11, key: "b", cost: 0),
        ]
        try test.store.apply(MemorySource.batch(first), through: MemorySource.place(4), node: "one")
        // The same again adds nothing.
        try test.store.apply(MemorySource.batch(first), through: MemorySource.place(4), node: "one")
        let second = [Self.attempt(9, day: 11, key: "a", cost: 100)]
        try test.store.apply(MemorySource.batch(second), through: MemorySource.place(1), node: "two")
        let all = try test.store.spending(SpendingQuery(node: "one", isOnlyOfNode: false, firstDays: [0, 11]))
        #expect(
            Self.sums(all) == [
                "key:a 0 112", "key:a 11 107", "route:m* 0 112", "route:m* 11 107", "team:t 0 5",
            ])
        #expect(all.checkpoint == MemorySource.place(4))
        let one = try test.store.spending(SpendingQuery(node: "one", isOnlyOfNode: true, firstDays: [11]))
        #expect(Self.sums(one) == ["key:a 11 7", "route:m* 11 7"])
        let none = try test.store.spending(SpendingQuery(node: "three", isOnlyOfNode: true, firstDays: [0]))
        #expect(none.sums.isEmpty && none.checkpoint == nil)
    }

    @Test("Sums stop at the greatest number", arguments: StoreKind.available)
    func greatest(kind: StoreKind) throws {
        let test = try TestStore(kind)
        for id in 0..<3 {
            try test.store.apply(
                MemorySource.batch([Self.attempt(id, day: 1, key: "a", cost: .max - 1)]),
                through: MemorySource.place(id), node: "n")
        }
        let spending = try test.store.spending(SpendingQuery(node: "n", isOnlyOfNode: true, firstDays: [0]))
        #expect(spending.sums.allSatisfy { $0.amount == .max } && spending.sums.count == 2)
    }

    @Test("Names that are long or hostile are found under the names that rows have", arguments: StoreKind.available)
    func hostile(kind: StoreKind) throws {
        let test = try TestStore(kind)
        for (index, name) in ConformanceTests.hostile.enumerated() where !name.isEmpty {
            try test.store.apply(
                MemorySource.batch([Self.attempt(index, day: 1, key: name, cost: 3)]),
                through: MemorySource.place(index), node: "n\0'\"")
        }
        let spending = try test.store.spending(SpendingQuery(node: "n\0'\"", isOnlyOfNode: true, firstDays: [0]))
        let accounts = Set(spending.sums.map(\.account))
        for name in ConformanceTests.hostile where !name.isEmpty {
            #expect(accounts.contains(StoreText.account("key:" + name)), "\(name.prefix(30).debugDescription)")
        }
    }

    @Test("What a key spent is gone when it is erased", arguments: StoreKind.available)
    func erased(kind: StoreKind) throws {
        let test = try TestStore(kind)
        try test.store.apply(
            MemorySource.batch([Self.attempt(1, day: 1, key: "a", cost: 3)]), through: MemorySource.place(1), node: "n")
        _ = try test.store.erase(.key("a"))
        let spending = try test.store.spending(SpendingQuery(node: "n", isOnlyOfNode: false, firstDays: [0]))
        #expect(spending.sums.map(\.account) == ["route:m*"])
    }

    @Test("A database of the version before gets the sums of the rows that it has", arguments: StoreKind.available)
    func migration(kind: StoreKind) throws {
        let test = try TestStore(kind)
        let entries = [
            Self.attempt(1, day: 10, key: "a", team: "t", cost: 5), Self.attempt(2, day: 11, key: "a", cost: 7),
        ]
        try test.store.apply(MemorySource.batch(entries), through: MemorySource.place(2), node: "one")
        try test.takeBackSchema()
        let store = test.another()
        let spending = try store.spending(SpendingQuery(node: "one", isOnlyOfNode: true, firstDays: [0]))
        #expect(Self.sums(spending) == ["key:a 0 12", "route:m* 0 12", "team:t 0 5"])
        #expect(try test.schema() == "4|1")
        store.close()
    }
}
