import NIOCore
import PlanBLedger
import PlanBPolicy
import PlanBProviders
import PlanBTesting
import PlanBVocabulary
import Synchronization
import Testing

@testable import PlanBEngine
@testable import PlanBWatch

/// The watchman over a real gateway, in time that is moved by hand.
struct WatchmanTests {
    /// Answers with statuses in order, the last one for ever; 0: no answer. A host that is called `dead` never answers.
    private final class FakeFetcher: Fetcher {
        let statuses: Mutex<[Int]>
        let bodies = Mutex<[(host: String, text: String)]>([])

        init(_ statuses: [Int]) { self.statuses = Mutex(statuses) }

        func fetch(_ request: FetchRequest) async throws(AttemptFailure) -> FetchAnswer {
            bodies.withLock {
                $0.append((request.origin.host, request.body.reveal { String(decoding: $0, as: UTF8.self) }))
            }
            guard request.origin.host != "dead" else { throw AttemptFailure(.refused) }
            let status = statuses.withLock { $0.count > 1 ? $0.removeFirst() : $0.first ?? 0 }
            guard status > 0 else { throw AttemptFailure(.malformed) }
            return FetchAnswer(status: status, body: ByteBuffer(string: "<html>garbage"))
        }
    }

    /// A secret that comes and goes.
    private final class Key: SecretSource {
        let isThere = Mutex(true)
        func current() -> Secret? { isThere.withLock { $0 } ? Secret("sk-canary-of-the-key") : nil }
        var problem: String? { isThere.withLock { $0 } ? nil : "env:KEY: the variable is not set" }
    }

    /// What the watchman is told, and what it says.
    private final class Papers: Sendable {
        let webhooks: Mutex<[Webhook]>
        let events = Mutex<[Occurrence]>([])
        let said = Mutex<[String]>([])
        init(_ webhooks: [Webhook]) { self.webhooks = Mutex(webhooks) }
    }

    private struct Scene {
        let time = ManualTime()
        let key = Key()
        let fetcher: FakeFetcher
        let papers: Papers
        let gateway: Gateway
        let watchman: Watchman

        init(_ statuses: [Int] = [200], targets: Int = 1, _ webhooks: [Webhook] = [webhook()]) {
            let (fetcher, papers, key) = (FakeFetcher(statuses), Papers(webhooks), self.key)
            let targets = (0..<targets).map { index in
                UpstreamTarget(
                    id: TargetID(index), name: "t\(index)", provider: Catalog.providers[0],
                    origin: Origin(host: "h\(index)", port: 80, isTLS: false), basePath: "/v1", model: "m",
                    credential: .configured(key), account: "a\(index)")
            }
            let snapshot = Snapshot(
                generation: 1, mode: .demo, targets: targets,
                routes: RouteTable([Route(pattern: ModelPattern("m"), targets: targets.map(\.id))]), keys: .empty,
                listener: ListenerSettings(
                    listen: .init(host: "127.0.0.1", port: 0), admin: .init(host: "127.0.0.1", port: 0)))
            gateway = Gateway(
                snapshot: snapshot, time: time, ledger: MemoryLedger(), ids: RequestIDs(seed: (1, 2)),
                entropy: Entropy(seed: 1))
            watchman = Watchman(
                gateway,
                .init(
                    node: "n1", time: time, webhooks: { papers.webhooks.withLock { $0 } },
                    record: { event in papers.events.withLock { $0.append(event) } }, fetcher: fetcher,
                    say: { line in papers.said.withLock { $0.append(line) } }))
            (self.fetcher, self.papers) = (fetcher, papers)
        }

        static func webhook(_ host: String = "hooks.example", _ kinds: AlertKind...) -> Webhook {
            Webhook(
                origin: Origin(host: host, port: 443, isTLS: true), target: Secret("/canary-of-the-hook"),
                kinds: kinds.isEmpty ? Set(AlertKind.allCases) : Set(kinds))
        }

        /// Lets time pass, as the watchman's beats.
        func pass(_ seconds: Double) async {
            for _ in 0..<Int((seconds / 0.15).rounded()) {
                time.advance(.milliseconds(150))
                for errand in watchman.look() { await watchman.perform(errand) }
            }
        }

