import PlanBVocabulary
import Testing

@testable import PlanBSettings

/// Where traces and the access log go.
struct TelemetrySettingsTests {
    private static func traces(_ variables: [String: String], _ more: String = "") throws -> TraceSettings? {
        let sandbox = try Sandbox(environment: ["KEY": "k"].merging(variables) { $1 })
        return try sandbox.load(valid + more).traces
    }

    private static let endpoint = ["OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"]

    @Test(
        "Nothing is sent unless somebody says where to",
        arguments: [
            ([:], nil), (["OTEL_SERVICE_NAME": "x"], nil), (["OTEL_EXPORTER_OTLP_ENDPOINT": ""], nil),
            (["OTEL_TRACES_EXPORTER": "none", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://a:1"], nil),
            (["OTEL_SDK_DISABLED": "true", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://a:1"], nil),
            (["OTEL_SDK_DISABLED": "TRUE", "OTEL_TRACES_EXPORTER": "otlp"], nil),
            (["OTEL_SDK_DISABLED": "1", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://a:1"], "http://a:1/v1/traces"),
            (["OTEL_TRACES_EXPORTER": "otlp"], "http://localhost:4318/v1/traces"),
            (["OTEL_EXPORTER_OTLP_ENDPOINT": "https://a/base/"], "https://a/base/v1/traces"),
            (["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://a:1"], "http://a:1/"),
            (
                [
                    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://[::1]:4318/x",
                    "OTEL_EXPORTER_OTLP_ENDPOINT": "http://a:1",
                ], "http://[::1]:4318/x"
            ),
        ] as [([String: String], String?)])
    func place(_ variables: [String: String], _ place: String?) throws {
        #expect(try Self.traces(variables)?.place == place)
    }

    @Test("Without further words the values are those of the specification")
    func standard() throws {
        let traces = try #require(try Self.traces(Self.endpoint))
        #expect(traces.encoding == .protobuf && traces.timeout == .seconds(10) && traces.headers.isEmpty)
        #expect(traces.sampler == TraceSampler(.always, followsParent: true) && traces.batches == .init())
        #expect(traces.resource.first == .init("service.name", "planb") && traces.origin.allowsPrivate)
    }

    @Test("What is said of traces goes before what is said of all signals")
    func values() throws {
        let traces = try #require(
            try Self.traces(
                Self.endpoint.merging([
                    "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf", "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL": "http/json",
                    "OTEL_EXPORTER_OTLP_HEADERS": "a=1", "OTEL_EXPORTER_OTLP_TRACES_HEADERS": "X-Key=a%20b%3D, y = 2 ,",
                    "OTEL_EXPORTER_OTLP_TIMEOUT": "1", "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT": "2500",
                    "OTEL_SERVICE_NAME": "gate", "OTEL_RESOURCE_ATTRIBUTES": "service.name=no,deployment.environment.name=e%2C",
                    "OTEL_TRACES_SAMPLER": "parentbased_traceidratio", "OTEL_TRACES_SAMPLER_ARG": "0.25",
                    "OTEL_BSP_SCHEDULE_DELAY": "100", "OTEL_BSP_MAX_QUEUE_SIZE": "64",
                    "OTEL_BSP_MAX_EXPORT_BATCH_SIZE": "8",
                ]) { $1 }))
        #expect(traces.encoding == .json && traces.timeout == .milliseconds(2500))
        #expect(traces.headers == Secret("x-key: a b=\r\ny: 2\r\n"))
        #expect(traces.resource.map(\.name).filter { $0 == "service.name" }.count == 1)
        #expect(traces.resource.first == .init("service.name", "gate"))
        #expect(traces.resource.contains(.init("deployment.environment.name", "e,")))
        #expect(traces.sampler == TraceSampler(.ratio(0.25), followsParent: true))
        #expect(traces.batches == .init(delay: .milliseconds(100), queue: 64, size: 8))
        // A smaller queue has smaller batches by itself.
        let small = try Self.traces(Self.endpoint.merging(["OTEL_BSP_MAX_QUEUE_SIZE": "64"]) { $1 })
        #expect(small?.batches.size == 64)
    }

    @Test(
        "A value that is not right is said without being repeated, and no traces are sent",
        arguments: [
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "grpc://canary:4317", "expected a URL"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://user:canary@a:1", "must not hold credentials"),
            ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://a/x?key=canary", "no query"),
            ("OTEL_TRACES_EXPORTER", "zipkin-canary", "only the exporter otlp"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc", "OTLP over HTTP only"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "canary", "item 1 of the list has no ="),
            ("OTEL_EXPORTER_OTLP_HEADERS", "a=1,=canary", "item 2 of the list has no name"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "a=canary%0", "not followed by two hexadecimal digits"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "a=canary%0d%0Ax: y", "characters that a header cannot have"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "a b=canary", "characters that a header cannot have"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "Host=canary", "the header host is the gateway's own"),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "canary", "a whole number from 1 to 600000"),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "0", "a whole number from 1 to 600000"),
            ("OTEL_RESOURCE_ATTRIBUTES", "canary", "item 1 of the list has no ="),
            ("OTEL_TRACES_SAMPLER", "jaeger_remote", "no such sampler"),
            ("OTEL_BSP_MAX_QUEUE_SIZE", "0", "a whole number from 1"),
            ("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "3000", "not be more than OTEL_BSP_MAX_QUEUE_SIZE"),
            ("OTEL_BSP_SCHEDULE_DELAY", "-1", "a whole number from 0"),
        ])
    func mistakes(_ variable: String, _ value: String, _ complaint: String) throws {
        let sandbox = try Sandbox(environment: ["KEY": "k"].merging(Self.endpoint) { $1 }.merging([variable: value]) { $1 })
        let loaded = try sandbox.load(valid)
        let said = loaded.warnings.quiet.map(\.description)
        #expect(loaded.traces == nil && said.count == 1, "\(said)")
        #expect(said.allSatisfy { $0.contains(variable) && $0.contains(complaint) && $0.contains("no traces are sent") })
        #expect(!said.joined().contains("canary"))
    }

    @Test("A share of traces is one from 0 to 1", arguments: ["1.5", "-0.1", "nan", "inf", "x", "0,5"])
    func shares(_ text: String) throws {
        let variables = ["OTEL_TRACES_SAMPLER": "traceidratio", "OTEL_TRACES_SAMPLER_ARG": text]
        #expect(try Self.traces(Self.endpoint.merging(variables) { $1 }) == nil)
    }

    @Test("What is not read is said, and traces are sent all the same")
    func unread() throws {
        let sandbox = try Sandbox(
            environment: ["KEY": "k", "OTEL_EXPORTER_OTLP_COMPRESSION": "gzip"].merging(Self.endpoint) { $1 })
        let loaded = try sandbox.load(valid)
        #expect(loaded.traces != nil)
        #expect(loaded.warnings.contains { $0.description.contains("OTEL_EXPORTER_OTLP_COMPRESSION is not read") })
    }

    @Test("The collector is reached as providers are")
    func network() throws {
        let proxied = try Self.traces(
            ["OTEL_EXPORTER_OTLP_ENDPOINT": "https://collector.example", "HTTPS_PROXY": "http://proxy:3128"])
        #expect(proxied?.origin.network.proxy?.host == "proxy")
        #expect(try Self.traces(["OTEL_EXPORTER_OTLP_ENDPOINT": "http://localhost:1", "HTTPS_PROXY": "http://proxy:3128"])?
            .origin.network.proxy == nil)
    }

    @Test("The access log is a file in the data folder, or standard output")
    func accessLog() throws {
        let sandbox = try Sandbox()
        #expect(try sandbox.load(valid).accessLog == nil)
        #expect(
            try sandbox.load(valid + "access_log: {file: access.jsonl}").accessLog
                == AccessLogSettings(.file(sandbox.path(".planb/access.jsonl"))))
        #expect(
            try sandbox.load(valid + "access_log: stdout").accessLog
                == AccessLogSettings(.standardOutput, rotates: false))
        #expect(
            try sandbox.load(
                valid + "data: d\naccess_log: {file: /var/log/planb.jsonl, size: 1MiB}\nretention: {access_log: 7d}"
            ).accessLog
                == AccessLogSettings(.file("/var/log/planb.jsonl"), size: 1 << 20, retention: .seconds(7 * 86_400)))
        #expect(
            try sandbox.load(valid + "access_log: {file: a, rotate: false}").accessLog?.rotates == false)
    }

