import NIOCore
import PlanBDialects
import PlanBPolicy
import PlanBVocabulary
import PlanBWire

/// How a caller's limits stand, as header fields of the caller's dialect. Only Plan B's own: a provider's are about an
/// account that is not the caller's.
struct RateLimitFields {
    private let standing: LimitStanding
    private let isAnthropic: Bool
    private let epoch: Int64

    /// `epoch`: now, in seconds since 1970, for dialects that name the moment.
    init(_ standing: LimitStanding, _ dialect: DialectID, epoch: Int64) {
        self.standing = standing
        isAnthropic = dialect == .anthropic || dialect == .invoke
        self.epoch = epoch
    }

    /// The fields of an error.
    var headers: [ClientError.Header] {
        var headers: [ClientError.Header] = []
        forEach { headers.append(ClientError.Header($0, $1)) }
        return headers
    }

    /// Writes them into a head.
    func append(to fields: inout ByteBuffer) { forEach { HTTPEncoder.appendField($0, $1, to: &fields) } }

    private func forEach(_ body: (StaticString, String) -> Void) {
        if let meter = standing.requests {
            body(isAnthropic ? "anthropic-ratelimit-requests-limit" : "x-ratelimit-limit-requests", String(meter.limit))
            body(
                isAnthropic ? "anthropic-ratelimit-requests-remaining" : "x-ratelimit-remaining-requests",
                String(meter.remaining))
            body(isAnthropic ? "anthropic-ratelimit-requests-reset" : "x-ratelimit-reset-requests", reset(meter))
        }
        if let meter = standing.tokens {
            body(isAnthropic ? "anthropic-ratelimit-tokens-limit" : "x-ratelimit-limit-tokens", String(meter.limit))
            body(
                isAnthropic ? "anthropic-ratelimit-tokens-remaining" : "x-ratelimit-remaining-tokens",
                String(meter.remaining))
            body(isAnthropic ? "anthropic-ratelimit-tokens-reset" : "x-ratelimit-reset-tokens", reset(meter))
        }
    }

    private func reset(_ meter: LimitStanding.Meter) -> String {
        isAnthropic ? UTCText.text(epoch &+ Int64(meter.reset.secondsRoundedUp)) : Self.text(meter.reset)
    }

    /// As OpenAI writes it: `12ms`, `1.5s`, `6m0s`; rounded up.
    static func text(_ span: Instant.Span) -> String {
        let milliseconds = max(0, span.millisecondsRoundedUp)
        if milliseconds < 1000 { return "\(milliseconds)ms" }
        guard milliseconds < 60_000 else {
            let seconds = (milliseconds + 999) / 1000
            return "\(seconds / 60)m\(seconds % 60)s"
        }
        let rest = milliseconds % 1000
        guard rest > 0 else { return "\(milliseconds / 1000)s" }
        var digits = String(1000 + rest).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(milliseconds / 1000).\(digits)s"
    }
}
