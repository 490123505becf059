import PlanBCluster
import PlanBEngine
import PlanBLedger
import PlanBPolicy
import PlanBTesting
import PlanBVocabulary
import Synchronization
import Testing

/// One node's part in a cluster, turn by turn.
struct ClusterTests {
    private static let dollar = 1_000_000_000

    /// A node with its gateway, and what its service said.
    private final class Node: Sendable {
        let gateway: Gateway
        let store: MemorySharedStore
        let time = ManualTime()
        let service: ClusterService

        init(_ name: String, _ database: MemorySharedStore.Database, spent: Int = 0, refuses: Bool = false) {
            let key = VirtualKey(
                id: "abcdefgh", mac: [], name: "a",
                allotment: Allotment(budget: Budget(limit: ClusterTests.dollar, period: .total, mode: .strict)))
            let snapshot = Snapshot(
                generation: 1, mode: .production, targets: [], routes: RouteTable([]),
                keys: KeyRing(pepper: Secret("p"), keys: [key]),
                listener: ListenerSettings(
                    listen: .init(host: "127.0.0.1", port: 1), admin: .init(host: "127.0.0.1", port: 2)))
            gateway = Gateway(
                snapshot: snapshot, time: time, ledger: NoLedger(), ids: RequestIDs(seed: (1, 2)),
                entropy: Entropy(seed: 1))
            let store = MemorySharedStore(database, node: name)
            self.store = store
            let (said, taken, confirmed) = (Box([String]()), Box([SharedDocument?]()), Box(0))
            boxes = (said, taken, confirmed)
            service = ClusterService(
                .init(
                    gateway: gateway, store: store, clock: time,
                    beat: { NodeBeat(node: name, version: "1", configuration: "c") },
                    spent: { $0.map { SpentSum(account: $0.account, period: $0.period, amount: spent) } },
                    documents: [
                        "keys": { document in
                            if refuses { throw StoreFailure(.question, "cannot be used") }
                            taken.edit { $0.append(document) }
                        }
                    ], confirmed: { _, _ in confirmed.edit { $0 += 1 } },
                    onChange: { trouble in said.edit { $0.append(trouble ?? "well") } }))
        }

        private let boxes: (Box<[String]>, Box<[SharedDocument?]>, Box<Int>)
        var messages: [String] { boxes.0.value }
        var documents: [SharedDocument?] { boxes.1.value }
        var confirmations: Int { boxes.2.value }

        /// One attempt of so much; whether there was money for it.
        func spend(_ amount: Int) -> Bool {
            gateway.withMoney { book in
                let scopes = book.scopes(key: "key:abcdefgh", team: nil, route: nil)
                guard let holds = try? book.hold(scopes, Quote(expected: amount, most: .success(amount)), epoch: 0)
                else { return false }
                book.settle(holds, cost: amount)
                return true
            }
        }
    }

    private final class Box<Value: Sendable>: Sendable {
        private let content: Mutex<Value>
        init(_ value: Value) { content = Mutex(value) }
        var value: Value { content.withLock { $0 } }
        func edit(_ change: (inout Value) -> Void) { content.withLock { change(&$0) } }
    }

    @Test("A node alone has everything after its first exchange, and nothing of a strict budget before")
    func alone() {
        let node = Node("a", MemorySharedStore.Database())
        #expect(!node.spend(1))
        #expect(node.service.exchange())
        #expect(node.spend(Self.dollar) && !node.spend(1))
        #expect(node.service.isLeading && node.service.state.fellowship?.members.count == 1)
    }

    @Test("What a node spent before it was started is spent")
    func restarted() {
        let node = Node("a", MemorySharedStore.Database(), spent: Self.dollar - 5)
        #expect(node.service.exchange())
        #expect(!node.spend(6) && node.spend(5))
    }

    @Test("Two nodes never spend more than there is, and the second gets what the first gives up")
    func two() {
        let database = MemorySharedStore.Database()
        let (one, two) = (Node("a", database), Node("b", database))
        var spent = 0
        for _ in 0..<200 {
            for node in [one, two] {
                _ = node.service.exchange()
                node.time.advance(.milliseconds(250))
                if node.spend(Self.dollar / 20) { spent += Self.dollar / 20 }
            }
        }
        #expect(spent == Self.dollar)
    }

    @Test("A database that is away is said once, changes nothing for what is held, and is said to be back")
    func away() {
        let node = Node("a", MemorySharedStore.Database())
        #expect(node.service.exchange())
        node.store.isCut = true
        for _ in 0..<3 {
            node.time.advance(.seconds(5))
            #expect(!node.service.exchange())
        }
        #expect(node.spend(Self.dollar / 2))
        #expect(!node.service.isLeading, "its time is over, and it cannot know who leads now")
        node.store.isCut = false
        #expect(node.service.exchange() && node.service.isLeading)
        #expect(node.messages == ["the way is cut", "well"])
    }

    @Test("A document is handed on when it is new, also if it was never written, and confirmed with every beat")
    func documents() throws {
        let database = MemorySharedStore.Database()
        let node = Node("a", database)
        _ = node.service.exchange()
        _ = node.service.exchange()
        #expect(node.documents == [nil] && node.confirmations == 1)
        let other = MemorySharedStore(database, node: "b")
        #expect(try other.replace("keys", version: 0, with: "x"))
        node.time.advance(.seconds(2))
        _ = node.service.exchange()
        #expect(node.documents == [nil, SharedDocument(version: 1, text: "x")] && node.confirmations == 2)
        // What cannot be reached is not confirmed.
        node.store.isCut = true
        node.time.advance(.seconds(2))
        _ = node.service.exchange()
        #expect(node.confirmations == 2)
    }

    @Test("A document that cannot be used is not confirmed, and tried again")
    func refused() {
        let node = Node("a", MemorySharedStore.Database(), refuses: true)
        for _ in 0..<3 { #expect(!node.service.exchange()) }
        #expect(node.confirmations == 0 && node.messages == ["cannot be used"])
    }

    @Test("One leads as long as the database says so")
    func leads() {
        let database = MemorySharedStore.Database()
        let node = Node("a", database)
        database.lead("b")
        _ = node.service.exchange()
        #expect(!node.service.isLeading && node.service.state.fellowship?.leader == "b")
        database.lead("a")
        node.time.advance(.seconds(2))
        _ = node.service.exchange()
        #expect(node.service.isLeading)
        node.time.advance(.seconds(8))
        #expect(!node.service.isLeading)
    }
}

/// Keeps nothing.
private struct NoLedger: LedgerSink {
    func append(_ entries: [LedgerEntry]) {}
}
