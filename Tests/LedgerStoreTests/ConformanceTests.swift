import PlanBLedger
import PlanBVocabulary
import Testing

/// What every store does with rows.
struct ConformanceTests {
    static let hostile: [String] = [
        "", "plain", "o'hara", "\"; DROP TABLE requests; --", "a\0b", "\0", "{\"a\",NULL}", "NULL", "\\",
        "line\r\nbreak",
        "\u{1}\u{7F}", "✓ 漢字 🧨", "?", "$1", String(repeating: "x", count: 1 << 20),
        String(repeating: "漢", count: 70_000), "%s%n", "'", "e\u{301}",
    ]

    @Test("Every field comes back", arguments: StoreKind.available)
    func fields(kind: StoreKind) throws {
        let test = try TestStore(kind)
        let request = RequestEntry(
            id: "r1", time: 1_790_812_800_123, key: "k", team: "t", tags: ["a=1", "b"], route: "g*",
            dialect: .anthropic,
            operation: .embedding, model: "m", isStream: true, needs: ["tools"], bytesIn: 1, promptTokens: 2,
            outputCap: 3,
            conversation: .max, patience: .seconds(9), target: "x", outcome: .cut, status: 529, attempts: 4,
            commitAfter: .milliseconds(5), duration: .milliseconds(6), resumedAt: 7,
            usage: Usage(input: 8, output: 9, cachedInput: 10, reasoning: 11, writtenInput: 12), isEstimated: true,
            cost: 13, isUnpriced: true, code: "c", skips: ["y: open"], generation: 14)
        let attempt = AttemptEntry(
            request: "r1", number: 2, reason: "hedge", time: 3, key: "k", team: "t", tags: ["z"], route: "g*",
            operation: .chat, target: "x", vendor: "v", account: "a", cloud: "c", region: "eu", lineage: "l",
            model: "m",
            outcome: "503", failure: .overloaded, status: 503, sentAfter: .milliseconds(1),
            firstOutputAfter: .milliseconds(2), duration: .milliseconds(3), bytesSent: 4, bytesReceived: 5,
            providerRequest: "p", retryAfter: .seconds(6), usage: Usage(input: 1, output: 2), isEstimated: true,
            cost: 7,
            priceVersion: "2026", isDelivered: true, detail: "d")
        let event = EventEntry(time: 5, kind: "reload", subject: "s", detail: "d")
        try test.store.apply(
            MemorySource.batch([.attempt(attempt), .request(request), .event(event)]), through: MemorySource.place(3),
            node: "node-1")
        let (found, attempts) = try test.store.request("r1")
        #expect(
            found?.json == """
                {"id":"r1","node":"node-1","time":1790812800123,"key":"k","team":"t","tags":["a=1","b"],"route":"g*",\
                "dialect":"anthropic","operation":"embedding","model":"m","stream":true,"needs":["tools"],"bytes_in":1,\
                "prompt_tokens":2,"output_cap":3,"conversation":"ffffffffffffffff","patience_ms":9000,"target":"x",\
                "outcome":"cut","status":529,"attempts":4,"commit_ms":5,"duration_ms":6,"resumed_at":7,"input_tokens":8,\
                "output_tokens":9,"cached_tokens":10,"reasoning_tokens":11,"written_tokens":12,"estimated":true,\
                "cost_nanodollars":13,"unpriced":true,"code":"c","skips":["y: open"],"generation":14}
                """)
        #expect(
            attempts.map(\.json) == [
                """
                {"request":"r1","number":2,"node":"node-1","reason":"hedge","time":3,"key":"k","team":"t","tags":["z"],\
                "route":"g*","operation":"chat","target":"x","vendor":"v","account":"a","cloud":"c","region":"eu",\
                "lineage":"l","model":"m","outcome":"503","failure":"overloaded","status":503,"sent_ms":1,\
                "first_output_ms":2,"duration_ms":3,"bytes_sent":4,"bytes_received":5,"provider_request":"p",\
                "retry_after_ms":6000,"input_tokens":1,"output_tokens":2,"cached_tokens":0,"reasoning_tokens":0,\
                "written_tokens":0,"estimated":true,"cost_nanodollars":7,"price_version":"2026","delivered":true,\
                "detail":"d"}
                """
            ])
        let events = try test.store.page(PageQuery(table: StoreTable.all[2])).rows
        #expect(
            events.map(\.json) == [
                #"{"node":"node-1","segment":0,"place":20,"time":5,"kind":"reload","subject":"s","detail":"d"}"#
            ])
    }

    @Test("Nothing that stands in a text is refused, and nothing else is run", arguments: StoreKind.available)
    func hostileTexts(kind: StoreKind) throws {
        let test = try TestStore(kind)
        var entries: [LedgerEntry] = []
        for (index, text) in Self.hostile.enumerated() {
            entries.append(
                .attempt(
                    AttemptEntry(
                        request: "i\(index)" + text, number: 1, reason: text, key: text, team: text,
                        tags: [text, text],
                        route: text, target: text, vendor: text, account: text, cloud: text, region: text,
                        lineage: text,
                        model: text, outcome: text, failure: nil, duration: .zero, providerRequest: text,
                        priceVersion: text, detail: text)))
            entries.append(
                .request(
                    RequestEntry(
                        id: "i\(index)" + text, key: text, team: text, tags: [text], route: text, operation: .chat,
                        model: text, needs: [text], target: text, outcome: .answered, status: 200, attempts: 1,
                        commitAfter: nil, duration: .zero, usage: nil, code: text, skips: [text], generation: 1)))
            entries.append(.event(EventEntry(time: 0, kind: text, subject: text, detail: text)))
        }
        let batch = MemorySource.batch(entries)
        try test.store.apply(batch, through: MemorySource.place(batch.count), node: "n\0'\"")
        try test.store.apply(batch, through: MemorySource.place(batch.count), node: "n\0'\"")
        let rows = try test.store.requests(RequestQuery(limit: 1000))
        #expect(rows.count == Self.hostile.count)
        #expect(try test.store.usage(UsageQuery(by: [])).first?.sums[.requests] == Int64(Self.hostile.count))
        for text in Self.hostile where text.utf8.count < 100 && !text.utf8.contains(0) {
            #expect(rows.contains { $0["key"] == .text(text) && $0["target"] == .text(text) })
            #expect(try test.store.requests(RequestQuery(route: text)).count == 1, "\(text.debugDescription)")
        }
        for text in Self.hostile {
            _ = try test.store.request(text)
            _ = try test.store.requests(RequestQuery(route: text, key: text, onlyErrors: true))
        }
    }

    @Test("Absurd numbers are kept as they are", arguments: StoreKind.available)
    func absurdNumbers(kind: StoreKind) throws {
        let test = try TestStore(kind)
        var entries: [LedgerEntry] = []
        for (index, number) in [Int.max, .min, -1, 0].enumerated() {
            entries.append(
                .attempt(
                    AttemptEntry(
                        request: "r\(index)", number: number, reason: "first", time: Int64(number), target: "t",
                        model: "m",
                        outcome: "200", failure: nil, status: number,
                        duration: Instant.Span(nanoseconds: Int64(number)),
                        bytesSent: number, bytesReceived: number, usage: Usage(input: number, output: number),
                        cost: number,
                        detail: "")))
            entries.append(
                .request(
                    RequestEntry(
                        id: "r\(index)", time: Int64(number), key: "k", route: "r", operation: .chat, model: "m",
                        bytesIn: number, promptTokens: number, outputCap: number,
                        patience: Instant.Span(nanoseconds: Int64(number)), target: nil, outcome: .failed,
                        status: number,
                        attempts: number, commitAfter: nil, duration: Instant.Span(nanoseconds: Int64(number)),
                        usage: nil,
                        cost: number, generation: number)))
        }
        try test.store.apply(MemorySource.batch(entries), through: MemorySource.place(9), node: "n")
        let times = try test.store.requests(RequestQuery()).map { $0["time"].int }
        #expect(times == [.max, 0, -1, .min])
        let (request, attempts) = try test.store.request("r0")
        #expect(request?["cost_nanodollars"] == .integer(.max) && attempts.first?["input_tokens"] == .integer(.max))
    }

    @Test("Rows without an id are different rows", arguments: StoreKind.available)
    func emptyIdentifiers(kind: StoreKind) throws {
        let test = try TestStore(kind)
        let entry = LedgerEntry.request(
            RequestEntry(
                id: "", key: "k", route: "r", operation: .chat, model: "m", target: nil, outcome: .failed, status: 500,
                attempts: 0, commitAfter: nil, duration: .zero, usage: nil, generation: 1))
        for _ in 0..<2 {
            try test.store.apply(MemorySource.batch([entry, entry]), through: MemorySource.place(2), node: "n")
        }
        #expect(try test.store.requests(RequestQuery()).count == 2)
    }

    @Test("Lists are filtered, ordered and bounded", arguments: StoreKind.available)
    func lists(kind: StoreKind) throws {
        let test = try TestStore(kind)
        var traffic = Traffic(seed: 7)
        let entries = traffic.requests(200)
        try test.store.apply(MemorySource.batch(entries), through: MemorySource.place(999), node: "n")
        var expected: [RequestEntry] = []
        for case .request(let entry) in entries { expected.append(entry) }
        let middle = traffic.start + 2 * 86_400_000
        let failed = try test.store.requests(RequestQuery(since: middle, key: "bob", onlyErrors: true, limit: 1000))
        #expect(
            failed.compactMap { $0["time"].int }
                == expected.filter { $0.time >= middle && $0.key == "bob" && $0.outcome != .answered }.map(\.time)
                .sorted(by: >))
        #expect(try test.store.requests(RequestQuery(limit: 3)).count == 3)
        // Following: each row once, in the order in which they came.
        var seen: [String?] = []
        var after: Int64 = 0
        while case let rows = try test.store.requests(RequestQuery(after: after, limit: 17)), let last = rows.last {
            seen += rows.map { $0["id"].string }
            after = last.sequence
        }
        #expect(seen == expected.map(\.id))
    }

    @Test("An export has every row once, oldest first", arguments: StoreKind.available)
    func pages(kind: StoreKind) throws {
        let test = try TestStore(kind)
        var traffic = Traffic(seed: 8)
        let entries = traffic.requests(150)
        try test.store.apply(MemorySource.batch(entries), through: MemorySource.place(999), node: "n")
        for table in StoreTable.all.prefix(2) {
            var rows: [StoreRow] = []
            var query = PageQuery(table: table, since: traffic.start + 86_400_000, limit: 13)
            repeat {
                let page = try test.store.page(query)
                rows += page.rows
                query.cursor = page.next
            } while query.cursor != nil
            let times = rows.compactMap { $0["time"].int }
            let due = entries.filter { entry in
                switch (entry, table.name) {
                case (.request, "requests"), (.attempt, "attempts"): entry.time >= query.since
                default: false
                }
            }
            #expect(times == due.map(\.time).sorted())
            #expect(Set(rows.map(\.sequence)).count == rows.count)
        }
    }
}
