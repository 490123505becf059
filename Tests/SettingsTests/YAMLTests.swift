import PlanBEngine
import Testing

@testable import PlanBSettings

/// What the YAML layer refuses, and what it bounds.
struct YAMLTests {
    static let cases = [
        Case("broken syntax", "targets: [", "2:1: error: not valid YAML: did not find expected node content"),
        Case("a tab", "targets:\n\ta: 1", "2:1: error: not valid YAML: found character that cannot start any token"),
        Case("two documents", "a: 1\n---\nb: 2", "2:1: error: not valid YAML: but found another document"),
        Case("a control character", "a: \u{1}", "1:4: error: not valid YAML: control characters are not allowed"),
        Case("a tag", valid + "x-a: !exec rm", "3:6: error: YAML tags have no meaning here"),
        Case("a key that is a list", valid + "? [a]\n: b", "3:3: error: a key must be a plain or quoted text"),
        Case(
            "an unquoted star as a route",
            "targets: {a: {provider: openai, api_key: \"env:KEY\"}}\nroutes:\n  *: {try: [a]}",
            "3:3: error: an unquoted * begins a YAML alias; put the key in quotes"),
        Case(
            "an unquoted star as a value", valid + "include: [*.yaml]",
            "3:11: error: an unquoted * begins a YAML alias, and there is no anchor of that name; put the text in quotes"
        ),
        Case(
            "a key twice", valid + "mode: demo\nmode: demo",
            #"4:1: error: "mode" is given twice; it was given before on line 3"#),
        Case(
            "a key twice in one line", valid + "drain: {delay: 1s, \"delay\": 2s}",
            #"3:20: error: "delay" is given twice; it was given before on line 3, column 9"#),
        Case(
            "several keys twice, and another error",
            valid + "mode: demo\nmode: demo\ndrain: {delay: 1s, delay: 2s}\nlisten: x\ncors: []\ncors: []",
            "4:1: error", "5:20: error", "6:9: error", "8:1: error"),
        Case(
            "the star route twice",
            "targets: {a: {provider: openai, api_key: \"env:KEY\"}}\nroutes:\n  \"*\": {try: [a]}\n  \"*\": {try: [a]}",
            #"4:3: error: "*" is given twice; it was given before on line 3"#),
        Case("private use characters", valid + "x-a: \u{E000}", " error: contains U+E000"),
    ]

    @Test("Refused with position", arguments: cases)
    func refused(_ example: Case) throws { try example.check(in: Sandbox()) }

    @Test("Anchors, aliases and merge keys work, and x- keys are where they stand")
    func anchors() throws {
        let loaded = try Sandbox().load(
            """
            x-common: &common {provider: openai, api_key: "env:KEY", region: eu}
            x-more: &more {region: us, headers: {x-a: "*"}}
            targets:
              a: *common
              b: {<<: [*common, *more], model: gpt-4.1-mini, region: ch}
            routes:
              m: &route {try: [a]}
              n: {<<: *route, try: [b]}
            """)
        let targets = loaded.snapshot.targets
        #expect(targets.map(\.region) == ["eu", "ch"])
        #expect(targets.last?.headers.map(\.value) == ["*"])
        #expect(loaded.summary.map { $0.targets.map(\.name) } == [["a"], ["b"]])
    }

    @Test("Stars in quotes, globs and comments stay stars")
    func stars() throws {
        let loaded = try Sandbox().load(
            "targets: {a: {provider: openai, api_key: \"env:KEY\"}} # *\nroutes: {gpt-*: {try: [a]}, '*': {try: [a]}}")
        #expect(loaded.summary.map(\.route) == ["gpt-*", "*"])
    }

    @Test("A byte order mark is skipped")
    func byteOrderMark() throws { #expect(try Sandbox().complaints("\u{FEFF}" + valid).isEmpty) }

    @Test("Expanding aliases is bounded")
    func laughs() throws {
        var text = valid + "x-a: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let uses = [String](repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "x-\(level): &a\(level) [\(uses)]\n"
        }
        let complaints = try Sandbox().complaints(text)
        #expect(complaints.count == 1 && complaints.first?.contains("more than 100000 values") == true, "\(complaints)")
    }

    @Test("Nesting is bounded, through aliases too")
    func nesting() throws {
        let deep = valid + "x-a: " + String(repeating: "[", count: 200) + String(repeating: "]", count: 200)
        #expect(try Sandbox().complaints(deep).first?.contains("nested more than 32 levels deep") == true)
        var chain = valid + "x-0: &a0 [x]\n"
        for level in 1...200 { chain += "x-\(level): &a\(level) [*a\(level - 1)]\n" }
        #expect(try Sandbox().complaints(chain).first?.contains("nested more than 32 levels deep") == true)
    }

    @Test("A file is bounded, must be UTF-8 and must be a file")
    func files() throws {
        let sandbox = try Sandbox()
        #expect(sandbox.complaints() == ["planb.yaml: error: cannot be read: No such file or directory"])
        let big = valid + "# " + String(repeating: "x", count: 1 << 20)
        #expect(try sandbox.complaints(big) == ["planb.yaml: error: cannot be read: is larger than 1048576 bytes"])
        #expect(throws: SettingsFailure.self) {
            try Settings.load(path: sandbox.folder, environment: [:])
        }
    }

    @Test("Bytes that are nobody's YAML never trap", arguments: 0..<200)
    func garbage(_ seed: Int) throws {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
        func next(_ bound: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(bound))
        }
        let pieces = [
            "targets:", "routes", ": ", "{", "}", "[", "]", "*", "&a ", "*a", "\n", "  ", "- ", "\"", "'", "|\n", "? ",
            "<<",
            "try", "a", "1", "~", "#", "!!str ", "%", "\r\n", "\u{85}", "ü", "env:KEY", "provider: openai", ",",
        ]
        let text = (0..<40).map { _ in pieces[next(pieces.count)] }.joined()
        let findings = Findings()
        var reader = TreeReader(text, file: "f", findings: findings)
        if let tree = reader?.read() { GrammarCheck(findings: findings).checkDocument(tree, Grammar.root) }
        #expect(findings.sortedErrors.allSatisfy { $0.line >= 0 && $0.column >= 0 })
    }
}
