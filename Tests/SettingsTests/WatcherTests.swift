import Foundation
import Testing

@testable import PlanBSettings

/// Noticing that files changed.
struct WatcherTests {
    @Test("A change, a new file, a vanished file and a new match are each noticed once")
    func changes() throws {
        let sandbox = try Sandbox()
        try sandbox.write("a", "1")
        var watcher = FileWatcher(files: [sandbox.path("a"), sandbox.path("b")], patterns: [sandbox.path("d/*.yaml")])
        func changed() -> [Bool] { [watcher.hasChanged(), watcher.hasChanged()] }
        #expect(changed() == [false, false])
        try sandbox.write("a", "2")
        #expect(changed() == [true, false])
        try sandbox.write("b", "1")
        #expect(changed() == [true, false])
        try FileManager.default.removeItem(atPath: sandbox.path("b"))
        #expect(changed() == [true, false])
        try sandbox.write("d/x.yaml", "1")
        #expect(changed() == [true, false])
        try sandbox.write("d/x.txt", "1")
        #expect(changed() == [false, false])
    }

    @Test("A change between reading and watching is not missed")
    func gap() throws {
        let sandbox = try Sandbox()
        try sandbox.write("more/a.yaml", "routes: {n: {try: [a]}}")
        let loaded = try sandbox.load("include: [\"more/*.yaml\"]\n" + valid)
        var quiet = FileWatcher(loaded)
        let before = quiet.hasChanged()
        #expect(!before)
        try sandbox.write("planb.yaml", "# changed\n" + valid)
        var watcher = FileWatcher(loaded)
        let missed = !watcher.hasChanged()
        #expect(!missed)
        try sandbox.write(".planb/keys.yaml", "[]")
        let appeared = quiet.hasChanged()
        #expect(appeared)
    }
}
