public import PlanBVocabulary

/// What one listener was told, and what it is still to be told. The same thing is told once until it is over, then that it is
/// over; what comes and goes is told at most once a minute; and what is over before it could be told is not told at all.
public struct AlertBook: Sendable {
    private struct Page {
        var alert: Alert
        /// When it began.
        var since: Instant
        var sinceEpoch: Int64
        /// When it was last the case, and when it was found not to be any more; nil: it is.
        var goneAt: Instant?
        var goneEpoch: Int64 = 0
        /// What was told of it; nil: nothing, or that it is over.
        var told: Alert.Severity?
        /// When it was last told.
        var toldAt: Instant?
    }

    /// From the first thing that is to be told to the message: what fails together is told together.
    static let gathering = Instant.Span.seconds(1)
    /// From one message to the next.
    static let pause = Instant.Span.seconds(5)
    /// From one message that something is the case to the next one about the same.
    static let repetition = Instant.Span.minutes(1)
    /// Moments that wait to be told; more are left out.
    static let mostMoments = 32

    private var pages: [Alert.Key: Page] = [:]
    private var moments: [Notice] = []
    private var dueSince: Instant?
    private var toldAt: Instant?
    /// Moments that were left out.
    public private(set) var dropped = 0

    /// Nothing was told.
    public init() {}

    /// Takes in what is the case, and what happened.
    ///
    /// - Parameters:
    ///   - kinds: what the listener wants to know.
    ///   - leads: whether this node speaks for all of them. What they all know is forgotten in silence when it does not.
    ///   - epoch: milliseconds since 1970.
    public mutating func take(
        _ findings: AlertReader.Findings, of kinds: Set<AlertKind>, leads: Bool, now: Instant, epoch: Int64
    ) {
        let isHeard = { (kind: AlertKind) in kinds.contains(kind) && (leads || !kind.isOfAllNodes) }
        guard !pages.isEmpty || !moments.isEmpty || !findings.standing.isEmpty || !findings.moments.isEmpty else {
            return
        }
        var seen: Set<Alert.Key> = []
        for alert in findings.standing where isHeard(alert.key.kind) {
            seen.insert(alert.key)
            note(alert, now: now, epoch: epoch)
        }
        for (key, page) in pages where !seen.contains(key) {
            guard isHeard(key.kind) else {
                pages[key] = nil
                continue
            }
            let goneAt = page.goneAt ?? now
            if page.goneAt == nil {
                pages[key]?.goneAt = now
                pages[key]?.goneEpoch = epoch
            }
            // What nobody was told is forgotten; what was told not long ago is kept, so that it is not told again too soon.
            let isFresh = page.toldAt.map { now - $0 < Self.repetition } ?? false
            if page.told == nil, now - goneAt >= key.kind.calm, !isFresh { pages[key] = nil }
        }
        for alert in findings.moments where isHeard(alert.key.kind) {
            guard moments.count < Self.mostMoments else {
                dropped += 1
                continue
            }
            moments.append(Notice(alert, since: epoch, time: epoch))
        }
        dueSince = hasDue(now) ? dueSince ?? now : nil
    }

    /// What is to be told now, many of a kind as one; it counts as told. Empty: nothing, or not yet.
    public mutating func tell(now: Instant, epoch: Int64) -> [Notice] {
        guard let dueSince, now - dueSince >= Self.gathering else { return [] }
        if let toldAt, now - toldAt < Self.pause { return [] }
        var notices = moments
        moments = []
        for key in pages.keys.sorted(by: { ($0.kind.rawValue, $0.subject) < ($1.kind.rawValue, $1.subject) }) {
            guard var page = pages[key], isDue(page, now) else { continue }
            if page.goneAt == nil {
                notices.append(Notice(page.alert, since: page.sinceEpoch, time: epoch))
                page.told = page.alert.severity
                page.toldAt = now
            } else {
                notices.append(Notice(page.alert, isResolved: true, since: page.sinceEpoch, time: page.goneEpoch))
                page.told = nil
            }
            pages[key] = page
        }
        (self.dueSince, toldAt) = (nil, now)
        return Notice.summedUp(notices)
    }

    private mutating func note(_ alert: Alert, now: Instant, epoch: Int64) {
        guard var page = pages[alert.key] else {
            pages[alert.key] = Page(alert: alert, since: now, sinceEpoch: epoch)
            return
        }
        // What was over, and that was told, begins anew; else it has only flickered.
        if page.goneAt != nil, page.told == nil { (page.since, page.sinceEpoch) = (now, epoch) }
        page.goneAt = nil
        page.alert = alert
        pages[alert.key] = page
    }

    private func hasDue(_ now: Instant) -> Bool { !moments.isEmpty || pages.values.contains { isDue($0, now) } }

    private func isDue(_ page: Page, _ now: Instant) -> Bool {
        let kind = page.alert.key.kind
        if let goneAt = page.goneAt { return page.told != nil && now - goneAt >= kind.calm }
        guard let told = page.told else {
            return now - page.since >= kind.patience && page.toldAt.map { now - $0 >= Self.repetition } ?? true
        }
        if told < page.alert.severity { return true }
        guard let reminder = kind.reminder, let toldAt = page.toldAt else { return false }
        return now - toldAt >= reminder
    }
}
