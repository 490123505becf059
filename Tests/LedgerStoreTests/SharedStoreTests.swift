#if Postgres
    import PlanBLedger
    import PlanBLedgerPostgres
    import PlanBVocabulary
    import Testing

    /// What several nodes have in common, in a real PostgreSQL.
    @Suite(.enabled(if: StoreKind.available.contains(.postgres)))
    struct SharedStoreTests {
        private static func beat(_ node: String) -> NodeBeat {
            NodeBeat(node: node, version: "1", configuration: "abc", admin: "http://\(node):9")
        }

        @Test("Nodes see each other, and one of them leads")
        func fellowship() throws {
            let test = try TestStore(.postgres)
            let (one, two) = (try test.shared(), try test.shared())
            let first = try one.beat(Self.beat("one"))
            #expect(first.leader == "one" && first.members.map(\.beat) == [Self.beat("one")])
            let second = try two.beat(Self.beat("two"))
            #expect(second.leader == "one" && second.members.map(\.beat.node) == ["one", "two"])
            #expect(second.members.allSatisfy { $0.age <= 5 } && second.documents.isEmpty)
            // Another one leads once the time of the first is over.
            try test.run("UPDATE shared_leaders SET until = 0")
            #expect(try two.beat(Self.beat("two")).leader == "two")
            #expect(try one.beat(Self.beat("one")).leader == "two")
        }

        @Test("A document is written by who read its last version, and everybody is told")
        func documents() throws {
            let test = try TestStore(.postgres)
            let (one, two) = (try test.shared(), try test.shared())
            #expect(try two.wait(atMost: .zero) == [])
            #expect(try one.document("keys") == nil)
            #expect(try one.replace("keys", version: 0, with: "a"))
            #expect(try !two.replace("keys", version: 0, with: "b"))
            #expect(try two.replace("keys", version: 1, with: "o'hara\n\"✓\"?"))
            #expect(try !one.replace("keys", version: 1, with: "c"))
            #expect(try one.document("keys") == SharedDocument(version: 2, text: "o'hara\n\"✓\"?"))
            #expect(try one.beat(Self.beat("one")).documents == ["keys": 2])
            var heard: [SharedNotice] = []
            while heard.count < 2 { heard += try two.wait(atMost: .seconds(5)) }
            #expect(heard == [.document("keys"), .document("keys")])
        }

        @Test("Notices come whole, also to those who sent them; what is too long is not sent")
        func notices() throws {
            let test = try TestStore(.postgres)
            let store = try test.shared()
            #expect(try store.wait(atMost: .zero) == [])
            let notices: [SharedNotice] = [
                .short(account: "route:a b  c", node: "one"), .document("a b"),
                .short(account: String(repeating: "x", count: 9000), node: "one"), .document(""),
            ]
            try store.tell(notices)
            var heard: [SharedNotice] = []
            while heard.count < 3 { heard += try store.wait(atMost: .seconds(5)) }
            #expect(heard == [notices[0], notices[1], notices[3]])
        }

        @Test("Only what was asked for is seen, and exchanges come one after the other")
        func leases() async throws {
            let test = try TestStore(.postgres)
            let key = SharedLease.Key(account: "key:o'hara\"", kind: "money", period: 86_400)
            let other = SharedLease.Key(account: "key:o'hara\"", kind: "money", period: 0)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for node in 0..<4 {
                    let store = try test.shared()
                    tasks.addTask {
                        for _ in 0..<25 {
                            try store.leases([key, other]) { rows, now in
                                // Each adds one to what it finds: nothing may get lost in between.
                                let sum = (rows[key] ?? []).reduce(0) { $0 + $1.granted }
                                let mine = (rows[key] ?? []).first { $0.node == "n\(node)" }
                                return [
                                    SharedLease(
                                        key: key, node: "n\(node)", granted: (mine?.granted ?? 0) + 1, used: sum,
                                        renewed: now)
                                ]
                            }
                        }
                        store.close()
                    }
                }
                try await tasks.waitForAll()
            }
            let store = try test.shared()
            var seen: [SharedLease] = []
            try store.leases([key]) { rows, _ in
                seen = rows[key] ?? []
                return []
            }
            #expect(seen.map(\.granted).sorted() == [25, 25, 25, 25] && seen.map(\.used).max() == 99)
            try store.leases([other]) { rows, _ in
                seen = rows[other] ?? []
                return []
            }
            #expect(seen.isEmpty)
            try store.tidy()
            try store.leases([key]) { rows, _ in
                seen = rows[key] ?? []
                return []
            }
            #expect(seen.isEmpty, "a day of 1970 is long over")
        }

        @Test("A connection that is lost fails once, and is made anew")
        func reconnects() throws {
            let test = try TestStore(.postgres)
            let store = try test.shared()
            #expect(try store.replace("a", version: 0, with: "x"))
            try test.endConnections()
            #expect(throws: StoreFailure.self) {
                _ = try store.wait(atMost: .seconds(5))
                _ = try store.wait(atMost: .seconds(5))
            }
            #expect(try store.document("a") == SharedDocument(version: 1, text: "x"))
        }

        @Test("Papers of the leader are written by who leads; everybody reads what has changed, in order")
        func archive() throws {
            let test = try TestStore(.postgres)
            let beats = try test.shared()
            _ = try beats.beat(Self.beat("one"))
            let (one, two) = (try test.archive(), try test.archive())
            let text = "{\"a\": \"o'hara\\u001f✓\"}"
            #expect(
                try one.write(
                    [
                        SharedPaper(name: "proof/r\u{1F}b", text: text, isOfLeader: true),
                        SharedPaper(name: "report/1", text: "x", isOfLeader: false),
                    ], by: "one"))
            let read = try two.papers(after: 0)
            #expect(read.map(\.name) == ["proof/r\u{1F}b", "report/1"] && read.first?.text == text)
            #expect(read.map(\.node) == ["one", "one"] && read.map(\.isOfLeader) == [true, false])
            #expect(read.map(\.revision) == read.map(\.revision).sorted() && read.allSatisfy { $0.revision > 0 })
            // Who does not lead may report, and no more.
            let late = [
                SharedPaper(name: "proof/r\u{1F}b", text: "stale", isOfLeader: true),
                SharedPaper(name: "report/2", text: "y", isOfLeader: false),
            ]
            #expect(try !two.write(late, by: "two"))
            #expect(try one.papers(after: read[1].revision).map(\.name) == ["report/2"])
            #expect(try one.papers(after: 0).first?.text == text)
            // Nor may who did, once its time is over.
            try test.run("UPDATE shared_leaders SET until = 0")
            #expect(try !one.write([SharedPaper(name: "schedule", text: "s", isOfLeader: true)], by: "one"))
            _ = try beats.beat(Self.beat("two"))
            #expect(try two.write(late, by: "two"))
            #expect(try one.papers(after: read[1].revision).map(\.text).sorted() == ["stale", "y"])
            // Of reports, the oldest go; of others, those that nobody has written for long.
            try two.tidy("report/", most: 1, age: 1000)
            try test.run("UPDATE shared_archive SET changed = 0 WHERE name LIKE 'proof/%'")
            try two.tidy("proof/", most: .max, age: 1000)
            #expect(try one.papers(after: 0).map(\.name) == ["report/2"])
        }

        @Test("More papers than are read at once come in pieces, and none is lost when the connection is")
        func manyPapers() throws {
            let test = try TestStore(.postgres)
            let archive = try test.archive()
            let papers = (0..<250).map { SharedPaper(name: "report/\($0)", text: "\($0)", isOfLeader: false) }
            #expect(try archive.write(papers, by: "one"))
            try test.endConnections()
            #expect(throws: StoreFailure.self) { try archive.papers(after: 0) }
            var read: [SharedPaper] = []
            while true {
                let more = try archive.papers(after: read.last?.revision ?? 0)
                if more.isEmpty { break }
                read += more
            }
            #expect(read.map(\.name) == papers.map(\.name))
        }
    }
#endif
