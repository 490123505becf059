import PlanBEngine
import PlanBPolicy
import Testing

@testable import PlanBSettings

/// `include:`
struct IncludeTests {
    static let a = "targets: {a: {provider: openai, api_key: \"env:KEY\"}}\n"

    @Test("Included files add targets, routes and aliases, in the order of their names")
    func merge() throws {
        let sandbox = try Sandbox()
        try sandbox.write("more/2.yaml", "routes: {n: {try: [b]}}\naliases: {z: n}\nx-note: 1\nversion: 1")
        try sandbox.write("more/1.yaml", "targets: {b: {provider: llama.cpp, launch: {command: [s], port: 1}}}")
        try sandbox.write("more/.hidden.yaml", "nonsense")
        let loaded = try sandbox.load("include: [\"more/*.yaml\"]\n" + Self.a + "routes: {m: {try: [a, b]}}")
        #expect(loaded.summary.map(\.route) == ["m", "n"])
        #expect(loaded.snapshot.routes.resolve("z") == "n")
        #expect(loaded.files.prefix(3) == ["planb.yaml", "more/1.yaml", "more/2.yaml"].map(sandbox.path)[...])
        #expect(loaded.patterns == [sandbox.path("more/*.yaml")])
    }

    @Test("A glob beside the main file matches neither it nor the keys, and nothing twice")
    func besides() throws {
        let sandbox = try Sandbox()
        try sandbox.write("keys.yaml", "[]")
        try sandbox.write("routes.yaml", "routes: {m: {try: [a]}}")
        let loaded = try sandbox.load("include: [\"*.yaml\", routes.yaml]\nkeys: keys.yaml\n" + Self.a)
        #expect(loaded.summary.map(\.route) == ["m"])
    }

    @Test("Errors of an included file name that file; the main file's come first")
    func positions() throws {
        let sandbox = try Sandbox()
        try sandbox.write("a.yaml", "routes:\n  m: {try: [b]}\n  n: {tri: [a]}")
        let complaints = try sandbox.complaints("include: [a.yaml]\nlisten: x\n" + Self.a)
        #expect(
            complaints.map { $0.split(separator: " ").first } == [
                "planb.yaml:2:9:", "a.yaml:2:13:", "a.yaml:3:3:", "a.yaml:3:7:",
            ])
    }

    @Test("A name given twice is refused with both places")
    func duplicates() throws {
        let sandbox = try Sandbox()
        try sandbox.write(
            "b.yaml", "routes:\n  m: {try: [a]}\ntargets:\n  a: {provider: llama.cpp, launch: {command: [s], port: 1}}")
        let complaints = try sandbox.complaints("include: [b.yaml]\n" + Self.a + "routes: {m: {try: [a]}}")
        #expect(complaints.count == 2)
        #expect(
            complaints.first?.hasPrefix(#"b.yaml:2:3: error: the route "m" is given twice; the other is on "#) == true)
        #expect(complaints.first?.hasSuffix("planb.yaml:3:10") == true)
        #expect(
            complaints.last?.hasPrefix(#"b.yaml:4:3: error: the target "a" is given twice; the other is on "#) == true)
    }

    @Test("What belongs in the main file is refused elsewhere, also a further include")
    func wrongFile() throws {
        let sandbox = try Sandbox()
        try sandbox.write("b.yaml", "listen: 127.0.0.1:1\ninclude: [c.yaml]\nlisen: 1")
        let complaints = try sandbox.complaints("include: [b.yaml]\n" + valid)
        #expect(
            complaints == [
                #"b.yaml:1:1: error: "listen" belongs in the main file; an included file has targets, routes and aliases"#,
                #"b.yaml:2:1: error: "include" belongs in the main file; an included file has targets, routes and aliases"#,
                #"b.yaml:3:1: error: unknown key "lisen" in an included file; expected one of "version", "targets", "routes", "aliases""#,
            ])
    }

    @Test("A file that is not there is refused, a glob without matches is warned of")
    func missing() throws {
        #expect(
            try Sandbox().complaints("include: [nothing.yaml]\n" + valid).first?.hasPrefix(#"planb.yaml:1:11: error: "#)
                == true)
        #expect(
            try Sandbox().complaints("include: [\"conf.d/*.yaml\"]\n" + valid) == [
                #"planb.yaml:1:11: warning: no file matches "conf.d/*.yaml""#
            ])
    }

    @Test("--config goes before the environment, and that before the places")
    func locate() throws {
        #expect(Settings.locate(explicit: "a", environment: ["PLANB_CONFIG": "b"]) == "a")
        #expect(Settings.locate(explicit: nil, environment: ["PLANB_CONFIG": "b"]) == "b")
    }
}
