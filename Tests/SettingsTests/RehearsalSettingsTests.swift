import Foundation
import PlanBEngine
import PlanBPolicy
import PlanBVocabulary
import Testing

@testable import PlanBSettings

/// How routes and keys say what may be rehearsed.
struct RehearsalSettingsTests {
    /// Five targets on six lines; routes follow from line 8.
    private static let targets = """
        targets:
          oa: {provider: openai, model: gpt-4.1, api_key: "env:KEY", region: us}
          az: {provider: azure, resource: r, deployment: d, api_key: "env:KEY", region: westeurope, lineage: gpt-4.1}
          an: {provider: anthropic, model: claude-sonnet-4-5, api_key: "env:KEY", region: us}
          lo: {provider: llama.cpp, model: l, launch: {command: [a], port: 8710}}
          ju: {provider: openai, model: o3, api_key: "env:KEY", region: us}
        routes:

        """

    private func plan(_ route: String, golden: String? = nil) throws -> RehearsalPlan {
        let sandbox = try Sandbox()
        if let golden { try sandbox.write("g.yaml", golden) }
        let loaded = try sandbox.load(Self.targets + "  m: \(route)")
        return try #require(loaded.snapshot.routes.route(for: "m")).rehearsal
    }

    @Test("A route that says nothing makes probes")
    func standard() throws {
        var expected = RehearsalPlan()
        let twins = try plan("{try: [oa, az]}").twins
        #expect(twins.count == 1)
        expected.twins = twins
        #expect(try plan("{try: [oa, az]}") == expected)
        #expect(expected.levels == [.probe])
        let off = try plan("{try: [oa, az], rehearse: off}")
        #expect(off.levels.isEmpty && off.probe == .off)
    }

    @Test("Everything that can be said")
    func everything() throws {
        let plan = try plan(
            """
            {try: [oa, an], fence: {vendors: [openai, anthropic]}, rehearse: {probe: {every: 1h, ask: models},
                golden: {file: g.yaml, every: 12h}, shadow: 2.5%, live: {share: 0.01%, across_models: true},
                cutover: {every: 30d, for: 20m, share: 100%}, fault: {every: 1d, for: 5m, share: 3%, kinds: [429, slow]},
                caps: {user_failures: 0, spend: "0.50 USD"}, minimum: 99.5%, max_age: 12h}}
            """, golden: "prompts: [{name: a, user: hello}]")
        #expect(plan.probe == .models && plan.probeEvery == .minutes(60))
        #expect(plan.golden?.file == "g.yaml" && plan.goldenEvery == .seconds(43200))
        #expect(plan.shadow == .share(0.025))
        #expect(plan.live == .init(share: 0.0001, acrossModels: true))
        #expect(plan.cutover == .init(every: .seconds(30 * 86400), duration: .minutes(20), share: 1))
        #expect(plan.fault == .init(every: .seconds(86400), duration: .minutes(5), share: 0.03))
        #expect(plan.faults == [.rateLimit, .slowFirstToken])
        #expect(plan.caps == .init(userFailures: 0, spend: 500_000_000))
        #expect(plan.minimum == 0.995 && plan.maxAge == .seconds(43200))
        #expect(plan.levels == Set(DrillLevel.allCases) && plan.twins.isEmpty)
    }

    @Test("Short forms")
    func short() throws {
        let fence = "fence: {regions: [us, eu]}"
        let plan = try plan(
            "{try: [oa, az], \(fence), rehearse: {probe: models, shadow: auto, live: 1%, cutover: {}, fault: {}}}")
        #expect(plan.probe == .models && plan.probeEvery == .minutes(5))
        #expect(plan.shadow == .auto && plan.live == .init(share: 0.01))
        #expect(plan.cutover == .init(every: .seconds(7 * 86400), duration: .minutes(10), share: 0.05))
        #expect(plan.fault?.share == 0.01 && plan.faults == InjectedFault.allCases)
        #expect(try self.plan("{try: [oa, az], rehearse: {probe: 30s}}").probeEvery == .seconds(30))
        #expect(try self.plan("{try: [oa, az], rehearse: {probe: off}}").levels.isEmpty)
    }

    @Test("Who makes vectors is a target, or the first one of a route", arguments: ["ju", "route:e"])
    func similarity(name: String) throws {
        let found = try plan(
            "{try: [oa, az], fence: {regions: [us, eu]}, rehearse: {similarity: \"\(name)\"}}\n"
                + "  e: {try: [ju, az]}")
        #expect(found.similarity == "ju" && found.asksBeside("ju") && !found.asksBeside("oa"))
    }

