import PlanBLedger
import PlanBTelemetry
import PlanBVocabulary
import Testing

/// What the ledger says of a request, as spans.
struct RequestSpansTests {
    private static func spans(
        _ request: RequestEntry, _ attempts: [AttemptEntry] = [], address: ServerAddress? = nil
    ) -> [TraceSpan] {
        RequestSpans.spans(of: request, attempts) { _ in address }
    }

    private static func value(_ name: String, _ span: TraceSpan) -> TraceSpan.Value? {
        span.attributes.first { $0.name == name }?.value
    }

    @Test("A request that another target answered: its own span, and below it one for each attempt, by number")
    func failover() throws {
        let spans = Self.spans(
            Sample.request(),
            [
                Sample.attempt(2, reason: "failover", target: "b", vendor: "anthropic", isDelivered: true),
                Sample.attempt(1, failure: .overloaded, status: 503),
            ], address: ServerAddress(host: "api.example", port: 443, provider: "openai"))
        let place = Sample.place
        #expect(spans.map(\.kind) == [.server, .client, .client])
        #expect(spans.map(\.span) == [place.span, place.span(ofAttempt: 1), place.span(ofAttempt: 2)])
        #expect(spans.map(\.parent) == [nil, place.span, place.span] && spans.allSatisfy { $0.trace == place.trace })
        #expect(spans.map(\.name) == ["chat gpt-4.1", "chat gpt-4.1-2025", "chat gpt-4.1-2025"])
        #expect(spans.map(\.error) == [nil, "overloaded", nil])
        #expect(spans[0].start == 1_790_812_800_250_000_000 && spans[0].end - spans[0].start == 1_500_000_000)
        #expect(Self.value("planb.failover.reason", spans[1]) == nil)
        #expect(Self.value("planb.failover.reason", spans[2]) == .text("overloaded"))
        #expect(Self.value("planb.attempt.number", spans[2]) == .int(2))
        #expect(Self.value("error.type", spans[1]) == .text("overloaded"))
        #expect(Self.value("http.response.status_code", spans[1]) == .int(503))
        #expect(Self.value("server.address", spans[2]) == .text("api.example"))
        #expect(Self.value("server.port", spans[2]) == .int(443))
        #expect(Self.value("gen_ai.usage.input_tokens", spans[0]) == .int(12))
        #expect(Self.value("gen_ai.usage.cache_read.input_tokens", spans[0]) == .int(3))
        #expect(Self.value("planb.outcome", spans[0]) == .text("answered"))
    }

    @Test("What is not recorded, or only handed on, has no spans")
    func unrecorded() {
        func place(isSampled: Bool = true, span: UInt64 = 5, parent: UInt64? = nil) -> TraceContext {
            TraceContext(trace: TraceID(high: 1, low: 1), span: span, parent: parent, isSampled: isSampled)
        }
        #expect(Self.spans(Sample.request(trace: nil), [Sample.attempt()]).isEmpty)
        #expect(Self.spans(Sample.request(trace: place(isSampled: false)), [Sample.attempt()]).isEmpty)
        #expect(Self.spans(Sample.request(trace: place(parent: 5)), [Sample.attempt()]).isEmpty)
        #expect(Self.spans(Sample.request(trace: place(parent: 6)), [Sample.attempt()]).count == 2)
    }

    @Test("The client's span is a remote parent; a request of a drill is linked to the user's and no part of it")
    func places() {
        let parent = TraceContext(
            trace: TraceID(high: 1, low: 2), span: 3, parent: 4, isSampled: true, state: "v=1")
        let spans = Self.spans(Sample.request(trace: parent), [Sample.attempt()])
        #expect(spans[0].parent == 4 && spans[0].hasRemoteParent && spans[0].state == "v=1" && spans[0].links.isEmpty)
        #expect(spans[1].parent == 3 && !spans[1].hasRemoteParent && spans[1].state == "v=1")
        let user = TraceLink(trace: TraceID(high: 7, low: 8), span: 9)
        let copy = TraceContext(trace: TraceID(high: 1, low: 3), span: 3, parent: nil, isSampled: true, link: user)
        let drill = Self.spans(Sample.request(tags: ["planb.drill=d-1"], trace: copy), [Sample.attempt()])
        #expect(drill[0].links == [user] && drill[0].parent == nil && drill[1].links.isEmpty)
        #expect(drill.allSatisfy { $0.trace != user.trace })
        #expect(Self.value("planb.drill", drill[0]) == .text("d-1"))
    }