        /// The targets fail as if they refused connections, all at once; or are found well.
        func fail(_ isFailing: Bool) {
            var chance = Chance(1)
            let now = time.now()
            gateway.board.with { health in
                for slot in gateway.installation.slots {
                    if isFailing {
                        for _ in 0..<3 {
                            _ = health.fail(slot, AttemptFailure(.dns), started: now, now: now, &chance)
                        }
                    } else {
                        health.beginProbe(slot)
                        health.endProbe(slot, nil, started: now, now: now, &chance)
                    }
                }
            }
        }

        var events: [String] { papers.events.withLock { $0.map { "\($0.kind) \($0.subject): \($0.detail)" } } }
        var bodies: [String] { fetcher.bodies.withLock { $0.map(\.text) } }
        func heard(_ words: String) -> Int { bodies.count { $0.contains(words) } }
        /// What became of messages, by webhook and outcome.
        var notices: [String: Int] {
            Dictionary(
                gateway.metrics.reading.notices.entries.map { ("\($0.key.webhook) \($0.key.outcome)", $0.count) },
                uniquingKeysWith: +)
        }
    }

    @Test("A target that dies and comes back: on record at once, told after two seconds, told that it is over")
    func life() async {
        let scene = Scene()
        await scene.pass(1)
        #expect(scene.events.isEmpty && scene.bodies.isEmpty)
        scene.fail(true)
        await scene.pass(0.15)
        #expect(scene.events == ["health endpoint h0: open: dns"])
        await scene.pass(10)
        #expect(scene.bodies.count == 1 && scene.heard("\"kind\":\"target_down\",\"subject\":\"t0\"") == 1)
        scene.fail(false)
        await scene.pass(20)
        #expect(scene.events == ["health endpoint h0: open: dns", "health endpoint h0: recovering: dns"])
        #expect(scene.bodies.count == 2 && scene.heard("\"resolved\":true") == 1)
        #expect(!scene.bodies.joined().contains("canary"))
        #expect(scene.notices == ["hooks.example delivered": 2])
    }

    @Test("What is not well when it begins to watch is news")
    func beginning() async {
        let scene = Scene()
        scene.fail(true)
        await scene.pass(0.15)
        #expect(scene.events == ["health endpoint h0: open: dns"])
    }

    @Test("A hundred targets are one message, an event each")
    func storm() async {
        let scene = Scene(targets: 100)
        await scene.pass(1)
        scene.fail(true)
        await scene.pass(30)
        #expect(scene.events.count == 100 && scene.bodies.count == 1 && scene.heard("\"count\":100") == 1)
    }

    @Test("A secret that is gone is told by its reference")
    func credential() async {
        let scene = Scene()
        await scene.pass(1)
        scene.key.isThere.withLock { $0 = false }
        await scene.pass(10)
        #expect(scene.heard("\"kind\":\"key_rejected\"") == 1 && scene.heard("env:KEY: the variable is not set") == 1)
        scene.key.isThere.withLock { $0 = true }
        await scene.pass(10)
        #expect(scene.heard("\"resolved\":true") == 1 && scene.bodies.count == 2)
    }

