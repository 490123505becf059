import Foundation
import Testing

@testable import PlanBConsole

/// The screen of `planb top`: what it says, and that it fits.
struct TopTests {
    // MARK: - Width

    @Test(
        "A text takes the columns that a terminal gives it",
        arguments: [
            ("abc", 3), ("é", 1), ("e\u{301}", 1), ("日本", 4), ("한국", 4), ("🚀", 2), ("ｆ", 2), ("…", 1), ("", 0),
            ("ก็", 1), ("\u{1112}\u{1161}\u{11AB}", 2),
        ])
    func width(text: String, columns: Int) { #expect(ScreenText.width(text) == columns) }

    @Test(
        "What a terminal obeys, or is unsure about, is not shown",
        arguments: [
            ("a\u{1B}[2Jb", "a·[2Jb"), ("a\nb\tc\u{7}", "a b c·"), ("a\u{202E}b", "a·b"), ("👩\u{200D}🚀", "👩·🚀"),
            ("✌\u{FE0F}", "✌"), ("👍\u{1F3FD}", "👍"), ("\u{1F1E9}\u{1F1EA}", "DE"), ("\u{301}a", "a"),
            ("a" + String(repeating: "\u{301}", count: 50), "a\u{301}\u{301}"), ("\u{9B}31m", "·31m"),
        ])
    func harmless(text: String, shown: String) { #expect(ScreenText.harmless(text) == shown) }

    @Test("Cut or filled up, a text takes exactly its columns, and wide ones are not cut in half")
    func fitted() {
        for text in ["", "a", "abcdef", "日本語日本語", "a🚀b🚀", "e\u{301}e\u{301}e\u{301}"] {
            for columns in 0...14 {
                #expect(ScreenText.width(ScreenText.fitted(text, columns)) == columns, "\(text) in \(columns)")
                #expect(ScreenText.width(ScreenText.cut(text, columns)) <= columns)
            }
        }
        #expect(ScreenText.fitted("日本語", 5) == "日本…" && ScreenText.fitted("日本語", 4) == "日… ")
        #expect(ScreenText.fitted("ab", 4, toTheRight: true) == "  ab")
    }

    // MARK: - Metrics

    @Test("Samples are read with their labels; what is none is left out")
    func metrics() {
        let samples = MetricsSamples(
            """
            # HELP a b
            # TYPE a counter
            a 3
            a{x="1",y="q\\"\\\\\\n}"} 4.5
            b{le="+Inf"} +Inf
            c{x="1"} 7 1700000000 # {trace_id="x"} 0.1
            broken{x="1
            also broken
            {} 3
            d{} -1
            """)
        #expect(
            samples.named("a") == [
                .init(labels: [:], value: 3), .init(labels: ["x": "1", "y": "q\"\\\n}"], value: 4.5),
            ])
        #expect(samples.total("a") == 7 && samples.named("c").first?.count == 7)
        #expect(samples.named("b").first?.count == 0 && samples.total("d") == 0 && samples.named("broken").isEmpty)
    }

    // MARK: - Rates

    private func reading(_ at: Double, _ requests: Int, _ answered: Int, failovers: Int = 0) -> TopReading {
        var reading = TopReading(at: at)
        reading.routeNames = ["chat"]
        reading.routes = ["chat": .init(requests: requests, answered: answered)]
        reading.targets = [
            .init(name: "t", vendor: "v", isUsable: true, health: "well", cause: "")
        ]
        reading.attempts = ["t": .init(attempts: requests, good: answered)]
        reading.failovers = [.init(route: "chat", from: "t", to: "", reason: "timeout"): failovers]
        return reading
    }

    @Test("Rates are of the last ten seconds, shares of the last minute")
    func rates() {
        var state = TopState(place: "x")
        #expect(state.isEmpty && state.routes.isEmpty)
        // One a second, all answered, for 100 seconds; then three a second, of which one fails.
        for second in 0...100 { state.note(reading(Double(second), second, second), time: "") }
        #expect(state.routes[0].rate == 1 && state.routes[0].served == 1)
        for second in 1...5 { state.note(reading(100 + Double(second), 100 + 3 * second, 100 + 2 * second), time: "") }
        #expect(state.routes[0].rate == 2)
        // 55 of the one kind and 15 of the other, of which 10 were answered.
        #expect(state.routes[0].served == 65.0 / 70)
        #expect(abs((state.targets[0].failed ?? 0) - 5.0 / 70) < 1e-9 && state.readings.count < 70)
        #expect(state.total.rate == 2 && state.total.served == 65.0 / 70)
    }

    @Test("A gateway that began again has begun at nothing")
    func restart() {
        var state = TopState(place: "x")
        state.note(reading(0, 1000, 1000), time: "")
        state.note(reading(10, 20, 10), time: "")
        #expect(state.routes[0].rate == 2 && state.routes[0].served == 0.5)
    }

    @Test("Failovers are told as they happen, the newest first, and not those before")
    func failovers() {
        var state = TopState(place: "x")
        state.note(reading(0, 0, 0, failovers: 5), time: "00:00:00")
        #expect(state.events.isEmpty)
        state.note(reading(1, 0, 0, failovers: 7), time: "00:00:01")
        state.note(reading(2, 0, 0, failovers: 7), time: "00:00:02")
        state.note(reading(3, 0, 0, failovers: 8), time: "00:00:03")
        #expect(state.events.map(\.count) == [1, 2] && state.events.map(\.time) == ["00:00:03", "00:00:01"])
        for second in 4...1000 { state.note(reading(Double(second), 0, 0, failovers: 4 + second), time: "") }
        #expect(state.events.count == 200)
    }

    // MARK: - Answers of the admin port

    @Test("A reading is put together from answers; requests that were the client's own mistake do not count")
    func answers() throws {
        let metrics = """
            planb_requests_total{route="chat",outcome="answered",code="200"} 90
            planb_requests_total{route="chat",outcome="failed",code="503"} 10
            planb_requests_total{route="chat",outcome="failed",code="400"} 7
            planb_requests_total{route="chat",outcome="surfaced",code="400"} 7
            planb_requests_total{route="chat",outcome="abandoned",code="200"} 7
            planb_attempts_total{target="t",outcome="200"} 90
            planb_attempts_total{target="t",outcome="timeout"} 30
            planb_failovers_total{route="chat",from="t",reason="timeout"} 30
            planb_journal_open_requests 4
            """
        let reading = try TopReading(
            at: 0,
            status: Data(
                """
                {"status":"serving","mode":"demo","generation":3,"routes":[{"name":"chat","try":["t"]}],"targets":[
                {"name":"t","provider":"p","vendor":"v","state":"configured","health":"open","cause":"timeout"}],"health":[]}
                """.utf8), metrics: Data(metrics.utf8),
            budgets: Data(
                """
                {"budgets":[{"account":"key:a","per":"day","limit_nanodollars":10,"spent_nanodollars":4,"held_nanodollars":1}]}
                """.utf8), usage: Data(#"{"rows":[{"route":"chat","cost_nanodollars":1500000000}]}"#.utf8),
            requests: Data(
                #"{"requests":[{"route":"chat","commit_ms":100},{"route":"chat","commit_ms":300},{"route":"chat"}]}"#
                    .utf8))
        #expect(reading.routes == ["chat": .init(requests: 100, answered: 90)] && reading.running == 4)
        #expect(reading.attempts == ["t": .init(attempts: 120, good: 90)])
        #expect(reading.targets[0].health == "open" && reading.budgets[0].spent == 4)
        #expect(reading.latencies["chat"] == .init(p50: 100, p99: 300) && reading.spend == ["chat": 1_500_000_000])
        #expect(throws: UnreadableAnswer.self) {
            try TopReading(
                at: 0, status: Data("{}".utf8), metrics: Data(), budgets: Data("{}".utf8), usage: nil, requests: nil)
        }
    }

    // MARK: - Frames

    private func busy() -> TopState {
        var state = TopState(place: "127.0.0.1:8701")
        for second in 0...1 {
            var reading = TopReading(at: Double(second))
            (reading.status, reading.mode, reading.generation) = ("serving", "production", 3)
            let hostile = [
                "\u{1B}[2J\u{1B}]0;pwned\u{7}", "日本語のとても長いルートの名前日本語のとても長いルート", "a\r\nb", "🚀🚀🚀", "\u{202E}gnp",
            ]
            reading.routeNames = hostile + (0..<40).map { "route-\($0)" }
            for (index, name) in reading.routeNames.enumerated() {
                reading.routes[name] = .init(requests: 100 * second * index, answered: 99 * second * index)
                reading.latencies[name] = .init(p50: 300, p99: 90_000)
            }
            reading.targets = reading.routeNames.map {
                .init(name: $0, vendor: "日本", isUsable: true, health: "open", cause: "first_token")
            }
            reading.budgets = [
                .init(account: "key:\u{1B}[31m", per: "month", limit: 50_000_000_000, spent: 49_000_000_000, held: 0)
            ]
            reading.failovers = [.init(route: "chat", from: "\u{1B}c", to: "b", reason: "timeout"): 3 * second]
            reading.spend = [:]
            reading.running = 12
            state.note(reading, time: "11:02:03")
        }
        return state
    }

    @Test("A frame fits into any terminal, and has nothing in it that one obeys")
    func sizes() {
        let empty = TopState(place: "x")
        var away = busy()
        away.problem = "the gateway does not answer\u{1B}[2J"
        for (columns, rows) in [
            (80, 24), (1, 1), (2, 3), (13, 5), (40, 10), (79, 23), (200, 60), (1000, 1000), (0, -5),
        ] {
            for state in [busy(), empty, away] {
                let size = TopFrame.Size(columns: columns, rows: rows)
                let lines = TopFrame.frame(state, size)
                #expect(lines.count == size.rows, "\(columns)x\(rows)")
                for line in lines {
                    #expect(ScreenText.width(line.text) <= size.columns, "\(columns)x\(rows): \(line.text)")
                    #expect(line.text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F })
                }
            }
        }
    }

    @Test("In 80 by 24 every part has its place, and what is left out is counted")
    func usual() {
        let lines = TopFrame.frame(busy(), TopFrame.Size(columns: 80, rows: 24)).map(\.text)
        #expect(lines[0].hasPrefix("planb top  127.0.0.1:8701  11:02:03  serving, production mode"))
        #expect(lines[1].contains("12 running") && lines[1].contains("requests/s"))
        for head in ["ROUTE", "TARGET", "BUDGET", "FAILOVER"] {
            #expect(lines.contains { $0.hasPrefix(head) }, "\(head)")
        }
        #expect(lines.contains { $0.hasPrefix("… ") && $0.hasSuffix(" more") } && lines[23].hasPrefix("q quit"))
        #expect(lines.contains { $0.contains("98 %") && $0.contains("$49.00") && $0.contains("$50.00") })
        #expect(lines.contains { $0.contains("given up: first_token") })
        #expect(lines.contains { $0.contains("chat: ·c to b") && $0.contains("timeout") })
    }

    @Test("That the gateway is away is said, and what was known of it stays")
    func away() {
        var state = busy()
        state.problem = "the gateway's admin port does not answer; trying again (11:02:04)"
        let lines = TopFrame.frame(state, TopFrame.Size(columns: 80, rows: 24))
        #expect(lines[1].style == .alarm && lines[1].text.hasPrefix("the gateway's admin port does not answer"))
        #expect(lines.contains { $0.text.hasPrefix("ROUTE") })
    }

    @Test("Keys sort, others do nothing")
    func order() {
        var state = busy()
        func press(_ key: Unicode.Scalar) -> Bool { state.press(UInt8(ascii: key)) }
        #expect(!press("x") && press("r"))
        let rates = state.routes.compactMap(\.rate)
        #expect(rates == rates.sorted(by: >) && state.routes[0].name == "route-39")
        #expect(press("n"))
        #expect(state.routes.map(\.name) == state.routes.map(\.name).sorted())
        #expect(press("s") && press("c"))
        #expect(state.routes.map(\.name) == state.latest?.routeNames)
    }

    @Test("Room is shared fairly, and none is left while somebody wants some")
    func shares() {
        #expect(TopFrame.share(10, [20, 20]) == [5, 5] && TopFrame.share(10, [2, 20]) == [2, 8])
        #expect(TopFrame.share(3, [5, 5, 5, 5]) == [1, 1, 1, 0] && TopFrame.share(0, [1]) == [0])
        for room in 0...40 {
            for wanted in [[0, 7, 3], [50, 1, 0, 2], [], [9]] {
                let given = TopFrame.share(room, wanted)
                #expect(given.reduce(0, +) == min(room, wanted.reduce(0, +)))
                #expect(zip(given, wanted).allSatisfy { $0 <= $1 })
            }
        }
    }

    @Test(
        "Shares are never rounded to everything or to nothing",
        arguments: [
            (1.0, "100 %", "100 %"), (0.99999, "99.9 %", "100 %"), (0.0001, "0 %", "0.1 %"), (0, "0 %", "0 %"),
            (0.985, "98.5 %", "98.5 %"),
        ])
    func percent(share: Double, served: String, failed: String) {
        #expect(TopFrame.percent(share) == served && TopFrame.percent(share, roundsUp: true) == failed)
    }

    @Test("For a file everything is shown, and for scripts it is JSON")
    func snapshot() throws {
        let state = busy()
        let text = TopFrame.text(state)
        #expect(text.contains("route-39") && !text.contains("more") && !text.unicodeScalars.contains("\u{1B}"))
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(state.json.utf8)) as? [String: Any])
        #expect((object["routes"] as? [Any])?.count == 45 && (object["targets"] as? [Any])?.count == 45)
        let failover = (object["failovers"] as? [[String: Any]])?.first
        #expect(failover?["from"] as? String == "\u{1B}c" && failover?["count"] as? Int == 3)
        #expect(object["spend_today_nanodollars"] as? Int == 0 && object["running"] as? Int == 12)
        let empty = TopState(place: "x").json
        #expect((try JSONSerialization.jsonObject(with: Data(empty.utf8)) as? [String: Any])?["running"] is NSNull)
    }
}
