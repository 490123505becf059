import Foundation
import PlanBEngine
import PlanBLedger
import PlanBTesting
import PlanBVocabulary
import Testing

@testable import PlanBSettings

/// Keys that several nodes have in common.
struct SharedKeyTests {
    private static let configuration = """
        targets:
          a: {provider: openai, model: gpt-4.1, api_key: env:KEY}
        routes:
          gpt-4.1: {try: [a]}
        ledger: {postgres: "postgres://planb@db.example/planb"}

        """

    private func bytes(_ issued: KeyStore.Issued) -> [UInt8] { issued.text.reveal { $0 } }

    @Test("Keys that any node makes, renews or withdraws are those of all")
    func edits() throws {
        let (one, two) = (try Sandbox(), try Sandbox())
        let database = MemorySharedStore.Database()
        let stores = [one, two].enumerated().map { index, sandbox in
            (MemorySharedStore(database, node: "\(index)"), sandbox.path(".planb"))
        }
        try SharedPepper(data: stores[0].1, store: stores[0].0).agree()
        try FileManager.default.createDirectory(atPath: stores[1].1, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: stores[0].1 + "/pepper", toPath: stores[1].1 + "/pepper")
        try SharedPepper(data: stores[1].1, store: stores[1].0).agree()
        let keys = stores.map { store, data in
            KeyStore(shelf: SharedKeyShelf(store, place: "test"), dataDirectory: data)
        }
        let issued = try keys[0].create(name: "a")
        #expect(try keys[1].list().map(\.id) == [issued.id])
        let renewed = try keys[1].rotate(id: issued.id)
        #expect(renewed.id == issued.id && bytes(renewed) != bytes(issued))
        // What a node writes on its disk is what it starts with.
        let text = try keys[0].text()
        #expect(try KeyCache(data: stores[0].1).write(text))
        #expect(try !KeyCache(data: stores[0].1).write(text))
        let loaded = try one.load(Self.configuration)
        #expect(try loaded.snapshot.keys.verify(bytes(renewed), epoch: 0).name == "a")
        #expect(throws: KeyRing.Refusal.self) { try loaded.snapshot.keys.verify(bytes(issued), epoch: 0) }
        _ = try keys[0].revoke(id: issued.id)
        #expect(try keys[1].list().isEmpty)
        #expect(throws: KeyStoreFailure.self) { try keys[1].revoke(id: issued.id) }
    }

