import PlanBEngine
import PlanBVocabulary
import PlanBWatch
import Testing

@testable import PlanBSettings

/// `notify:`, and what is refused in it.
struct NotifyTests {
    static let cases = [
        Case(
            "all of it",
            #"notify: [{webhook: "env:HOOK", on: [target_down, quota, budget_80], signing_secret: "env:SIGN"}]"#),
        Case("everything", #"notify: [{webhook: "env:HOOK"}]"#),
        Case("nobody", "notify: []"),
        Case("this machine", #"notify: [{webhook: "env:LOCAL"}]"#),
        Case("plain http that is wanted", #"notify: [{webhook: "env:PLAIN", plaintext: allowed}]"#),
        Case(
            "a typo", #"notify: [{webhook: "env:HOOK", on: [target_donw]}]"#,
            #"1:37: error: "on" cannot be "target_donw"; did you mean "target_down"?"#),
        Case(
            "a word of another product", #"notify: [{webhook: "env:HOOK", on: [budget]}]"#,
            #"1:37: error: "on" cannot be "budget"; write budget_80"#),
        Case("an empty list", #"notify: [{webhook: "env:HOOK", on: []}]"#, #"1:36: error: "on" is empty"#),
        Case(
            "one word", #"notify: [{webhook: "env:HOOK", on: quota}]"#,
            #"1:36: error: "on" must be a list, and this is a single value; write on: [quota]"#),
        Case(
            "no webhook", "notify: [{on: [quota]}]",
            #"1:10: error: an entry of notify needs "webhook"; write {webhook: "file:PATH", on: [target_down]}"#),
        Case(
            "the URL itself", #"notify: [{webhook: "https://hooks.example/canary"}]"#,
            #"1:20: error: "webhook": a secret is never written into the file itself"#),
        Case(
            "client", "notify: [{webhook: client}]", #"1:20: error: "webhook" cannot be "client"; write file:PATH"#),
        Case(
            "another key", #"notify: [{webhook: "env:HOOK", events: [quota]}]"#,
            #"1:32: error: unknown key "events" in an entry of notify; write on"#),
        Case(
            "plain http", #"notify: [{webhook: "env:PLAIN"}]"#,
            "1:20: error: the URL in env:PLAIN is plain http, and leads to another machine; use https, or write plaintext"
        ),
        Case(
            "no URL", #"notify: [{webhook: "env:KEY"}]"#,
            "1:20: error: what stands in env:KEY is no URL of a webhook: expected a URL that begins with https://"),
        Case(
            "a key that is none", #"notify: [{webhook: "env:HOOK", signing_secret: "env:KEY"}]"#,
            "1:48: error: what stands in env:KEY is no key to sign with; it is whsec_"),
        Case(
            "twice", #"notify: [{webhook: "env:HOOK", on: [quota]}, {webhook: "env:AGAIN", on: [target_down]}]"#,
            "1:46: error: this webhook is given twice"),
        Case(
            "a secret that is not there", #"notify: [{webhook: "env:MISSING"}]"#,
            "1:20: error: env:MISSING: the variable is not set; nobody is told of anything by this webhook"),
    ]

    private func sandbox() throws -> Sandbox {
        try Sandbox(environment: [
            "KEY": "canary-of-the-environment", "HOOK": "https://hooks.example/services/canary/?a=b&c=%20d",
            "AGAIN": "https://HOOKS.example/services/canary/?a=b&c=%20d", "LOCAL": "http://127.0.0.1:9000",
            "PLAIN": "http://hooks.example/canary", "SIGN": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        ])
    }

    @Test("What may be written, and what is said of the rest", arguments: cases)
    func grammar(_ row: Case) throws {
        var row = row
        row.yaml += "\n" + valid
        let sandbox = try sandbox()
        try row.check(in: sandbox)
        #expect(!sandbox.complaints().joined().contains("canary"))
    }

    @Test("An entry is read: address, query, what is told, what signs")
    func reading() throws {
        let sandbox = try sandbox()
        let loaded = try sandbox.load(
            #"notify: [{webhook: "env:HOOK", on: [quota, retirement_30d], signing_secret: "env:SIGN"}, {webhook: "env:LOCAL"}]"#
                + "\n" + valid)
        #expect(loaded.notify.count == 2)
        let (first, second) = (loaded.notify[0], loaded.notify[1])
        #expect(first.origin.host == "hooks.example" && first.origin.port == 443 && first.origin.isTLS)
        #expect(first.target.reveal { String(decoding: $0, as: UTF8.self) } == "/services/canary/?a=b&c=%20d")
        #expect(first.kinds == [.quota, .retirement] && first.signing != nil)
        #expect(second.origin.port == 9000 && !second.origin.isTLS && second.kinds == Set(AlertKind.allCases))
        #expect(second.target.reveal { String(decoding: $0, as: UTF8.self) } == "/" && second.signing == nil)
    }

    @Test("A webhook in a file is watched, and counts when it changes")
    func file() throws {
        let sandbox = try sandbox()
        try sandbox.write("hook", "https://one.example/canary\n")
        let yaml = "notify: [{webhook: \"file:hook\"}]\n" + valid
        let first = try sandbox.load(yaml)
        #expect(first.files.contains(sandbox.path("hook")))
        try sandbox.write("hook", "https://two.example/canary/longer\n")
        #expect(try sandbox.load(reusing: first).notify.first?.origin.host == "two.example")
    }

    @Test(
        "URLs of webhooks",
        arguments: [
            ("https://h/a?b=c", "/a?b=c"), ("https://h", "/"), ("https://h/", "/"), ("https://h?b", "/?b"),
            ("HTTPS://H:8443/a/", "/a/"), ("http://h/x/y?z=/?", "/x/y?z=/?"), ("https://h/a#b", nil),
            ("https://h/a?b c", nil), ("https://u:p@h/a", nil), ("ftp://h/a", nil), ("https://h/a/../b", nil),
            ("", nil),
            ("https://h/a?b=<c>", nil),
        ] as [(String, String?)])
    func urls(text: String, target: String?) {
        #expect((try? WebhookURL.parse(text))?.target == target)
    }
}
