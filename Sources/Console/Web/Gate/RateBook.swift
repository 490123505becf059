import PlanBVocabulary

/// How much each peer has asked for lately: a bucket of tokens for each, in a table that does not grow. A value: time is an
/// argument.
struct RateBook: Sendable {
    private struct Bucket {
        var tokens: Double
        var at: Instant
    }

    /// The most that may be asked for at once.
    let burst: Int
    /// What comes back in a second.
    let perSecond: Double
    private let most: Int
    private var buckets: [String: Bucket] = [:]
    private var sweptAt: Instant?

    /// Nobody has asked for anything.
    ///
    /// - Parameters:
    ///   - burst: at least 1.
    ///   - perSecond: more than 0.
    ///   - most: so many peers are told apart; the others share one bucket.
    init(burst: Int, perSecond: Double, most: Int = 4096) {
        self.burst = max(1, burst)
        self.perSecond = perSecond
        self.most = max(1, most)
    }

    /// Takes a token of `peer`. Returns how long it has to wait for one; nil: it got it.
    mutating func take(_ peer: String, now: Instant) -> Instant.Span? {
        let key = place(for: Self.group(peer), now: now)
        var bucket = buckets[key] ?? Bucket(tokens: Double(burst), at: now)
        bucket.tokens = tokens(of: bucket, now: now)
        bucket.at = max(bucket.at, now)
        guard bucket.tokens < 1 else {
            bucket.tokens -= 1
            buckets[key] = bucket
            return nil
        }
        buckets[key] = bucket
        return Instant.Span(nanoseconds: Int64(((1 - bucket.tokens) / perSecond * 1e9).rounded(.up)))
    }

    /// What `peer` took last is not counted.
    mutating func giveBack(_ peer: String) {
        let key = buckets[Self.group(peer)] == nil ? Self.others : Self.group(peer)
        buckets[key]?.tokens += 1
    }

    /// How many peers are told apart now.
    var count: Int { buckets.count }

    private static let others = "others"

    private func tokens(of bucket: Bucket, now: Instant) -> Double {
        min(Double(burst), bucket.tokens + Double(max(0, (now - bucket.at).nanoseconds)) / 1e9 * perSecond)
    }

    private mutating func place(for peer: String, now: Instant) -> String {
        if buckets[peer] != nil || buckets.count < most { return peer }
        // A full bucket says nothing. To look for them at every request would be work for those who want to make work.
        if sweptAt.map({ now - $0 >= .seconds(1) }) ?? true {
            sweptAt = now
            buckets = buckets.filter { tokens(of: $0.value, now: now) < Double(burst) }
        }
        return buckets.count < most ? peer : Self.others
    }

    /// One who has an IPv6 network has all of its 2^64 addresses.
    static func group(_ peer: String) -> String {
        guard peer.utf8.contains(UInt8(ascii: ":")) else { return peer }
        let lower = peer.lowercased()
        if lower.hasPrefix("::ffff:"), lower.utf8.contains(UInt8(ascii: ".")) { return String(lower.dropFirst(7)) }
        let halves = lower.split(separator: ":", omittingEmptySubsequences: false)
        guard let gap = halves.dropFirst().firstIndex(of: "") else { return halves.prefix(4).joined(separator: ":") }
        let front = halves[..<gap].filter { !$0.isEmpty }
        let back = halves[gap...].filter { !$0.isEmpty }
        let zeros = Array(repeating: Substring("0"), count: max(0, 8 - front.count - back.count))
        return (front + zeros + back).prefix(4).joined(separator: ":")
    }
}