    @Test("Edits at the same time are all kept")
    func race() async throws {
        let sandbox = try Sandbox()
        let database = MemorySharedStore.Database()
        let data = sandbox.path(".planb")
        try SharedPepper(data: data, store: MemorySharedStore(database, node: "n")).agree()
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for index in 0..<8 {
                tasks.addTask {
                    let shelf = SharedKeyShelf(MemorySharedStore(database, node: "\(index)"), place: "test")
                    _ = try KeyStore(shelf: shelf, dataDirectory: data).create(name: "k\(index)")
                }
            }
            try await tasks.waitForAll()
        }
        let keys = KeyStore(
            shelf: SharedKeyShelf(MemorySharedStore(database, node: "n"), place: "test"), dataDirectory: data)
        #expect(Set(try keys.list().map(\.name)) == Set((0..<8).map { "k\($0)" }))
    }

    @Test("The pepper is compared, and never given away")
    func pepper() throws {
        let (one, two) = (try Sandbox(), try Sandbox())
        let database = MemorySharedStore.Database()
        let store = MemorySharedStore(database, node: "n")
        let data = one.path(".planb")
        try SharedPepper(data: data, store: store).agree()
        let pepper = try Data(contentsOf: URL(fileURLWithPath: data + "/pepper"))
        #expect(database.text("pepper")?.contains(pepper.map { String(format: "%02x", $0) }.joined()) == false)
        let missing = #expect(throws: KeyStoreFailure.self) {
            try SharedPepper(data: two.path(".planb"), store: store).agree()
        }
        #expect(missing?.isRefusal == true && missing?.description.contains("is missing") == true)
        try two.write(".planb/pepper", String(repeating: "p", count: 32))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: two.path(".planb/pepper"))
        let other = #expect(throws: KeyStoreFailure.self) {
            try SharedPepper(data: two.path(".planb"), store: store).agree()
        }
        #expect(other?.isRefusal == true && other?.description.contains("is not the pepper") == true)
        store.isCut = true
        let away = #expect(throws: KeyStoreFailure.self) { try SharedPepper(data: data, store: store).agree() }
        #expect(away?.isRefusal == false)
    }

    @Test("The cache on disk says nothing without the pepper, and a damaged one is not used")
    func cache() throws {
        let sandbox = try Sandbox()
        let data = sandbox.path(".planb")
        let store = MemorySharedStore(MemorySharedStore.Database(), node: "n")
        try SharedPepper(data: data, store: store).agree()
        let keys = KeyStore(shelf: SharedKeyShelf(store, place: "test"), dataDirectory: data)
        let issued = try keys.create(name: "canary-name")
        let cache = KeyCache(data: data)
        let pepper = try Data(contentsOf: URL(fileURLWithPath: data + "/pepper"))
        #expect(cache.confirmedAt() == nil)
        _ = try cache.write(try keys.text())
        #expect(cache.confirmedAt() == nil)
        cache.confirm(1_790_000_000)
        #expect(cache.confirmedAt() == 1_790_000_000)
        var sealed = [UInt8](try Data(contentsOf: URL(fileURLWithPath: cache.path)))
        let shown = String(decoding: sealed, as: UTF8.self)
        #expect(!shown.contains(issued.id) && !shown.contains("canary-name") && !shown.contains("hmac"))
        let mode = try FileManager.default.attributesOfItem(atPath: cache.path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        for place in [0, 20, sealed.count / 2, sealed.count - 1] {
            sealed[place] ^= 1
            try Data(sealed).write(to: URL(fileURLWithPath: cache.path))
            let loaded = try sandbox.load(Self.configuration)
            #expect(loaded.keys.isEmpty && loaded.warnings.contains { $0.description.contains("shared keys") })
            #expect(cache.confirmedAt() == nil)
            sealed[place] ^= 1
        }
        try Data(sealed).write(to: URL(fileURLWithPath: cache.path))
        let loaded = try sandbox.load(Self.configuration)
        #expect(loaded.keys.map(\.id) == [issued.id])
        // A gateway that runs goes on with the keys it has, and can take over others while its file has a mistake.
        let place = URL(fileURLWithPath: data + "/pepper")
        try FileManager.default.removeItem(at: place)
        #expect(throws: SettingsFailure.self) { try sandbox.load(reusing: loaded) }
        #expect(throws: KeyStoreFailure.self) { try loaded.withSharedKeys() }
        try pepper.write(to: place)
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: place.path)
        _ = try keys.revoke(id: issued.id)
        _ = try cache.write(try keys.text())
        let next = try loaded.withSharedKeys()
        #expect(next.keys.isEmpty && next.snapshot.generation == loaded.snapshot.generation + 1)
        #expect(throws: KeyRing.Refusal.self) { try next.snapshot.keys.verify(bytes(issued), epoch: 0) }
    }

    @Test("Which keys count: those of a named file, else those of the nodes, else those of the data folder")
    func sources() throws {
        let sandbox = try Sandbox()
        let shared = try sandbox.load(Self.configuration)
        #expect(shared.sharedKeys == SharedKeySettings(maxStale: .seconds(86_400)) && !shared.isKeysFileConfigured)
        #expect(shared.keysFile.hasSuffix("/.planb/keys.cache"))
        #expect(try shared.ensureFirstKey() == nil)
        let failure = #expect(throws: KeyStoreFailure.self) { try shared.keyStore.create(name: "a") }
        #expect(failure?.description.contains("--admin") == true && failure?.description.contains("planb@") == false)
        let stale = try sandbox.load(Self.configuration + "keys: {max_stale: 10m}\n")
        #expect(stale.sharedKeys == SharedKeySettings(maxStale: .seconds(600)))
        try sandbox.write("k.yaml", "[]")
        for text in ["keys: k.yaml\n", "keys: {file: k.yaml, max_stale: 10m}\n"] {
            let named = try sandbox.load(Self.configuration + text)
            #expect(named.sharedKeys == nil && named.isKeysFileConfigured)
            #expect(named.keysFile.hasSuffix("/k.yaml"))
        }
        let complaints = try sandbox.complaints(Self.configuration + "keys: {max_stale: 10, fil: x}\n")
        #expect(complaints.count == 2, "\(complaints)")
    }
}
