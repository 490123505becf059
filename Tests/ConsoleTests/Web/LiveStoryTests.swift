import PlanBLedger
import PlanBVocabulary
import Testing

@testable import PlanBConsole

/// What a watching browser is told.
struct LiveStoryTests {
    private func open(_ id: String, _ number: Int = 1, _ target: String = "a", at time: Int64 = 0) -> LedgerEntry {
        .open(
            OpenEntry(
                request: id, number: number, reason: number == 1 ? "first" : "failover", time: time,
                expires: time + 1000,
                key: "k", route: "r", operation: "chat", asked: "r", target: target, vendor: "v", model: "m",
                promptTokens: 1))
    }

    private func failed(_ id: String, _ target: String) -> LedgerEntry {
        .attempt(
            AttemptEntry(
                request: id, number: 1, reason: "first", target: target, model: "m", outcome: "503",
                failure: .overloaded,
                duration: .zero, detail: ""))
    }

    private func ended(_ id: String) -> LedgerEntry {
        .request(
            RequestEntry(
                id: id, key: "k", route: "r", operation: .chat, model: "r", target: "b", outcome: .answered,
                status: 200,
                attempts: 2, commitAfter: nil, duration: .milliseconds(1500), usage: Usage(input: 3, output: 4),
                cost: 1_500_000,
                generation: 1))
    }

    @Test("A request begins, moves on with its reason, and ends")
    func story() {
        var story = LiveStory()
        #expect(story.events([open("1")]).map(\.name) == ["begin"])
        let moved = story.events([failed("1", "a"), open("1", 2, "b")])
        #expect(moved.map(\.name) == ["try", "failover"])
        #expect(moved.last?.cells.map(\.text).suffix(3) == ["failover", "r: a → b", "a: overloaded"])
        #expect(story.events([open("1", 3, "b")]).map(\.name) == ["try"], "the same target again is no failover")
        let end = story.events([ended("1")])
        #expect(end.map(\.name) == ["end"])
        #expect(
            end.first?.cells.map(\.text) == ["1", "r", "b", "answered", "200", "2", "1.5s", "3+4", "0.0015 USD"])
        #expect(story.events([failed("1", "a"), .event(EventEntry(time: 0, kind: "start", detail: ""))]) == [])
    }

    @Test("What began before is told when it ends")
    func unknown() { #expect(LiveStoryTests.names([ended("0")]) == ["end"]) }

    @Test("So many are followed; those whose end was missed make room when they must be over")
    func bounded() {
        var story = LiveStory()
        for index in 0..<LiveStory.most { #expect(story.events([open("\(index)")]).count == 1) }
        #expect(story.events([open("more", at: 500)]) == [])
        #expect(story.events([open("more", at: 2000)]).map(\.name) == ["begin"])
    }

    private static func names(_ entries: [LedgerEntry]) -> [String] {
        var story = LiveStory()
        return story.events(entries).map(\.name)
    }

    @Test("Health is told when it changes, and only then")
    func health() {
        var news = HealthNews([("endpoint a", "closed", nil), ("endpoint b", "open", .overloaded)])
        #expect(news.changes([("endpoint a", "closed", nil), ("endpoint b", "open", .rateLimited)], time: 0) == [])
        let changes = news.changes(
            [("endpoint a", "open", .overloaded), ("endpoint b", "closed", nil), ("endpoint c", "closed", nil)], time: 0
        )
        #expect(
            changes.map { $0.cells.map(\.text) } == [
                ["00:00:00 UTC", "given up", "endpoint a", "overloaded"],
                ["00:00:00 UTC", "well again", "endpoint b", ""],
            ])
        #expect(HealthNews.text(changes).contains("\"said\":\"given up: endpoint a; well again: endpoint b\""))
        // Parts that are new and not well are told, those that went are not.
        #expect(news.changes([("endpoint d", "recovering", nil)], time: 0).count == 1)
    }
}
