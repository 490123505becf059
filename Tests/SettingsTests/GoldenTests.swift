import Foundation
import PlanBEngine
import PlanBPolicy
import Testing

@testable import PlanBSettings

/// Files of golden prompts.
struct GoldenTests {
    private static let configuration = """
        targets:
          a: {provider: openai, model: gpt-4.1, api_key: "env:KEY", region: us}
          b: {provider: openai, model: o3, api_key: "env:KEY", region: eu, account: other}
        routes:
          m: {try: [a, b], rehearse: {golden: golden/g.yaml}}
          n: {try: [b, a], rehearse: {golden: {file: golden/g.yaml}}}

        """

    private func load(_ golden: String) throws -> (Sandbox, LoadedSettings) {
        let sandbox = try Sandbox()
        try sandbox.write("golden/g.yaml", golden)
        return (sandbox, try sandbox.load(Self.configuration))
    }

    private func complaints(_ golden: String) throws -> [String] {
        let sandbox = try Sandbox()
        try sandbox.write("golden/g.yaml", golden)
        return try sandbox.complaints(Self.configuration).filter { $0.hasPrefix("golden/g.yaml") }
    }

    @Test("Prompts and checks, shared by two routes, watched for changes")
    func everything() throws {
        let (sandbox, loaded) = try load(
            """
            version: 1
            judge: b
            prompts:
              - name: plain
                system: Be brief.
                user: |
                  What is 6 × 7?
                  "quoted"
                max_tokens: 100
                checks: [{contains: 42}, {lacks: "I don't know"}, {regex: "\\\\b42\\\\b"}, {judge: it is polite}]
              - name: messages
                messages: [{role: user, content: [{type: text, text: "1"}]}, {role: assistant, content: x}, {role: user, content: y}]
                response_format: {type: json_schema, json_schema: {name: n, strict: true, schema: {type: object}}}
                checks: [{schema: {type: object, required: [n], properties: {n: {type: integer, minimum: 1.5e0}}}}]
              - name: tools
                user: Weather in Bern?
                tools: [{name: weather, parameters: {type: object, properties: {city: {type: string}}}},
                  {type: function, function: {name: other}}]
                checks: [{call: {name: weather, arguments: {city: Bern, days: 3, exact: true, unit: "3", none: ~}}}, {call: {name: other}}]
            """)
        let plans = loaded.snapshot.routes.routes.map(\.rehearsal)
        let set = try #require(plans.first?.golden)
        #expect(plans.allSatisfy { $0.golden == set } && plans.count == 2)
        #expect(set.file == "golden/g.yaml" && set.judge == "b")
        #expect(set.prompts.map(\.name) == ["plain", "messages", "tools"])
        #expect(
            set.prompts.map(\.body) == [
                #"{"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"What is 6 × 7?\n\"quoted\"\n"}],"max_tokens":100}"#,
                #"{"messages":[{"role":"user","content":[{"type":"text","text":"1"}]},{"role":"assistant","content":"x"},{"role":"user","content":"y"}],"response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":{"type":"object"}}}}"#,
                #"{"messages":[{"role":"user","content":"Weather in Bern?"}],"tools":[{"type":"function","function":{"name":"weather","parameters":{"type":"object","properties":{"city":{"type":"string"}}}}},{"type":"function","function":{"name":"other"}}]}"#,
            ])
        for prompt in set.prompts { _ = try JSONSerialization.jsonObject(with: Data(prompt.body.utf8)) }
        #expect(
            set.prompts.map(\.checks) == [
                [.contains("42"), .lacks("I don't know"), .matches(#"\b42\b"#), .judge("it is polite")],
                [.schema(#"{"type":"object","required":["n"],"properties":{"n":{"type":"integer","minimum":1.5e0}}}"#)],
                [
                    .call(
                        name: "weather",
                        arguments: #"{"city":"Bern","days":3,"exact":true,"unit":"3","none":null}"#),
                    .call(name: "other", arguments: nil),
                ],
            ])
        #expect(loaded.files.filter { $0 == sandbox.path("golden/g.yaml") }.count == 1)
    }

    static let bad: [(String, [String])] = [
        ("", ["golden/g.yaml: error: is empty"]),
        ("[]", ["golden/g.yaml:1:1: error: \"a golden set\" must be a mapping"]),
        ("prompts: []", ["golden/g.yaml:1:10: error: \"prompts\" is empty"]),
        (
            "prompt: []",
            ["golden/g.yaml:1:1: error: unknown key \"prompt\"", "golden/g.yaml:1:1: error: a golden set needs"]
        ),
        (
            "prompts: [{name: a, user: x}, {name: a, user: y}]",
            ["golden/g.yaml:1:38: error: the prompt \"a\" is given twice; the other is on line 1, column 11"]
        ),
        ("prompts: [{user: x}]", ["golden/g.yaml:1:11: error: a prompt needs \"name\""]),
        ("prompts: [{name: a}]", ["golden/g.yaml:1:11: error: the prompt \"a\" asks nothing; write user: TEXT"]),
        ("prompts: [{name: a, user: \"\"}]", ["golden/g.yaml:1:27: error: \"user\": must not be empty"]),
        (
            "prompts: [{name: a, user: x, messages: [{role: user, content: y}]}]",
            ["golden/g.yaml:1:21: error: a prompt has messages, or system and user"]
        ),
        (
            "prompts: [{name: a, messages: [{role: usr, content: y}]}]",
            ["golden/g.yaml:1:39: error: \"role\" cannot be \"usr\"; did you mean \"user\"?"]
        ),
        (
            "prompts: [{name: a, messages: [{role: assistant, content: y}]}]",
            ["golden/g.yaml:1:32: error: the last message is of the user"]
        ),
        (
            "prompts: [{name: a, user: x, checks: [{regex: \"a(b\"}]}]",
            ["golden/g.yaml:1:47: error: \"regex\": is no regular expression"]
        ),
        (
            "prompts: [{name: a, user: x, checks: [{regex: \"*\"}]}]",
            ["golden/g.yaml:1:47: error: \"regex\": is no regular expression"]
        ),
        (
            "prompts: [{name: a, user: x, checks: [{regex: \"^(a+)+$\"}]}]",
            ["golden/g.yaml:1:47: error: \"regex\": repeats a group that can match"]
        ),
        (
            "prompts: [{name: a, user: x, checks: [{contains: a, lacks: b}]}]",
            ["golden/g.yaml:1:39: error: a check is one of contains"]
        ),
        ("prompts: [{name: a, user: x, checks: [{}]}]", ["golden/g.yaml:1:39: error: a check is one of contains"]),
        (
            "prompts: [{name: a, user: x, checks: [{contians: a}]}]",
            ["golden/g.yaml:1:40: error: unknown key \"contians\" in a check; did you mean \"contains\"?"]
        ),
        (
            "prompts: [{name: a, user: x, checks: [{schema: {type: objct}}]}]",
            ["golden/g.yaml:1:55: error: there is no type \"objct\"; did you mean \"object\"?"]
        ),
        (
            "prompts: [{name: a, user: x, checks: [{schema: {propertis: {}}}]}]",
            ["golden/g.yaml:1:49: error: unknown keyword \"propertis\" in a JSON Schema; did you mean \"properties\""]
        ),
        (
            "prompts: [{name: a, user: x, checks: [{schema: {properties: {a: 3}}}]}]",
            ["golden/g.yaml:1:65: error: a JSON Schema is a mapping"]
        ),
        (
            "prompts: [{name: a, user: x, checks: [{schema: {required: a}}]}]",
            ["golden/g.yaml:1:59: error: \"required\" of a JSON Schema is a list of names"]
        ),
        (
            "prompts: [{name: a, user: x, checks: [{schema: {$ref: \"http://x\"}}]}]",
            ["golden/g.yaml:1:55: error: \"$ref\" leads outside"]
        ),
        (
            "prompts: [{name: a, user: x, checks: [{call: {name: f}}]}]",
            ["golden/g.yaml:1:46: error: the prompt has no tools"]
        ),
        (
            "prompts: [{name: a, user: x, tools: [{parameters: {}}]}]",
            ["golden/g.yaml:1:38: error: a tool has a name"]
        ),
        (
            "prompts: [{name: a, user: x, response_format: {type: xml}}]",
            ["golden/g.yaml:1:54: error: there is no response format \"xml\""]
        ),
        (
            "judge: nobody\nprompts: [{name: a, user: x, checks: [{judge: y}]}]",
            ["golden/g.yaml:1:8: error: unknown target"]
        ),
        ("prompts: [", ["golden/g.yaml:"]),
        ("prompts: [{name: a, user: x, max_tokens: 0}]", ["golden/g.yaml:1:42: error:"]),
    ]

    @Test("Refused at its place", arguments: bad)
    func refused(_ golden: String, _ expected: [String]) throws {
        let complaints = try complaints(golden).filter { $0.contains("error:") }
        #expect(
            complaints.count == expected.count && zip(complaints, expected).allSatisfy { $0.hasPrefix($1) },
            "\(complaints)")
    }

    @Test(
        "Warned of: a check that nobody makes, a judge that nobody asks, the same question twice, what is not looked at"
    )
    func warned() throws {
        #expect(
            try complaints(
                "prompts: [{name: a, user: x, checks: [{judge: y}, {schema: {pattern: a}}]}, {name: b, user: x}]"
            ).map { String($0.prefix(60)) } == [
                "golden/g.yaml:1:40: warning: the file names no judge, so tha",
                "golden/g.yaml:1:61: warning: the keyword \"pattern\" is not lo",
                "golden/g.yaml:1:77: warning: the prompts \"a\" and \"b\" ask the",
            ])
        #expect(
            try complaints("judge: a\nprompts: [{name: a, user: x}]").map { String($0.prefix(50)) } == [
                "golden/g.yaml:1:1: warning: no check asks the judg"
            ])
    }

