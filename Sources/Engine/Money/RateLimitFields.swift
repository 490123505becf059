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

    /// The fields.
    var headers: [ClientError.Header] {
        var headers: [ClientError.Header] = []
        if let meter = standing.requests {
            if isAnthropic {
                headers += fields(
                    meter, "anthropic-ratelimit-requests-limit", "anthropic-ratelimit-requests-remaining",
                    "anthropic-ratelimit-requests-reset")
            } else {
                headers += fields(
                    meter, "x-ratelimit-limit-requests", "x-ratelimit-remaining-requests",
                    "x-ratelimit-reset-requests")
            }
        }
        if let meter = standing.tokens {
            if isAnthropic {
                headers += fields(
                    meter, "anthropic-ratelimit-tokens-limit", "anthropic-ratelimit-tokens-remaining",
                    "anthropic-ratelimit-tokens-reset")
            } else {
                headers += fields(
                    meter, "x-ratelimit-limit-tokens", "x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens")
            }
        }
        return headers
    }

    private func fields(
        _ meter: LimitStanding.Meter, _ limit: StaticString, _ remaining: StaticString, _ reset: StaticString
    ) -> [ClientError.Header] {
        [
            ClientError.Header(limit, String(meter.limit)), ClientError.Header(remaining, String(meter.remaining)),
            ClientError.Header(
                reset,
                isAnthropic
                    ? UTCText.text(epoch &+ Int64(meter.reset.secondsRoundedUp)) : Self.text(meter.reset)),
        ]
    }

    /// Writes them into a head.
    func append(to fields: inout ByteBuffer) {
        for header in headers { HTTPEncoder.appendField(header.name, header.value, to: &fields) }
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
