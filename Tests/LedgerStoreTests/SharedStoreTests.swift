#if Postgres
    import PlanBLedger
    import PlanBLedgerPostgres
    import PlanBVocabulary
    import Testing

    /// What several nodes have in common, in a real PostgreSQL.
    @Suite(.enabled(if: StoreKind.available.contains(.postgres)))
    struct SharedStoreTests {
        private static func beat(_ node: String) -> NodeBeat {
            NodeBeat(node: node, version: "1", configuration: "abc")
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
    }
#endif
