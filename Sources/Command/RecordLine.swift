import Foundation
import PlanBLedger
import PlanBVocabulary

/// A record as one line of JSON. Times are milliseconds since 1970, lengths of time nanoseconds, money nanodollars.
enum RecordLine {
    static func text(of stored: StoredEntry) throws -> String {
        var members = self.members(of: stored.entry).compactMapValues { $0 }
        members["segment"] = stored.position.segment
        members["offset"] = stored.position.offset
        let data = try JSONSerialization.data(
            withJSONObject: members, options: [.sortedKeys, .withoutEscapingSlashes])
        return String(decoding: data, as: UTF8.self)
    }

    private static func members(of entry: LedgerEntry) -> [String: Any?] {
        switch entry {
        case .open(let entry): members(of: entry)
        case .attempt(let entry): members(of: entry)
        case .request(let entry): members(of: entry)
        case .event(let entry):
            [
                "record": "event", "time": entry.time, "kind": entry.kind, "subject": entry.subject,
                "detail": entry.detail,
            ]
        }
    }

    private static func members(of entry: OpenEntry) -> [String: Any?] {
        [
            "record": "open", "request": entry.request, "number": entry.number, "reason": entry.reason,
            "time": entry.time, "expires": entry.expires, "key": entry.key, "team": entry.team, "route": entry.route,
            "operation": entry.operation, "asked": entry.asked, "target": entry.target, "vendor": entry.vendor,
            "model": entry.model, "prompt_tokens": entry.promptTokens, "expected": entry.expected,
            "holds": entry.holds.map {
                ["account": $0.account, "period": $0.period, "amount": $0.amount] as [String: Any]
            },
        ]
    }

    private static func members(of entry: AttemptEntry) -> [String: Any?] {
        [
            "record": "attempt", "request": entry.request, "number": entry.number, "reason": entry.reason,
            "time": entry.time, "key": entry.key, "team": entry.team, "tags": entry.tags, "route": entry.route,
            "operation": entry.operation.rawValue, "target": entry.target, "vendor": entry.vendor,
            "account": entry.account, "cloud": entry.cloud, "region": entry.region, "lineage": entry.lineage,
            "model": entry.model, "outcome": entry.outcome, "failure": entry.failure?.rawValue,
            "status": entry.status, "sent_after": entry.sentAfter?.nanoseconds,
            "first_output_after": entry.firstOutputAfter?.nanoseconds, "duration": entry.duration.nanoseconds,
            "bytes_sent": entry.bytesSent, "bytes_received": entry.bytesReceived,
            "provider_request": entry.providerRequest, "retry_after": entry.retryAfter?.nanoseconds,
            "usage": entry.usage.map(members), "estimated": entry.isEstimated, "cost": entry.cost,
            "price_version": entry.priceVersion, "delivered": entry.isDelivered, "detail": entry.detail,
        ]
    }

    private static func members(of entry: RequestEntry) -> [String: Any?] {
        [
            "record": "request", "request": entry.id, "time": entry.time, "key": entry.key, "team": entry.team,
            "tags": entry.tags, "route": entry.route, "dialect": entry.dialect.rawValue,
            "operation": entry.operation.rawValue, "model": entry.model, "stream": entry.isStream,
            "needs": entry.needs, "bytes_in": entry.bytesIn, "prompt_tokens": entry.promptTokens,
            "output_cap": entry.outputCap, "conversation": entry.conversation.map { String($0, radix: 16) },
            "patience": entry.patience.nanoseconds, "target": entry.target, "outcome": entry.outcome.rawValue,
            "status": entry.status, "attempts": entry.attempts, "commit_after": entry.commitAfter?.nanoseconds,
            "duration": entry.duration.nanoseconds, "resumed_at": entry.resumedAt,
            "usage": entry.usage.map(members), "estimated": entry.isEstimated, "cost": entry.cost,
            "unpriced": entry.isUnpriced, "code": entry.code, "skips": entry.skips, "generation": entry.generation,
        ]
    }

    private static func members(of usage: Usage) -> [String: Int] {
        [
            "input": usage.input, "output": usage.output, "cached_input": usage.cachedInput,
            "reasoning": usage.reasoning, "written_input": usage.writtenInput,
        ]
    }
}