    @Test(
        "A span says that it failed where its own side did",
        arguments: [
            (.answered, 200, "", nil, nil), (.surfaced, 400, "", nil, "400"),
            (.failed, 400, "unsupported_parameter", nil, "unsupported_parameter"),
            (.failed, 503, "upstream_unavailable", "upstream_unavailable", "upstream_unavailable"),
            (.failed, 504, "", "504", "504"),
            (.cut, 200, "stream_interrupted", "stream_interrupted", "stream_interrupted"),
            (.cut, 200, "", "cut", "cut"), (.abandoned, 499, "", nil, nil),
        ] as [(RequestEntry.Outcome, Int, String, String?, String?)])
    func errors(_ outcome: RequestEntry.Outcome, _ status: Int, _ code: String, _ error: String?, _ type: String?) {
        let span = Self.spans(Sample.request(outcome: outcome, status: status, code: code))[0]
        #expect(span.error == error)
        #expect(Self.value("error.type", span) == type.map { .text($0) })
    }

    @Test(
        "Every failure is named; those that are nobody's do not make a span a failed one",
        arguments: FailureClass.allCases)
    func failures(_ failure: FailureClass) {
        let span = Self.spans(Sample.request(), [Sample.attempt(failure: failure, status: nil)])[1]
        #expect(Self.value("error.type", span) == .text(failure.rawValue))
        let isNobodys = [.clientGone, .busy, .superseded, .draining].contains(failure)
        #expect((span.error == nil) == isNobodys)
        #expect(span.events.contains { $0.name == "planb.stall" } == failure.isSlowness)
    }

    @Test("Events stand where they happened, by time")
    func events() {
        let spans = Self.spans(
            Sample.request(isStream: true, commitAfter: .milliseconds(20), resumedAt: 17),
            [
                Sample.attempt(1, failure: .cut, firstOutput: .milliseconds(10), isDelivered: true),
                Sample.attempt(2, reason: "prefill", target: "b", firstOutput: .milliseconds(30), isDelivered: true),
                Sample.attempt(3, reason: "restart", target: "c", firstOutput: .milliseconds(30)),
            ])
        #expect(spans[0].events.map(\.name) == ["planb.first_output", "planb.stitch"])
        #expect(spans[0].events[1].time == spans[2].start + 30_000_000)
        #expect(spans[1].events.map(\.name) == ["planb.sent", "planb.first_chunk"])
        #expect(spans[1].events.map { $0.time - spans[1].start } == [2_000_000, 10_000_000])
        #expect(Self.value("gen_ai.response.time_to_first_chunk", spans[0]) == .double(0.02))
    }

    @Test("A provider has the name that metrics give it; of one that is gone only the vendor is known")
    func providers() {
        func name(_ address: ServerAddress?) -> TraceSpan.Value? {
            let spans = Self.spans(Sample.request(), [Sample.attempt(vendor: "microsoft")], address: address)
            return Self.value("gen_ai.provider.name", spans[1])
        }
        #expect(
            name(ServerAddress(host: "x.example", port: 443, provider: "azure.ai.openai")) == .text("azure.ai.openai"))
        #expect(name(nil) == .text("microsoft"))
    }

    @Test("Texts of others are bounded, and none goes out that is not named")
    func bounds() {
        let long = String(repeating: "é", count: 5000)
        let spans = Self.spans(
            Sample.request(
                tags: ["secret=tag-canary"], model: long, skips: (0..<100).map { "t\($0): is \(long)" }),
            [Sample.attempt()])
        for span in spans {
            for attribute in span.attributes {
                let texts: [String]
                switch attribute.value {
                case .text(let text): texts = [text]
                case .texts(let list): texts = list
                case .int, .double, .flag: texts = []
                }
                #expect(texts.count <= 32 && texts.allSatisfy { $0.unicodeScalars.count <= 256 })
                #expect(!texts.contains { $0.contains("canary") })
            }
        }
    }

    @Test("No row makes it stop: times and lengths from anywhere")
    func extremes() {
        for time in [Int64.min, -1, 0, .max] {
            for span in [Int64.min, -1, 0, .max] {
                var request = Sample.request(commitAfter: Instant.Span(nanoseconds: span))
                request.time = time
                request.duration = Instant.Span(nanoseconds: span)
                var attempt = Sample.attempt(firstOutput: Instant.Span(nanoseconds: span))
                attempt.time = time
                attempt.duration = Instant.Span(nanoseconds: span)
                attempt.number = .max
                let spans = Self.spans(request, [attempt])
                #expect(spans.count == 2 && spans.allSatisfy { $0.end >= $0.start })
            }
        }
    }
}
