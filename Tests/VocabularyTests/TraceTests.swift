import PlanBVocabulary
import Testing

@Suite("Traces")
struct TraceTests {
    private static let place = TraceContext(
        trace: TraceID(high: 0x0af7_6519_16cd_43dd, low: 0x8448_eb21_1c80_319c), span: 0xb7ad_6b71_6920_3331, parent: 7,
        isSampled: true)

    @Test("A header has fixed widths and lower-case digits")
    func header() {
        #expect(
            Self.place.header(from: Self.place.span) == "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
        let small = TraceContext(trace: TraceID(high: 0, low: 1), span: 2, parent: nil, isSampled: false)
        #expect(small.header(from: 2) == "00-00000000000000000000000000000001-0000000000000002-00")
    }

    @Test("Each attempt has a span of its own, the same whenever it is asked for")
    func attempts() {
        let spans = (1...10_000).map { Self.place.span(ofAttempt: $0) }
        #expect(Set(spans).count == spans.count && !spans.contains(0) && !spans.contains(Self.place.span))
        #expect(Self.place.span(ofAttempt: 3) == spans[2])
    }

    @Test("What is only handed on keeps the client's span")
    func handedOn() {
        let place = TraceContext(trace: TraceID(high: 1, low: 2), span: 7, parent: 7, isSampled: true)
        #expect(place.span(ofAttempt: 1) == 7 && place.span(ofAttempt: 2) == 7)
    }

    @Test(
        "Samplers follow the client where they are to",
        arguments: [
            (.always, true, nil, true), (.always, true, false, false), (.always, true, true, true),
            (.always, false, false, true), (.never, true, nil, false), (.never, true, true, true),
            (.never, false, true, false), (.ratio(0), false, true, false), (.ratio(1), false, false, true),
            (.ratio(1), true, nil, true), (.ratio(0), true, nil, false),
        ] as [(TraceSampler.Root, Bool, Bool?, Bool)])
    func sampler(_ root: TraceSampler.Root, _ follows: Bool, _ parent: Bool?, _ isTaken: Bool) {
        #expect(
            TraceSampler(root, followsParent: follows).takes(TraceID(high: 1, low: .max), parent: parent) == isTaken)
        // Wherever the trace stands among all, always and never are the same.
        if root != .ratio(1) || parent != nil {
            #expect(
                TraceSampler(root, followsParent: follows).takes(TraceID(high: 1, low: 0), parent: parent) == isTaken)
        }
    }

    @Test("A share of all traces is taken, the same ones by everybody, and more of a larger share")
    func share() {
        var random = SystemRandomNumberGenerator()
        let traces = (0..<20_000).map { _ in TraceID(high: random.next(), low: random.next()) }
        func taken(_ share: Double) -> Set<TraceID> {
            Set(traces.filter { TraceSampler(.ratio(share), followsParent: true).takes($0, parent: nil) })
        }
        let (tenth, quarter) = (taken(0.1), taken(0.25))
        // Ten standard deviations.
        #expect(abs(tenth.count - 2000) < 430 && abs(quarter.count - 5000) < 620)
        #expect(tenth.isSubset(of: quarter))
        // The other half of the name does not matter, as in the SDKs.
        #expect(TraceSampler(.ratio(0.5), followsParent: true).takes(TraceID(high: .max, low: 1), parent: nil))
    }
}
