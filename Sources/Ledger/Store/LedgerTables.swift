import PlanBVocabulary

/// The rows that entries become. A column that is added here is added to every store, export and answer; it also needs a
/// migration.
enum LedgerTables {
    static let requests = EntryTable<RequestEntry>(
        "requests", key: ["id"],
        [
            .init(column: .init(name: "id", kind: .text, isOptional: false)) { entry, origin in
                .text(identifier(entry.id, origin))
            },
            .node(),
            .number("time") { $0.time },
            .label("key") { $0.key },
            .label("team") { $0.team },
            .list("tags") { $0.tags },
            .label("route") { $0.route },
            .label("dialect") { $0.dialect.rawValue },
            .label("operation") { $0.operation.rawValue },
            .label("model") { $0.model },
            .flag("stream") { $0.isStream },
            .list("needs") { $0.needs },
            .count("bytes_in") { $0.bytesIn },
            .count("prompt_tokens") { $0.promptTokens },
            .optionalCount("output_cap") { $0.outputCap },
            .optionalLabel("conversation") { $0.conversation.map { String($0, radix: 16) } },
            .count("patience_ms") { $0.patience.wholeMilliseconds },
            .optionalLabel("target") { $0.target },
            .label("outcome") { $0.outcome.rawValue },
            .count("status") { $0.status },
            .count("attempts") { $0.attempts },
            .optionalCount("commit_ms") { $0.commitAfter?.wholeMilliseconds },
            .count("duration_ms") { $0.duration.wholeMilliseconds },
            .optionalCount("resumed_at") { $0.resumedAt },
        ] + usage { $0.usage } + [
            .flag("estimated") { $0.isEstimated },
            .optionalCount("cost_nanodollars") { $0.cost },
            .flag("unpriced") { $0.isUnpriced },
            .label("code") { $0.code },
            .list("skips") { $0.skips },
            .count("generation") { $0.generation },
        ])

    static let attempts = EntryTable<AttemptEntry>(
        "attempts", key: ["request", "number"],
        [
            .init(column: .init(name: "request", kind: .text, isOptional: false)) { entry, origin in
                .text(identifier(entry.request, origin))
            },
            .count("number") { $0.number },
            .node(),
            .label("reason") { $0.reason },
            .number("time") { $0.time },
            .label("key") { $0.key },
            .label("team") { $0.team },
            .list("tags") { $0.tags },
            .label("route") { $0.route },
            .label("operation") { $0.operation.rawValue },
            .label("target") { $0.target },
            .label("vendor") { $0.vendor },
            .label("account") { $0.account },
            .label("cloud") { $0.cloud },
            .label("region") { $0.region },
            .label("lineage") { $0.lineage },
            .label("model") { $0.model },
            .label("outcome") { $0.outcome },
            .optionalLabel("failure") { $0.failure?.rawValue },
            .optionalCount("status") { $0.status },
            .optionalCount("sent_ms") { $0.sentAfter?.wholeMilliseconds },
            .optionalCount("first_output_ms") { $0.firstOutputAfter?.wholeMilliseconds },
            .count("duration_ms") { $0.duration.wholeMilliseconds },
            .count("bytes_sent") { $0.bytesSent },
            .count("bytes_received") { $0.bytesReceived },
            .label("provider_request") { $0.providerRequest },
            .optionalCount("retry_after_ms") { $0.retryAfter?.wholeMilliseconds },
        ] + usage { $0.usage } + [
            .flag("estimated") { $0.isEstimated },
            .optionalCount("cost_nanodollars") { $0.cost },
            .label("price_version") { $0.priceVersion },
            .flag("delivered") { $0.isDelivered },
            .remark("detail") { $0.detail },
        ])

    static let events = EntryTable<EventEntry>(
        "events", key: ["node", "segment", "place", "time"],
        [
            .node(),
            .init(column: .init(name: "segment", kind: .integer, isOptional: false)) { _, origin in
                .integer(Int64(origin.position.segment))
            },
            .init(column: .init(name: "place", kind: .integer, isOptional: false)) { _, origin in
                .integer(Int64(origin.position.offset))
            },
            .number("time") { $0.time },
            .label("kind") { $0.kind },
            .label("subject") { $0.subject },
            .remark("detail") { $0.detail },
        ])

    private static func usage<Entry>(_ usage: @escaping @Sendable (Entry) -> Usage?) -> [EntryTable<Entry>.Column] {
        [
            .optionalCount("input_tokens") { usage($0)?.input },
            .optionalCount("output_tokens") { usage($0)?.output },
            .optionalCount("cached_tokens") { usage($0)?.cachedInput },
            .optionalCount("reasoning_tokens") { usage($0)?.reasoning },
            .optionalCount("written_tokens") { usage($0)?.writtenInput },
        ]
    }

    /// An id is never empty: rows without one would all be the same.
    static func identifier(_ id: String, _ origin: RowOrigin) -> String {
        guard id.isEmpty else { return StoreText.bounded(id, StoreText.shortLimit) }
        let text = "\(origin.node)-\(origin.position.segment)-\(origin.position.offset)"
        return StoreText.bounded(text, StoreText.shortLimit)
    }
}
