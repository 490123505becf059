import PlanBLedger
import PlanBVocabulary

/// Rows of requests, for tests.
enum Sample {
    static let place = TraceContext(
        trace: TraceID(high: 0x0af7_6519_16cd_43dd, low: 0x8448_eb21_1c80_319c), span: 0xb7ad_6b71_6920_3331,
        parent: nil,
        isSampled: true)

    static func request(
        _ id: String = "req_1", key: String = "k1", tags: [String] = [], model: String = "gpt-4.1",
        isStream: Bool = false, outcome: RequestEntry.Outcome = .answered, status: Int = 200, code: String = "",
        commitAfter: Instant.Span? = nil, resumedAt: Int? = nil, cost: Int? = nil, skips: [String] = [],
        trace: TraceContext? = place
    ) -> RequestEntry {
        RequestEntry(
            id: id, time: 1_790_812_800_250, key: key, tags: tags, route: "gpt-4.1", operation: .chat, model: model,
            isStream: isStream, bytesIn: 117, target: outcome == .answered ? "a" : nil, outcome: outcome,
            status: status,
            attempts: 1, commitAfter: commitAfter, duration: .milliseconds(1500), resumedAt: resumedAt,
            usage: outcome == .answered ? Usage(input: 12, output: 7, cachedInput: 3) : nil, cost: cost, code: code,
            skips: skips, generation: 4, trace: trace)
    }

    static func attempt(
        _ number: Int = 1, of request: String = "req_1", reason: String = "first", target: String = "a",
        vendor: String = "openai", failure: FailureClass? = nil, status: Int? = 200, firstOutput: Instant.Span? = nil,
        isDelivered: Bool = false
    ) -> AttemptEntry {
        AttemptEntry(
            request: request, number: number, reason: reason, time: 1_790_812_800_250 + Int64(number), target: target,
            vendor: vendor, model: "gpt-4.1-2025", outcome: failure?.rawValue ?? "200", failure: failure,
            status: status,
            sentAfter: .milliseconds(2), firstOutputAfter: firstOutput, duration: .milliseconds(100),
            isDelivered: isDelivered, detail: "detail-canary", isTraced: true)
    }
}
