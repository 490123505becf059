import Foundation
import PlanBEngine
import PlanBPolicy
import PlanBVocabulary
import Testing

@testable import PlanBSettings

/// Virtual keys: made, checked, renewed, withdrawn.
struct KeyTests {
    private func bytes(_ issued: KeyStore.Issued) -> [UInt8] { issued.text.reveal { $0 } }

    private func store(_ sandbox: Sandbox) -> KeyStore {
        KeyStore(file: sandbox.path("data/keys.yaml"), dataDirectory: sandbox.path("data"))
    }

    @Test("A key that was made is accepted, as it was made, and by no other pepper")
    func roundTrip() throws {
        let sandbox = try Sandbox()
        let issued = try store(sandbox).create(
            name: "ci \"quoted\" \\ ü", team: "a", tags: ["x", "y: z"], routes: ["gpt-*"], vendors: ["openai"],
            expires: "2030-01-01")
        let loaded = try sandbox.load("data: data\n" + valid)
        let key = try loaded.snapshot.keys.verify(bytes(issued), epoch: 0)
        #expect(
            key.id == issued.id && key.name == "ci \"quoted\" \\ ü" && key.team == "a" && key.tags == ["x", "y: z"])
        #expect(key.routes == [ModelPattern("gpt-*")] && key.vendors == ["openai"])
        #expect(throws: KeyRing.Refusal.expired) {
            try loaded.snapshot.keys.verify(bytes(issued), epoch: 1_893_456_000)
        }
        let other = KeyRing(pepper: Secret([1]), keys: loaded.keys)
        #expect(throws: KeyRing.Refusal.unknown) { try other.verify(bytes(issued), epoch: 0) }
    }

    @Test("A key with any one character changed is refused")
    func tampering() throws {
        let sandbox = try Sandbox()
        let issued = try store(sandbox).create(name: "a")
        let ring = try sandbox.load("data: data\n" + valid).snapshot.keys
        let right = bytes(issued)
        for index in right.indices {
            var wrong = right
            wrong[index] = right[index] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
            #expect(throws: KeyRing.Refusal.unknown) { try ring.verify(wrong, epoch: 0) }
        }
    }

    @Test("The file and the pepper are for the owner only, and hold no key")
    func permissions() throws {
        let sandbox = try Sandbox()
        let issued = try store(sandbox).create(name: "a")
        for name in ["data/keys.yaml", "data/pepper"] {
            let mode = try FileManager.default.attributesOfItem(atPath: sandbox.path(name))[.posixPermissions] as? Int
            #expect(mode == 0o600)
        }
        #expect(
            try FileManager.default.attributesOfItem(atPath: sandbox.path("data"))[.posixPermissions] as? Int == 0o700)
        #expect(
            !(try sandbox.text("data/keys.yaml")).contains(String(decoding: bytes(issued).suffix(49), as: UTF8.self)))
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: sandbox.path("data")).sorted() == [
                "keys.yaml", "pepper",
            ])
    }

    @Test("A renewed key has its id and a new secret; the old one is refused")
    func rotate() throws {
        let sandbox = try Sandbox()
        let store = store(sandbox)
        let (first, other) = (try store.create(name: "a", routes: ["m"]), try store.create(name: "b"))
        let renewed = try store.rotate(id: first.id)
        let ring = try sandbox.load("data: data\n" + valid).snapshot.keys
        #expect(renewed.id == first.id && renewed.text != first.text)
        #expect(try ring.verify(bytes(renewed), epoch: 0).routes == [ModelPattern("m")])
        #expect(try ring.verify(bytes(other), epoch: 0).name == "b")
        #expect(throws: KeyRing.Refusal.unknown) { try ring.verify(bytes(first), epoch: 0) }
    }

    @Test("A secret that was rotated with an overlap is accepted until its end, and only the last one")
    func overlap() throws {
        let sandbox = try Sandbox()
        let store = store(sandbox)
        let (first, other) = (try store.create(name: "a", expires: "2030-01-01"), try store.create(name: "b"))
        let until: Int64 = 1_800_000_000
        let second = try store.rotate(id: first.id, until: until)
        var ring = try sandbox.load("data: data\n" + valid).snapshot.keys
        #expect(try ring.verify(bytes(second), epoch: until).expires == 1_893_456_000)
        #expect(try ring.verify(bytes(first), epoch: until - 1).expires == until)
        #expect(throws: KeyRing.Refusal.expired) { try ring.verify(bytes(first), epoch: until) }
        let third = try store.rotate(id: first.id, until: until + 10)
        ring = try sandbox.load("data: data\n" + valid).snapshot.keys
        #expect(throws: KeyRing.Refusal.unknown) { try ring.verify(bytes(first), epoch: 0) }
        #expect(try ring.verify(bytes(second), epoch: until + 9).id == first.id)
        let fourth = try store.rotate(id: first.id)
        ring = try sandbox.load("data: data\n" + valid).snapshot.keys
        for old in [second, third] {
            #expect(throws: KeyRing.Refusal.unknown) { try ring.verify(bytes(old), epoch: 0) }
        }
        #expect(try ring.verify(bytes(fourth), epoch: 0).former == nil)
        #expect(try ring.verify(bytes(other), epoch: 0).name == "b")
        #expect(try !sandbox.text("data/keys.yaml").contains("former"))
    }

    @Test("Editing keeps comments, order and the other keys as they are written")
    func editing() throws {
        let sandbox = try Sandbox()
        let hash = "hmac-sha256:" + String(repeating: "ab", count: 32)
        let before = """
            # The keys of the gateway.

              # For the web site.
              - id: Aaaaaaa1
                name: web  # since May
                hash: "\(hash)"
              # For the batch jobs,
              # at night.
              -
                name: batch
                id: Bbbbbbb2
                hash: \(hash)
              - {id: Ccccccc3, name: phone, hash: \(hash)}
            # The end.

            """
        let path = try sandbox.write("data/keys.yaml", before, mode: 0o640)
        try sandbox.write("data/pepper", String(repeating: "p", count: 32))
        let store = store(sandbox)
        #expect(try store.revoke(id: "Bbbbbbb2").name == "batch")
        _ = try store.rotate(id: "Aaaaaaa1")
        let made = try store.create(name: "new")
        let after = try sandbox.text("data/keys.yaml")
        #expect(try store.list().map(\.name) == ["web", "phone", "new"])
        #expect(after.contains("# since May") && after.contains("# For the web site.") && after.contains("# The end."))
        #expect(after.contains("  - {id: Ccccccc3, name: phone, hash: \(hash)}\n"))
        #expect(after.contains("    hash: \"hmac-sha256:") && !after.contains("\"\(hash)\""))
        #expect(after.hasSuffix("\n") && after.contains("  - id: \"\(made.id)\"\n    name: \"new\"\n"))
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o640)
        for key in try store.list() { _ = try store.revoke(id: key.id) }
        #expect(try store.list().isEmpty)
        _ = try store.create(name: "again")
        #expect(try store.list().map(\.name) == ["again"])
    }

    @Test("An empty list is a place for keys", arguments: ["", "[]", "# none yet\n[]\n", "\n"])
    func empty(_ text: String) throws {
        let sandbox = try Sandbox()
        try sandbox.write("data/keys.yaml", text)
        let store = store(sandbox)
        #expect(try store.list().isEmpty)
        _ = try store.create(name: "a")
        _ = try store.create(name: "b")
        #expect(try store.list().map(\.name) == ["a", "b"])
    }

    @Test("A layout that cannot be edited is left alone")
    func unforeseen() throws {
        let sandbox = try Sandbox()
        let hash = "hmac-sha256:" + String(repeating: "ab", count: 32)
        let text = "[{id: Aaaaaaa1, name: a, hash: \(hash)}, {id: Bbbbbbb2, name: b, hash: \(hash)}]\n"
        try sandbox.write("data/keys.yaml", text)
        try sandbox.write("data/pepper", String(repeating: "p", count: 32))
        let store = store(sandbox)
        let failure = #expect(throws: KeyStoreFailure.self) { try store.create(name: "c") }
        #expect(failure?.description.hasSuffix("cannot be edited; nothing was changed") == true)
        #expect(throws: KeyStoreFailure.self) { try store.revoke(id: "Aaaaaaa1") }
        #expect(try sandbox.text("data/keys.yaml") == text)
    }

    @Test("Edits at the same time lose no key")
    func concurrency() throws {
        let sandbox = try Sandbox()
        let store = store(sandbox)
        _ = try store.create(name: "first")
        DispatchQueue.concurrentPerform(iterations: 12) { index in _ = try? store.create(name: "key \(index)") }
        #expect(Set(try store.list().map(\.name)) == Set(["first"] + (0..<12).map { "key \($0)" }))
    }

    @Test("A symbolic link to the keys stays one")
    func link() throws {
        let sandbox = try Sandbox()
        try sandbox.write("elsewhere/keys.yaml", "[]")
        try FileManager.default.createDirectory(atPath: sandbox.path("data"), withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: sandbox.path("data/keys.yaml"), withDestinationPath: "../elsewhere/keys.yaml")
        _ = try store(sandbox).create(name: "a")
        #expect(
            try FileManager.default.destinationOfSymbolicLink(atPath: sandbox.path("data/keys.yaml"))
                == "../elsewhere/keys.yaml")
        #expect(try sandbox.text("elsewhere/keys.yaml").contains("name: \"a\""))
    }

    @Test("Unknown keys are a refusal with the nearest id, a wrong name is told apart")
    func unknown() throws {
        let sandbox = try Sandbox()
        let store = store(sandbox)
        let issued = try store.create(name: "web")
        let failure = #expect(throws: KeyStoreFailure.self) { try store.rotate(id: "web") }
        #expect(
            failure?.isRefusal == true && failure?.description.hasSuffix("the key of that name is \(issued.id)") == true
        )
        #expect(throws: KeyStoreFailure.self) { try store.revoke(id: "nothing") }
        for bad in ["", "a\nb"] {
            #expect(throws: KeyStoreFailure.self) { try store.create(name: bad) }
        }
        #expect(throws: KeyStoreFailure.self) { try store.create(name: "a", routes: ["a b"]) }
        #expect(throws: KeyStoreFailure.self) { try store.create(name: "a", expires: "tomorrow") }
        #expect(try store.list().count == 1)
    }

    @Test(
        "A pepper that everybody can read, or that is damaged or missing, is not used",
        arguments: [
            ("world", "everybody on this machine can read it"), ("short", "it does not have 32 bytes"),
            ("gone", "No such file"),
        ])
    func pepper(_ what: String, _ reason: String) throws {
        let sandbox = try Sandbox()
        _ = try store(sandbox).create(name: "a")
        let pepper = sandbox.path("data/pepper")
        switch what {
        case "world": try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: pepper)
        case "short": try sandbox.write("data/pepper", "short")
        default: try FileManager.default.removeItem(atPath: pepper)
        }
        let complaints = try sandbox.complaints("data: data\n" + valid)
        #expect(complaints.count == 1 && complaints.first?.contains(reason) == true, "\(complaints)")
        #expect(throws: KeyStoreFailure.self) { try store(sandbox).create(name: "b") }
        #expect(FileManager.default.fileExists(atPath: pepper) == (what != "gone"))
    }

    static let bad: [(String, String)] = [
        ("- {id: Aaaaaaa1, name: a}", #"1:3: error: a key needs "hash""#),
        ("- {id: short, name: a, hash: HASH}", #"1:8: error: "id": the id of a key has 8 letters and digits"#),
        ("- {id: Aaaaaaa1, name: a, hash: \"hmac-sha256:00\"}", #"1:33: error: "hash": expected hmac-sha256:"#),
        (
            "- {id: Aaaaaaa1, name: a, hash: HASH}\n- {id: Aaaaaaa1, name: b, hash: HASH}",
            "2:3: error: the key Aaaaaaa1 is given twice; the other is on line 1"
        ),
        (
            "- {id: Aaaaaaa1, name: a, hash: HASH, route: [a]}",
            #"1:113: error: unknown key "route" in a key; did you mean "routes"?"#
        ),
        ("- {id: Aaaaaaa1, name: a, hash: HASH, expires: soon}", #"1:122: error: "expires": expected a date"#),
        ("id: x", #"1:1: error: "keys" must be a list, and this is a mapping"#),
        (
            "- {id: Aaaaaaa1, name: a, hash: HASH, routes: [nn]}",
            #"1:3: warning: the key Aaaaaaa1 may use "nn", and no route matches that"#
        ),
        (
            "- {id: Aaaaaaa1, name: a, hash: HASH, vendors: [x]}",
            #"1:3: warning: the key Aaaaaaa1 may send to the vendor "x", which no target has"#
        ),
    ]

    @Test("What is wrong in keys.yaml is said with its position", arguments: bad)
    func refused(_ text: String, _ expected: String) throws {
        let sandbox = try Sandbox()
        try sandbox.write(
            "keys.yaml",
            text.replacingOccurrences(of: "HASH", with: "\"hmac-sha256:" + String(repeating: "ab", count: 32) + "\""))
        try sandbox.write(".planb/pepper", String(repeating: "p", count: 32))
        let complaints = try sandbox.complaints("keys: keys.yaml\n" + valid)
        #expect(complaints.count == 1 && complaints.first?.hasPrefix("keys.yaml:" + expected) == true, "\(complaints)")
    }

    @Test("The first production start makes one key, once, and never where somebody decided otherwise")
    func firstKey() throws {
        let sandbox = try Sandbox()
        let loaded = try sandbox.load(valid)
        let issued = try #require(try loaded.ensureFirstKey())
        let again = try sandbox.load()
        #expect(try again.snapshot.keys.verify(bytes(issued), epoch: 0).name == "first")
        #expect(try again.ensureFirstKey() == nil)
        _ = try again.keyStore.revoke(id: issued.id)
        #expect(try sandbox.load().ensureFirstKey() == nil)
        #expect(try Sandbox().load("mode: demo\n" + valid).ensureFirstKey() == nil)
        let named = try Sandbox()
        try named.write("keys.yaml", "[]")
        #expect(try named.load("keys: keys.yaml\n" + valid).ensureFirstKey() == nil)
    }

    @Test("Loading makes no file; a named key file must be there")
    func noSideEffects() throws {
        let sandbox = try Sandbox()
        _ = try sandbox.load(valid)
        #expect(try FileManager.default.contentsOfDirectory(atPath: sandbox.folder) == ["planb.yaml"])
        #expect(
            try sandbox.complaints("keys: k.yaml\n" + valid).first?.hasSuffix(
                "does not exist; planb keys create NAME makes it") == true)
    }

    @Test("Keys can be edited while the rest of the configuration is broken, but not while it is no YAML")
    func brokenConfiguration() throws {
        let sandbox = try Sandbox()
        let path = try sandbox.write("planb.yaml", "keys: k.yaml\ndata: d\nnonsense: 1")
        let issued = try Settings.keyPlace(path: path).store.create(name: "a")
        #expect(try Settings.keyPlace(path: path).store.list().map(\.id) == [issued.id])
        #expect(
            FileManager.default.fileExists(atPath: sandbox.path("k.yaml"))
                && FileManager.default.fileExists(atPath: sandbox.path("d/pepper")))
        try sandbox.write("planb.yaml", "keys: [")
        #expect(throws: SettingsFailure.self) { try Settings.keyPlace(path: path) }
    }

    @Test("The list shows no hash, and says what has expired")
    func list() throws {
        let keys = [
            VirtualKey(
                id: "Aaaaaaa1", mac: [], name: "web", routes: [ModelPattern("gpt-*")], expires: 86400,
                allotment: Allotment(
                    limits: RateLimits(requests: Rate(perMinute: 60), concurrent: 5),
                    budget: Budget(limit: 50_000_000_000, period: .month, mode: .strict))),
            VirtualKey(id: "Bbbbbbb2", mac: [], name: "batch"),
        ]
        let list = KeyList(keys, now: 86400)
        #expect(list.keys.map(\.isExpired) == [true, false])
        #expect(
            list.text
                == "Aaaaaaa1  web    -  gpt-*       all vendors  60 rpm,5 at once  50.00 USD/month strict  expired 1970-01-02T00:00:00Z\nBbbbbbb2  batch  -  all routes  all vendors  no limits         no budget"
        )
    }
}