    @Test("A webhook that is dead keeps no other one waiting, and gets its message when it is back; it is said once")
    func outage() async {
        let scene = Scene([500, 0, 500, 204], [Scene.webhook()])
        scene.fail(true)
        await scene.pass(30)
        #expect(scene.bodies.count == 4 && Set(scene.bodies).count == 1)
        #expect(
            scene.papers.said.withLock { $0 } == [
                "planb: the webhook at hooks.example answered 500; its messages are tried again",
                "planb: the webhook at hooks.example takes messages again",
            ])
        let both = Scene([200], [Scene.webhook("dead"), Scene.webhook()])
        both.fail(true)
        await both.pass(5)
        #expect(both.fetcher.bodies.withLock { $0.count { $0.host == "hooks.example" } } == 1)
        #expect(both.fetcher.bodies.withLock { $0.count { $0.host == "dead" } } >= 1)
    }

    @Test("What a dead webhook missed does not pile up: it hears the last word")
    func noPile() async {
        let scene = Scene([0], [Scene.webhook("dead")])
        for _ in 0..<5 {
            scene.fail(true)
            await scene.pass(70)
            scene.fail(false)
            await scene.pass(70)
        }
        // The first message is all that was ever on its way.
        #expect(Set(scene.bodies).count == 1)
    }

    @Test("A message that is refused is dropped, counted and mentioned in the next one")
    func refused() async {
        let scene = Scene([400, 200])
        scene.fail(true)
        await scene.pass(10)
        scene.fail(false)
        await scene.pass(20)
        #expect(scene.bodies.count == 2 && scene.heard("\"left_out\":1") == 1)
        #expect(scene.notices == ["hooks.example dropped": 1, "hooks.example delivered": 1])
    }

    @Test("A reload that brings a webhook tells it what is the case; those that stay are told nothing twice")
    func reload() async {
        let scene = Scene()
        scene.fail(true)
        await scene.pass(10)
        scene.papers.webhooks.withLock { $0.append(Scene.webhook("new.example", .targetDown)) }
        await scene.pass(10)
        #expect(scene.fetcher.bodies.withLock { $0.map(\.host) } == ["hooks.example", "new.example"])
        _ = scene.papers.webhooks.withLock { $0.removeFirst() }
        scene.fail(false)
        await scene.pass(20)
        #expect(scene.fetcher.bodies.withLock { $0.map(\.host) } == ["hooks.example", "new.example", "new.example"])
    }

    @Test("A change of the configuration that is refused")
    func refusedReload() async {
        let scene = Scene()
        await scene.pass(1)
        scene.gateway.metrics.countRejectedReload()
        await scene.pass(5)
        #expect(scene.heard("\"kind\":\"reload_failed\"") == 1)
    }

    @Test("Drills are put on record, and one that is ended early is told")
    func drills() async {
        let scene = Scene()
        let note = DrillNote(
            id: "d1", route: "support", level: .live, backup: "t0",
            started: scene.time.epochMilliseconds() + 1, state: .running)
        let shelf = Shelf()
        scene.gateway.knowDrills { shelf.notes.withLock { $0 } }
        await scene.pass(1)
        shelf.notes.withLock { $0 = [note] }
        await scene.pass(1)
        var over = note
        (over.state, over.reason) = (.aborted, "it cost as much as the cap allows")
        shelf.notes.withLock { [over] in $0 = [over] }
        await scene.pass(5)
        #expect(
            scene.events == [
                "drill support: live, begun; d1", "drill support: live, aborted: it cost as much as the cap allows; d1",
            ])
        #expect(scene.bodies.count == 1 && scene.heard("\"kind\":\"drill_aborted\",\"subject\":\"support\"") == 1)
    }

    private final class Shelf: Sendable {
        let notes = Mutex<[DrillNote]>([])
    }

    @Test("Models that end within 30 days")
    func retirements() throws {
        func target(_ index: Int, _ model: String) -> UpstreamTarget {
            UpstreamTarget(
                id: TargetID(index), name: "t\(index)",
                provider: Catalog.provider(named: "openai") ?? Catalog.providers[0],
                origin: Origin(host: "h", port: 80, isTLS: false), basePath: "/v1", model: model)
        }
        var catalog = ModelCatalog()
        catalog.add(
            ModelOffer(
                model: "m", lineage: "m", provider: "openai", ids: ["m-1"], contract: Contract(), ends: "2027-01-14",
                version: "2026-11-01"))
        let end = try #require(LedgerTime.parseDay("2027-01-14", now: 0))
        let snapshot = Snapshot(
            generation: 1, mode: .demo, targets: [target(0, "nobody-knows-it"), target(1, "m-1")],
            routes: RouteTable([]), keys: .empty,
            listener: ListenerSettings(
                listen: .init(host: "127.0.0.1", port: 0), admin: .init(host: "127.0.0.1", port: 0)), catalog: catalog)
        #expect(Retirement.near(snapshot, today: end - 31).isEmpty)
        for left in [30, 0, -5] {
            let near = Retirement.near(snapshot, today: end - Int64(left))
            #expect(near == [Retirement(target: "t1", model: "m-1", day: "2027-01-14", daysLeft: left)])
        }
    }
}
