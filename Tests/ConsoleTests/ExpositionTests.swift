import NIOCore
import PlanBEngine
import PlanBLedger
import PlanBVocabulary
import Testing

@testable import PlanBConsole
@testable import PlanBEngine

/// The two formats of metrics.
struct ExpositionTests {
    private static func text(_ form: Exposition.Form, _ body: (inout Exposition) -> Void) -> String {
        var text = Exposition(form)
        body(&text)
        return String(buffer: text.bytes)
    }

    @Test("Numbers of buckets are written as they are")
    func numbers() {
        for value in [0, 1, 9, 10, 11, 99, 100, 999, 1000, 12_345, 100_000] {
            var histogram = Histogram(.tokens)
            for _ in 0..<value { histogram.record(1) }
            let text = Self.text(.prometheus) { text in
                text.family("n", .histogram, "h")
                text.histogram([], histogram)
            }
            let lines = text.split(separator: "\n").map { $0.split(separator: " ").last ?? "" }
            // Two lines of a head; then 15 buckets, a sum and a count, which are all the same here.
            #expect(
                lines.dropFirst(2).dropLast(2).count == 15
                    && lines.dropFirst(2).allSatisfy {
                        $0 == "\(value)" || $0 == "\(value).0"
                    })
        }
    }

    @Test(
        "Decimals are exact",
        arguments: [
            (0, "0.000000000"), (1, "0.000000001"), (999_999_999, "0.999999999"), (1_000_000_000, "1.000000000"),
            (-1, "-0.000000001"), (Int.max, "9223372036.854775807"), (Int.min, "-9223372036.854775808"),
        ])
    func decimals(value: Int, text: String) { #expect(Exposition.decimal(value, digits: 9) == text) }

    @Test("What is not a finite number has a word")
    func infinities() {
        #expect(
            [Double.nan, .infinity, -.infinity, 0.5, 2].map(Exposition.text) == ["NaN", "+Inf", "-Inf", "0.5", "2.0"])
    }

    @Test("The format is what the scraper asks for")
    func forms() {
        let prometheus = "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75"
        #expect(
            Exposition.Form(accept: prometheus).contentType.hasPrefix("application/openmetrics-text; version=1.0.0"))
        for other in ["", "*/*", "text/plain;version=0.0.4"] {
            #expect(Exposition.Form(accept: other).contentType.hasPrefix("text/plain; version=0.0.4"))
        }
    }

    @Test("Labels, counters and histograms")
    func families() {
        func write(_ text: inout Exposition) {
            text.family("a_total", .counter, "How many.")
            text.sample([("x", "1\"\\\n"), ("y", "2")], 3)
            var histogram = Histogram(.own)
            for value: Int64 in [50_000, 50_001, 99_000_000_000] { histogram.record(value) }
            text.family("b_seconds", .histogram, "How long.")
            text.histogram([("x", "1")], histogram)
        }
        let plain = Self.text(.prometheus, write)
        #expect(
            plain.hasPrefix("# HELP a_total How many.\n# TYPE a_total counter\na_total{x=\"1\\\"\\\\\\n\",y=\"2\"} 3\n")
        )
        for line in [
            #"b_seconds_bucket{x="1",le="5e-05"} 1"#, #"b_seconds_bucket{x="1",le="0.0001"} 2"#,
            #"b_seconds_bucket{x="1",le="0.1"} 2"#, #"b_seconds_bucket{x="1",le="+Inf"} 3"#,
            #"b_seconds_sum{x="1"} 99.000100001"#, #"b_seconds_count{x="1"} 3"#,
        ] { #expect(plain.contains("\n\(line)\n"), "\(line)") }
        let open = Self.text(.openMetrics, write)
        #expect(open.contains("# TYPE a counter\na_total{") && open.hasSuffix("\n# EOF\n") && !plain.contains("# EOF"))
        // Nothing else differs.
        let bare = open.replacing("# HELP a ", with: "# HELP a_total ").replacing("# TYPE a ", with: "# TYPE a_total ")
        #expect(bare == plain + "# EOF\n")
    }

    @Test("Exemplars are in OpenMetrics, and nowhere else")
    func exemplars() {
        let trace = TraceContext(trace: TraceID(high: 0xAB, low: 0xCD), span: 1, parent: nil, isSampled: true)
        let metrics = Metrics()
        let entry = RequestEntry(
            id: "r", time: 1_795_000_000_000, key: "k", route: "m", operation: .chat, model: "m", target: "a",
            outcome: .answered, status: 200, attempts: 1, commitAfter: nil, duration: .milliseconds(30), usage: nil,
            generation: 1, trace: trace)
        metrics.count(entry, target: "a", own: .zero)
        let durations = metrics.reading.routes[0].durations
        func write(_ text: inout Exposition) {
            text.family("d", .histogram, "h")
            text.histogram([], durations)
        }
        let line =
            "d_bucket{le=\"0.04\"} 1 # {trace_id=\"00000000000000ab00000000000000cd\"} 0.03 1795000000.030\n"
        #expect(Self.text(.openMetrics, write).contains(line))
        #expect(!Self.text(.prometheus, write).contains("trace_id"))
    }
}
