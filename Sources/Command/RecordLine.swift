import PlanBLedger
import PlanBVocabulary

/// A record as one line of JSON. Times are milliseconds since 1970, lengths of time nanoseconds, money nanodollars.
enum RecordLine {
    private typealias Members = [(String, JSONText.Value)]

    static func text(of stored: StoredEntry) -> String {
        var line = JSONText()
        line.member("segment", .number(stored.position.segment))
        line.member("offset", .number(stored.position.offset))
        for (name, value) in members(of: stored.entry) { line.member(name, value) }
        return line.text + "}"
    }

    private static func members(of entry: LedgerEntry) -> Members {
        switch entry {
        case .open(let entry): members(of: entry)
        case .attempt(let entry): members(of: entry)
        case .request(let entry): members(of: entry)
        case .event(let entry):
            [
                ("record", .text("event")), ("time", .number(Int(entry.time))), ("kind", .text(entry.kind)),
                ("subject", .text(entry.subject)), ("detail", .text(entry.detail)),
            ]
        }
    }

    private static func members(of entry: OpenEntry) -> Members {
        let holds: [Members] = entry.holds.map {
            [("account", .text($0.account)), ("period", .number(Int($0.period))), ("amount", .number($0.amount))]
        }
        return [
            ("record", .text("open")), ("request", .text(entry.request)), ("number", .number(entry.number)),
            ("reason", .text(entry.reason)), ("time", .number(Int(entry.time))),
            ("expires", .number(Int(entry.expires))), ("key", .text(entry.key)), ("team", .text(entry.team)),
            ("route", .text(entry.route)), ("operation", .text(entry.operation)), ("asked", .text(entry.asked)),
            ("target", .text(entry.target)), ("vendor", .text(entry.vendor)), ("model", .text(entry.model)),
            ("prompt_tokens", .number(entry.promptTokens)), ("expected", .number(entry.expected)),
            ("holds", .objects(holds)),
        ]
    }

    private static func members(of entry: AttemptEntry) -> Members {
        let whose: Members = [
            ("record", .text("attempt")), ("request", .text(entry.request)), ("number", .number(entry.number)),
            ("reason", .text(entry.reason)), ("time", .number(Int(entry.time))), ("key", .text(entry.key)),
            ("team", .text(entry.team)), ("tags", .texts(entry.tags)), ("route", .text(entry.route)),
            ("operation", .text(entry.operation.rawValue)), ("target", .text(entry.target)),
            ("vendor", .text(entry.vendor)), ("account", .text(entry.account)), ("cloud", .text(entry.cloud)),
            ("region", .text(entry.region)), ("lineage", .text(entry.lineage)), ("model", .text(entry.model)),
        ]
        let end: Members = [
            ("outcome", .text(entry.outcome)), ("failure", .text(entry.failure?.rawValue)),
            ("status", .number(entry.status)), ("sent_after", span(entry.sentAfter)),
            ("first_output_after", span(entry.firstOutputAfter)), ("duration", span(entry.duration)),
            ("bytes_sent", .number(entry.bytesSent)), ("bytes_received", .number(entry.bytesReceived)),
            ("provider_request", .text(entry.providerRequest)), ("retry_after", span(entry.retryAfter)),
            ("usage", usage(entry.usage)), ("estimated", .flag(entry.isEstimated)), ("cost", .number(entry.cost)),
            ("price_version", .text(entry.priceVersion)), ("delivered", .flag(entry.isDelivered)),
            ("detail", .text(entry.detail)),
        ]
        return whose + end
    }

    private static func members(of entry: RequestEntry) -> Members {
        let whose: Members = [
            ("record", .text("request")), ("request", .text(entry.id)), ("time", .number(Int(entry.time))),
            ("key", .text(entry.key)), ("team", .text(entry.team)), ("tags", .texts(entry.tags)),
            ("route", .text(entry.route)), ("dialect", .text(entry.dialect.rawValue)),
            ("operation", .text(entry.operation.rawValue)), ("model", .text(entry.model)),
            ("stream", .flag(entry.isStream)), ("needs", .texts(entry.needs)), ("bytes_in", .number(entry.bytesIn)),
            ("prompt_tokens", .number(entry.promptTokens)), ("output_cap", .number(entry.outputCap)),
            ("conversation", .text(entry.conversation.map { String($0, radix: 16) })),
            ("patience", span(entry.patience)),
        ]
        let end: Members = [
            ("target", .text(entry.target)), ("outcome", .text(entry.outcome.rawValue)),
            ("status", .number(entry.status)), ("attempts", .number(entry.attempts)),
            ("commit_after", span(entry.commitAfter)), ("duration", span(entry.duration)),
            ("resumed_at", .number(entry.resumedAt)), ("usage", usage(entry.usage)),
            ("estimated", .flag(entry.isEstimated)), ("cost", .number(entry.cost)),
            ("unpriced", .flag(entry.isUnpriced)), ("code", .text(entry.code)), ("skips", .texts(entry.skips)),
            ("generation", .number(entry.generation)),
        ]
        return whose + end
    }

    private static func span(_ span: Instant.Span?) -> JSONText.Value { .number(span.map { Int($0.nanoseconds) }) }

    private static func usage(_ usage: Usage?) -> JSONText.Value {
        .object(
            usage.map {
                [
                    ("input", .number($0.input)), ("output", .number($0.output)),
                    ("cached_input", .number($0.cachedInput)), ("reasoning", .number($0.reasoning)),
                    ("written_input", .number($0.writtenInput)),
                ]
            })
    }
}