    @Test("The fence binds the judge")
    func judgeOutside() throws {
        let sandbox = try Sandbox()
        try sandbox.write("g.yaml", "judge: c\nprompts: [{name: a, user: x, checks: [{judge: y}]}]")
        let complaints = try sandbox.complaints(
            """
            targets:
              a: {provider: openai, model: gpt-4.1, api_key: "env:KEY", region: us}
              b: {provider: openai, model: o3, api_key: "env:KEY", region: eu, account: other}
              c: {provider: anthropic, model: claude-sonnet-4-5, api_key: "env:KEY", region: us}
            routes:
              m: {try: [a, b], fence: {vendors: [openai]}, rehearse: {golden: g.yaml}}
            """)
        #expect(
            complaints.count == 1
                && complaints.first?.hasPrefix(
                    "planb.yaml:6:67: error: the judge c of this file is outside the fence of \"m\": its vendor is")
                    == true,
            "\(complaints)")
    }

    @Test("At most 1000 prompts and 4 MiB")
    func bounds() throws {
        func prompts(_ count: Int, _ text: String = "") -> String {
            "prompts:\n" + (0..<count).map { "- {name: n\($0), user: u\($0)\(text)}\n" }.joined()
        }
        #expect(try complaints(prompts(1000)).isEmpty)
        #expect(
            try complaints(prompts(1001)).map { String($0.prefix(72)) }
                == ["golden/g.yaml:1002:3: error: a golden set has at most 1000 prompts"])
        let sandbox = try Sandbox()
        try sandbox.write("golden/g.yaml", prompts(2, String(repeating: "x", count: 3 << 20)))
        #expect(
            try sandbox.complaints(Self.configuration).first?.hasSuffix("cannot be read: is larger than 4194304 bytes")
                == true)
    }

    @Test("Routes that all nodes share name golden files below each node's own folder")
    func shared() throws {
        let sandbox = try Sandbox(environment: ["KEY": "k", "DB": "postgres://planb@127.0.0.1:5432/planb"])
        try sandbox.write(
            "planb.yaml",
            """
            ledger: {postgres: "env:DB"}
            targets:
              a: {provider: openai, model: gpt-4.1, api_key: "env:KEY"}
              b: {provider: openai, model: o3, api_key: "env:KEY"}
            routes: {m: {try: [a, b]}}
            """)
        for (path, message) in [
            ("g.yaml", "golden files are not shared: put it there on every node"),
            ("/etc/passwd", "is below the folder of each node's own one"), ("../g.yaml", "is below the folder"),
        ] {
            try sandbox.write(".planb/shared.yaml", "routes: {m: {try: [a, b], rehearse: {golden: \(path)}}}")
            let complaints = sandbox.complaints()
            #expect(
                complaints.count == 1 && complaints.first?.hasPrefix("the shared configuration:1:") == true
                    && complaints.first?.contains(message) == true, "\(complaints)")
        }
        try sandbox.write(".planb/shared.yaml", "routes: {m: {try: [a, b], rehearse: {golden: g.yaml}}}")
        try sandbox.write("g.yaml", "prompts: [{name: a, user: x}]")
        #expect(try sandbox.load().snapshot.routes.route(for: "m")?.rehearsal.golden?.prompts.count == 1)
    }

    @Test("A plain scalar is what JSON takes it for, and nothing else is a number")
    func scalars() {
        for text in ["0", "-1", "10", "1.5", "-0.0", "1e9", "1E-9", "12.5e+3"] { #expect(TreeJSON.isNumber(text)) }
        for text in [
            "", "-", "01", "1.", ".5", "1e", "1e+", "0x1", "1_000", "NaN", "Infinity", "+1", " 1", "1 ", "--1",
        ] {
            #expect(!TreeJSON.isNumber(text))
        }
    }
}