    static let cases = [
        Case("no file", valid + "access_log: {size: 1MiB}", #"3:13: error: access_log needs "file""#),
        Case("a word", valid + "access_log: syslog", #"3:13: error: "access_log""#),
        Case("a list", valid + "access_log: [stdout]", #"3:13: error: "access_log""#),
        Case("no time", valid + "access_log: stdout\nretention: {access_log: 0d}", #"4:25: error: "access_log""#),
        Case("no log", valid + "retention: {access_log: 7d}", #"3:13: warning: there is no access log"#),
        Case(
            "nobody rotates", valid + "access_log: {file: a, rotate: false, size: 1MiB}",
            #"3:38: warning: with rotate: false"#),
        Case(
            "kept by others", valid + "access_log: stdout\nretention: {access_log: 7d}",
            #"4:13: warning: standard output is kept"#),
        Case(
            "a trace that is no word", "targets: {a: {provider: openai, api_key: \"env:KEY\", trace: true}}\nroutes: {m: {try: [a]}}",
            #"1:60: error: "trace""#),
    ]

    @Test("Mistakes are named", arguments: cases)
    func complaints(_ example: Case) throws { try example.check(in: try Sandbox()) }

    @Test("A check says where both go, and nothing where there is neither")
    func report() throws {
        let variables = ["OTEL_EXPORTER_OTLP_HEADERS": "a=canary"].merging(Self.endpoint) { $1 }
        let sandbox = try Sandbox(environment: ["KEY": "k"].merging(variables) { $1 })
        let report = CheckReport(try sandbox.load(valid + "access_log: stdout"))
        #expect(report.text.contains("traces go to http://collector:4318/v1/traces (http/protobuf)\n"))
        #expect(report.text.contains("the access log goes to standard output\n") && !report.text.contains("canary"))
        let silent = CheckReport(try Sandbox().load(valid))
        #expect(silent.traces == nil && silent.accessLog == nil)
    }

    @Test("A target is told of traces where the configuration says so")
    func forwarding() throws {
        let sandbox = try Sandbox()
        let told = try sandbox.load(
            "targets: {a: {provider: openai, api_key: \"env:KEY\", trace: forward}}\nroutes: {m: {try: [a]}}")
        #expect(told.snapshot.targets[0].forwardsTrace)
        #expect(try !sandbox.load(valid).snapshot.targets[0].forwardsTrace)
    }
}