    @Test("A live share between twins goes to these only")
    func twins() throws {
        let route = "{try: [oa, an, az, lo], fence: {vendors: [openai, anthropic, microsoft, self]}, rehearse: {live: "
        let plan = try plan(route + "1%}}")
        #expect(plan.twins == [TargetID(1)])
        #expect(plan.allowsLive(on: TargetID(1)) && !plan.allowsLive(on: TargetID(2)))
        let across = try self.plan(route + "{share: 1%, across_models: true}}}")
        #expect(across.allowsLive(on: TargetID(2)))
        #expect(!RehearsalPlan().allowsLive(on: TargetID(1)))
    }

    private static func bad(_ name: String, _ route: String, _ expected: String...) -> Case {
        var example = Case(name, targets + "  m: " + route)
        example.expected = expected
        return example
    }

    private static func bad(_ name: String, rehearse: String, _ expected: String...) -> Case {
        var example = Case(
            name, targets + "  m: {try: [oa, az], fence: {regions: [us, eu]}, rehearse: " + rehearse + "}")
        example.expected = expected
        return example
    }

    static let cases = [
        bad("no share", rehearse: "{shadow: 0%}", #"8:69: error: "shadow": must be more than nothing"#),
        bad(
            "too little to be said", rehearse: "{shadow: 0.001%}", #"8:69: error: "shadow": must be more than nothing"#),
        bad("three times everything", rehearse: "{live: 300%}", #"8:67: error: "live": a share is at most 100%"#),
        bad(
            "a bare number", rehearse: "{shadow: 1}",
            #"8:69: error: "shadow": expected a share such as 20%; write 1%"#),
        bad("negative", rehearse: "{live: -1%}", #"8:67: error: "live": expected a share"#),
        bad(
            "a cut-over of nothing", rehearse: "{cutover: {share: 0%}}",
            #"8:78: error: "share": must be more than nothing"#),
        bad(
            "longer than its cadence", rehearse: "{cutover: {every: 10m, for: 11m}}",
            "8:88: error: a cutover that lasts for 11m cannot begin every 10m"),
        bad(
            "an unknown level", rehearse: "{shadw: auto}",
            #"8:61: error: unknown key "shadw" in rehearse; did you mean "shadow"?"#),
        bad(
            "an unknown kind", rehearse: "{fault: {kinds: [429, 503]}}",
            #"8:82: error: "kinds" cannot be "503"; write 5xx"#),
        bad("a kind twice", rehearse: "{fault: {kinds: [429, 429]}}", "8:82: error: the kind 429 is given twice"),
        bad(
            "all is too much to prove", rehearse: "{minimum: 100%}", #"8:70: error: "minimum": must be less than 100%"#),
        bad("half is too little", rehearse: "{minimum: 49%}", #"8:70: error: "minimum": must be at least 50%"#),
        bad(
            "vectors of nobody", rehearse: "{similarity: jo}",
            #"8:73: error: unknown target "jo""#),
        bad(
            "vectors of no route", rehearse: "{similarity: \"route:n\"}", #"8:73: error: unknown route "n""#),
        bad(
            "vectors of a model that makes none", rehearse: "{similarity: an}",
            "8:73: error: the target an makes no embeddings"),
        bad(
            "vectors beyond the fence",
            "{try: [az, oa], fence: {vendors: [microsoft, openai], regions: [eu, us]}, "
                + "rehearse: {similarity: lo}}", #"8:103: error: the target lo is outside the fence of "m""#),
        bad("on", rehearse: "on", #"8:60: error: "rehearse" cannot be "on""#),
        bad("none", rehearse: "none", #"8:60: error: "rehearse" cannot be "none"; write off"#),
        bad("a fast probe", rehearse: "{probe: 5ms}", #"8:68: error: "probe": must be at least 1s"#),
        bad("a probe of something", rehearse: "{probe: daily}", #"8:68: error: "probe": expected a length of time"#),
        bad(
            "negative failures", rehearse: "{caps: {user_failures: -1}}", #"8:83: error: "user_failures" must be"#),
        bad("free", rehearse: "{caps: {spend: 5}}", #"8:75: error: "spend": expected an amount"#),
        bad(
            "no fence", "{try: [oa, az], rehearse: {shadow: auto, fault: {}, live: 1%}}",
            #"8:33: error: "shadow" sends users' requests of "m" to its backups, and needs a fence; write fence: "#
                + "{vendors: [openai, microsoft]} in the route",
            #"8:47: error: "fault" sends"#, #"8:58: error: "live" sends"#),
        bad(
            "between models", "{try: [oa, an], fence: {regions: [us]}, rehearse: {live: 1%}}",
            #"8:57: error: no backup of "m" is known to have the model of oa"#),
        bad(
            "one target", "{try: [oa], fence: {regions: [us]}, rehearse: {shadow: auto}}",
            #"8:53: error: "m" has one target: there is no backup for "shadow" to rehearse"#),
        bad(
            "no golden file", rehearse: "{golden: nothing.yaml}",
            #"8:69: error: the golden file "#),
        bad(
            "defaults without a fence",
            "{try: [oa, az]}\ndefaults: {rehearse: {shadow: auto}}",
            #"9:23: error: "shadow" sends users' requests of "m" to its backups, and needs a fence"#),
    ]

    @Test("Refused with position and what to do", arguments: cases)
    func refused(_ example: Case) throws { try example.check(in: Sandbox()) }

    @Test("Of defaults a route with one target takes what makes sense")
    func defaults() throws {
        let loaded = try Sandbox().load(
            Self.targets + "  m: {try: [oa, az]}\n  n: {try: [lo]}\n"
                + "defaults: {fence: {vendors: [openai, microsoft, self]}, rehearse: {shadow: auto, probe: 1m}}")
        let routes = loaded.snapshot.routes
        #expect(routes.route(for: "m")?.rehearsal.levels == [.probe, .shadow])
        #expect(routes.route(for: "n")?.rehearsal.levels == [.probe])
        #expect(routes.route(for: "n")?.rehearsal.probeEvery == .minutes(1))
    }

    @Test("Demo mode may rehearse, and is not told what cannot be proven")
    func demo() throws {
        let loaded = try Sandbox().load(
            "mode: demo\n" + Self.targets
                + "  m: {try: [oa, az, an, ju], fence: {vendors: [openai, microsoft, anthropic]}, rehearse: {cutover: {}}}"
        )
        #expect(loaded.warnings.filter { $0.message.contains(RehearsalRules.phrase) }.isEmpty)
        #expect(loaded.snapshot.routes.route(for: "m")?.rehearsal.levels == [.probe, .cutover])
    }

    @Test(
        "A backup that nothing can prove is warned of",
        arguments: [
            ("{try: [oa, az]}", 0, "only probes are made"),
            ("{try: [oa, az], rehearse: off}", 0, "nothing is rehearsed"),
            (
                "{try: [oa, az], rehearse: {golden: g.yaml}}", 76,
                "g.yaml has 76 different prompts, and a proof of 95% takes 77"
            ),
            ("{try: [oa, az], rehearse: {golden: g.yaml}}", 77, nil),
            ("{try: [oa, az], rehearse: {golden: g.yaml, minimum: 99%}}", 298, "a proof of 99% takes 299"),
            ("{try: [oa, az], rehearse: {golden: g.yaml, minimum: 99%}}", 299, nil),
            (
                "{try: [oa, az], fence: {regions: [us, eu]}, rehearse: {cutover: {}}}", 0,
                "nothing that is rehearsed brings"
            ),
            ("{try: [oa, az], fence: {regions: [us, eu]}, rehearse: {shadow: auto}}", 0, nil),
            ("{try: [oa, az], fence: {regions: [us, eu]}, rehearse: {live: 1%}}", 0, nil), ("{try: [oa]}", 0, nil),
        ] as [(String, Int, String?)])
    func unprovable(_ route: String, _ prompts: Int, _ why: String?) throws {
        let sandbox = try Sandbox()
        let lines = (0..<prompts).map { "- {name: p\($0), user: \"what is \($0) and \($0)?\"}" }
        try sandbox.write("g.yaml", "prompts:\n" + lines.joined(separator: "\n"))
        let warnings = try sandbox.load(Self.targets + "  m: \(route)").warnings
            .filter { $0.message.contains(RehearsalRules.phrase) }
        #expect(warnings.count == (why == nil ? 0 : 1), "\(warnings)")
        if let why { #expect(warnings.first?.message.contains(why) == true, "\(warnings)") }
    }

    @Test("How many good samples prove a share: Clopper and Pearson without failures")
    func samples() {
        let table: [(Double, Int)] = [
            (0.5, 77), (0.9, 77), (0.95, 77), (0.96, 77), (0.98, 149), (0.99, 299), (0.999, 2995),
        ]
        for (share, count) in table { #expect(RehearsalRules.samples(for: share) == count) }
    }

    @Test("Check shows what is rehearsed, and it is part of what nodes compare")
    func report() throws {
        let sandbox = try Sandbox()
        try sandbox.write("g.yaml", "prompts: [{name: a, user: hello}]")
        let fence = "fence: {regions: [us, eu]}"
        let loaded = try sandbox.load(
            Self.targets
                + "  m: {try: [oa, az], \(fence), rehearse: {golden: g.yaml, shadow: auto, fault: {kinds: [stall]}}}\n"
                + "  n: {try: [oa], rehearse: off}\n  o: {try: [oa]}")
        let text = CheckReport(loaded).text
        #expect(
            text.contains(
                "  rehearses: probe every 5m; golden every 1d (1 of g.yaml); shadow auto; fault every 7d for 10m, 1% (stall); "
                    + "proven at 95% for 2d; caps: 3 user failures, 5.00 USD\n"), "\(text)")
        #expect(text.contains("\n  rehearses: nothing\n") && text.contains("\n  rehearses: probe every 5m\n"))
        let other = try sandbox.load(Self.targets + "  m: {try: [oa, az]}\n  n: {try: [oa]}\n  o: {try: [oa]}")
        #expect(loaded.routingDigest != other.routingDigest)
    }

    @Test("Evidence is kept in the data folder unless something else is said")
    func evidence() throws {
        let sandbox = try Sandbox()
        let data = sandbox.path(".planb")
        #expect(
            try sandbox.load(valid).evidence
                == EvidenceSettings(
                    folder: data + "/evidence", keyFile: data + "/evidence.key",
                    anchors: [.file(data + "/evidence/anchors.jsonl")]))
        let other = try sandbox.load(
            valid + "data: d\nevidence: {key: \"file:k\", anchor: [file, {file: /mnt/worm/a}]}")
        #expect(
            other.evidence
                == EvidenceSettings(
                    folder: sandbox.path("d/evidence"), keyFile: sandbox.path("k"),
                    anchors: [.file(sandbox.path("d/evidence/anchors.jsonl")), .file("/mnt/worm/a")]))
    }

    @Test("Anchors on the network")
    func anchors() throws {
        let anchors = try Sandbox().load(
            valid + "evidence: {anchor: [{webhook: \"https://a.example:8443/x/y\"}, {syslog: \"[::1]:6514\"}]}"
        ).evidence.anchors
        #expect(
            anchors == [
                .webhook(
                    Origin(host: "a.example", port: 8443, isTLS: true, allowsPrivate: true), path: "/x/y"),
                .syslog(host: "::1", port: 6514),
            ])
    }

    @Test("Of a first group of one model each member but the first is a twin")
    func group() throws {
        let fence = "fence: {vendors: [openai, microsoft, anthropic]}"
        let plan = try plan("{try: [{any: [oa, az]}, an], \(fence), rehearse: {live: 1%}}")
        #expect(plan.twins == [TargetID(1)])
        #expect(try self.plan("{try: [{any: [oa, an]}, az], \(fence)}").twins.isEmpty)
    }

    static let badEvidence = [
        Case("no reference", valid + "evidence: {key: k}", #"3:17: error: "key": expected file:PATH"#),
        Case("a variable", valid + "evidence: {key: \"env:K\"}", #"3:17: error: "key": expected file:PATH"#),
        Case(
            "no URL", valid + "evidence: {anchor: [{webhook: a.example}]}",
            #"3:31: error: "webhook": expected a URL that begins with https://"#),
        Case(
            "a URL with a password", valid + "evidence: {anchor: [{webhook: \"https://u:p@a.example\"}]}",
            #"3:31: error: "webhook": a URL must not hold credentials"#),
        Case(
            "no port", valid + "evidence: {anchor: [file, {syslog: a}]}", #"3:36: error: "syslog": expected HOST:PORT"#),
        Case("port 0", valid + "evidence: {anchor: [{syslog: \"a:0\"}]}", #"3:30: error: "syslog": port 0"#),
        Case(
            "two in one", valid + "evidence: {anchor: [{file: a, syslog: \"a:514\"}]}",
            "3:21: error: an anchor is one of file, webhook and syslog"),
        Case("none in one", valid + "evidence: {anchor: [{}]}", "3:21: error: an anchor is one of file"),
        Case("twice", valid + "evidence: {anchor: [file, file]}", "3:27: error: this anchor is given twice"),
        Case("nothing", valid + "evidence: {anchor: []}", #"3:20: error: "anchor" is empty"#),
    ]

    @Test("Evidence that cannot be kept is refused", arguments: badEvidence)
    func evidenceRefused(_ example: Case) throws {
        try example.check(in: Sandbox())
    }

    @Test("A key says what its holder consents to", arguments: RehearsalConsent.allCases)
    func keys(_ consent: RehearsalConsent) throws {
        let sandbox = try Sandbox()
        let store = KeyStore(file: sandbox.path("data/keys.yaml"), dataDirectory: sandbox.path("data"))
        _ = try store.create(name: "said", allowed: .init(rehearsal: consent.rawValue))
        _ = try store.create(name: "unsaid")
        let keys = try sandbox.load("data: data\n" + valid).keys
        #expect(keys.map(\.rehearsal) == [consent, .live])
        #expect(KeyList(keys, now: 0).keys.map(\.rehearse) == [consent.rawValue, "live"])
        #expect(KeyList(keys, now: 0).text.contains("rehearse: ") == (consent != .live))
    }

    @Test("Nothing may be recorded unless a route, and then a key, says so")
    func record() throws {
        let sandbox = try Sandbox()
        let store = KeyStore(file: sandbox.path("data/keys.yaml"), dataDirectory: sandbox.path("data"))
        _ = try store.create(name: "said", allowed: .init(record: "allow"))
        _ = try store.create(name: "denied", allowed: .init(record: "deny"))
        _ = try store.create(name: "unsaid")
        let target = "targets: {a: {provider: openai, api_key: env:KEY, model: m}}\n"
        func routes(_ more: String, _ defaults: String = "") throws -> [Bool] {
            let loaded = try sandbox.load(
                "data: data\n\(target)\(defaults)routes: {m: {try: [a]\(more)}, n: {try: [a], record: off}}")
            #expect(loaded.keys.map(\.mayRecord) == [true, false, false])
            let list = KeyList(loaded.keys, now: 0)
            #expect(list.keys.map(\.record) == ["allow", "deny", "deny"])
            #expect(list.text.split(separator: "\n").map { $0.contains("record: allow") } == [true, false, false])
            return loaded.snapshot.routes.routes.map(\.rehearsal.mayRecord)
        }
        #expect(try routes("") == [false, false])
        #expect(try routes(", record: off") == [false, false])
        #expect(try routes(", record: golden") == [true, false])
        #expect(try routes(", record: golden, rehearse: off") == [true, false])
        #expect(try routes("", "defaults: {record: golden}\n") == [true, false])
        for word in ["all", "true", "[golden]", "allow"] {
            #expect(
                try sandbox.complaints("\(target)routes: {m: {try: [a], record: \(word)}}").contains {
                    $0.contains("\"record\"")
                }, "\(word)")
        }
        for word in ["", "true", "golden", "Allow", "allow\nhash: x"] {
            let failure = #expect(throws: KeyStoreFailure.self) {
                try store.create(name: "a", allowed: .init(record: word))
            }
            #expect(failure?.isRefusal == true && failure?.description.hasPrefix("record: ") == true)
        }
        #expect(try store.list().count == 3)
    }

    @Test("What is proposed from recorded prompts is a golden set as it is")
    func proposal() throws {
        let sandbox = try Sandbox()
        // RehearsalTests/Golden/RecordingTests.swift shows that it is what is proposed.
        try sandbox.write(
            "golden.yaml",
            """
            # Proposed by `planb rehearse --record`: 1 prompts out of 2 requests whose callers consented.
            # Read every prompt before you keep it. Keys, mail addresses, numbers and the like were taken out; names of
            # people were not. Checks are of form only: add {contains: …}, {regex: …} or {judge: …} where you know what
            # is right.
            version: 1
            prompts:
              - name: "recorded-1"
                messages:
                  - {"role": "user", "content": "Write to [mail], say: \\"#1 it's done\\""}
                checks: []   # the answer had no form to check: say what has to be in it

            """)
        let targets =
            "targets: {a: {provider: openai, api_key: env:KEY, model: m}, b: {provider: mistral, api_key: env:KEY, model: n}}"
        let loaded = try sandbox.load("\(targets)\nroutes: {m: {try: [a, b], rehearse: {golden: golden.yaml}}}")
        let golden = try #require(loaded.snapshot.routes.routes.first?.rehearsal.golden)
        #expect(golden.prompts.map(\.name) == ["recorded-1"] && golden.prompts[0].checks.isEmpty)
        #expect(golden.prompts[0].body.contains(##"say: \"#1 it's done\""##))
    }

    @Test("Consent to something unknown is refused before it is written")
    func badConsent() throws {
        let sandbox = try Sandbox()
        let store = KeyStore(file: sandbox.path("data/keys.yaml"), dataDirectory: sandbox.path("data"))
        for word in ["", "off", "Live", "everything", "live\nhash: x"] {
            let failure = #expect(throws: KeyStoreFailure.self) {
                try store.create(name: "a", allowed: .init(rehearsal: word))
            }
            #expect(failure?.isRefusal == true && failure?.description.hasPrefix("rehearse: ") == true)
        }
        #expect(try store.list().isEmpty)
    }
}
