import PlanBLedger
import PlanBVocabulary
import Testing

/// Sums by day are the sums of the rows, however these came in.
struct UsageTests {
    static let questions: [[UsageDimension]] = [
        [], [.day], [.key], [.key, .day], [.route], [.target], [.vendor, .model], [.operation, .team],
        [.day, .key, .team, .route, .target, .vendor, .model, .operation], [.tag], [.tag, .day, .key],
    ]

    @Test("Whatever is asked, the answer is the sum of the rows", arguments: StoreKind.available)
    func sumOfRows(kind: StoreKind) throws {
        let test = try TestStore(kind)
        var traffic = Traffic(seed: 1)
        let entries = traffic.requests(400)
        var random = Seeded(2)
        let batch = MemorySource.batch(entries)
        var done = 0
        while done < batch.count {
            let count = min(Int.random(in: 1...150, using: &random), batch.count - done)
            try test.store.apply(
                Array(batch[done..<done + count]), through: MemorySource.place(done + count), node: "n")
            done += count
        }
        try check(test.store, entries)
    }

    @Test("A batch counts once, however often and in whichever pieces it is applied", arguments: StoreKind.available)
    func idempotence(kind: StoreKind) throws {
        let test = try TestStore(kind)
        var traffic = Traffic(seed: 3)
        let entries = traffic.requests(120)
        let batch = MemorySource.batch(entries)
        var random = Seeded(4)
        for _ in 0..<25 {
            let start = Int.random(in: 0..<batch.count, using: &random)
            let end = Int.random(in: start..<batch.count, using: &random)
            // The request of an attempt may come long after it, or twice; never before.
            try test.store.apply(Array(batch[..<start]), through: MemorySource.place(start), node: "n")
            try test.store.apply(Array(batch[start...end]), through: MemorySource.place(end + 1), node: "n")
        }
        try test.store.apply(batch + batch, through: MemorySource.place(batch.count), node: "n")
        try check(test.store, entries)
        #expect(try test.store.checkpoint(of: "n") == MemorySource.place(batch.count))
    }

    @Test("An attempt that ends after its request counts as absorbed too", arguments: StoreKind.available)
    func lateAttempt(kind: StoreKind) throws {
        let test = try TestStore(kind)
        let attempt = { (number: Int, failure: FailureClass?) in
            LedgerEntry.attempt(
                AttemptEntry(
                    request: "r", number: number, reason: "hedge", time: 0, target: "t\(number)", model: "m",
                    outcome: "x", failure: failure, duration: .zero, isDelivered: failure == nil, detail: ""))
        }
        let request = LedgerEntry.request(
            RequestEntry(
                id: "r", key: "k", route: "g", operation: .chat, model: "m", target: "t1", outcome: .answered,
                status: 200, attempts: 2, commitAfter: nil, duration: .zero, usage: nil, generation: 1))
        for (index, entry) in [attempt(1, nil), request, attempt(2, .superseded), attempt(2, .superseded)].enumerated()
        {
            try test.store.apply(
                [StoredEntry(position: MemorySource.place(index), entry: entry)],
                through: MemorySource.place(index + 1), node: "n")
        }
        let all = try #require(try test.store.usage(UsageQuery(by: [])).first)
        #expect(all.sums[.absorbed] == 1 && all.sums[.attempts] == 2 && all.sums[.requests] == 1)
    }

    @Test("Sums stop at the greatest number", arguments: StoreKind.available)
    func saturation(kind: StoreKind) throws {
        let test = try TestStore(kind)
        for number in 1...4 {
            let entry = AttemptEntry(
                request: "r", number: number, reason: "retry", time: Int64(number) * 86_400_000 / 2, target: "t",
                model: "m", outcome: "200", failure: nil, duration: .zero,
                usage: Usage(input: .max, output: .max - 1, cachedInput: -5), cost: .max, detail: "")
            try test.store.apply(
                [StoredEntry(position: MemorySource.place(number), entry: .attempt(entry))],
                through: MemorySource.place(number + 1), node: "n")
        }
        for dimensions in [[UsageDimension.day], []] {
            for row in try test.store.usage(UsageQuery(by: dimensions)) {
                #expect(row.sums[.inputTokens] == .max && row.sums[.cost] == .max && row.sums[.cachedTokens] == 0)
            }
        }
    }

    @Test("Days bound the answer; tags go with few other dimensions", arguments: StoreKind.available)
    func bounds(kind: StoreKind) throws {
        let test = try TestStore(kind)
        var traffic = Traffic(seed: 5)
        try test.store.apply(MemorySource.batch(traffic.requests(50)), through: MemorySource.place(999), node: "n")
        let day = traffic.start / 86_400_000
        let one = try test.store.usage(UsageQuery(firstDay: day + 1, lastDay: day + 1, by: [.day]))
        #expect(one.map(\.dimensions) == [[.integer(day + 1)]])
        #expect(try test.store.usage(UsageQuery(firstDay: day + 9, by: [.day])).isEmpty)
        #expect(try test.store.usage(UsageQuery(by: [.day], limit: 2)).count == 2)
        #expect(throws: StoreFailure.self) { try test.store.usage(UsageQuery(by: [.tag, .target])) }
    }

    @Test("Percentiles are exact to the bucket")
    func percentiles() {
        var sums = UsageSums()
        #expect(sums.percentile(0.5) == nil)
        for milliseconds in 1...1000 { sums.addDuration(milliseconds: Int64(milliseconds)) }
        let median = sums.percentile(0.5) ?? 0
        #expect(median > 320 && median <= 640)
        #expect((sums.percentile(0.95) ?? 0) > 640)
        #expect(sums[.duration] == 500_500)
        var slow = UsageSums()
        slow.addDuration(milliseconds: .max)
        #expect(slow.percentile(0.5) == nil && slow[.duration] == .max)
    }

    private func check(_ store: any LedgerStore, _ entries: [LedgerEntry]) throws {
        for dimensions in Self.questions {
            let rows = try store.usage(UsageQuery(by: dimensions))
            let expected = Oracle(entries, by: dimensions).sums
            #expect(Oracle.significant(Oracle.table(rows)) == Oracle.significant(expected), "by \(dimensions)")
        }
    }
}
