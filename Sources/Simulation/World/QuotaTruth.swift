import PlanBVocabulary

/// A provider that lets so much through in a minute. It counts for itself, in another way than the gateway and the replay of
/// what-if do.
struct QuotaTruth {
    private static let minute = Instant.Span.minutes(1)

    private let requests: Int
    private let tokens: Int
    private let isStrict: Bool
    /// Of a bucket: when it is full again, for requests and for tokens.
    private var full = (requests: Instant(nanoseconds: 0), tokens: Instant(nanoseconds: 0))
    /// Of a strict one: what was let through in the last 60 seconds, the oldest first, from `first` on.
    private var passed: [(at: Instant, tokens: Int)] = []
    private var first = 0
    private var sum = 0

    /// Nil: there is no quota.
    init?(_ quota: TargetPlan.Quota?) {
        guard let quota else { return nil }
        requests = quota.requests ?? 1_000_000_000
        tokens = quota.tokens ?? 1_000_000_000
        isStrict = quota.isStrict
    }

    /// Takes a request of so many tokens with its answer. Returns how many seconds its sender has to wait, rounded up as the
    /// header has it; nil: it was let through.
    mutating func take(_ asked: Int, at now: Instant) -> Int? {
        // What is larger than the quota is let through by itself.
        let asked = min(asked, tokens)
        let wait = isStrict ? takeStrictly(asked, now) : takeFromBucket(asked, now)
        return wait.map { max(1, Int(($0.nanoseconds + 999_999_999) / 1_000_000_000)) }
    }

    /// By the time at which the bucket would be full again: no more than a minute from now.
    private mutating func takeFromBucket(_ asked: Int, _ now: Instant) -> Instant.Span? {
        let one = max(full.requests, now) + Self.share(1, of: requests)
        let other = max(full.tokens, now) + Self.share(asked, of: tokens)
        let wait = max((one - now).nanoseconds, (other - now).nanoseconds) - Self.minute.nanoseconds
        guard wait <= 0 else { return Instant.Span(nanoseconds: wait) }
        full = (one, other)
        return nil
    }

    private static func share(_ part: Int, of whole: Int) -> Instant.Span {
        Instant.Span(nanoseconds: Int64(Double(part) / Double(whole) * 60e9))
    }

    /// No more than the quota in any 60 seconds.
    private mutating func takeStrictly(_ asked: Int, _ now: Instant) -> Instant.Span? {
        while first < passed.count, passed[first].at + Self.minute <= now {
            sum -= passed[first].tokens
            first += 1
        }
        if first > 1000 {
            passed.removeFirst(first)
            first = 0
        }
        var (count, left, place) = (passed.count - first, sum, first)
        while count + 1 > requests || left + asked > tokens {
            left -= passed[place].tokens
            count -= 1
            place += 1
        }
        guard place == first else { return (passed[place - 1].at + Self.minute) - now }
        passed.append((now, asked))
        sum += asked
        return nil
    }
}
