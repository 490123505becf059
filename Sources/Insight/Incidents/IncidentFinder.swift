import PlanBVocabulary

/// Finds incidents in failed attempts and health events. Pure: the same facts give the same incidents.
///
/// A target has a bad minute if it failed at a quarter or more of its attempts in it. Bad minutes with at most ten minutes
/// between them, and the times for which the gateway gave the target up, are a run. Runs of targets of one vendor that
/// touch are one incident, if there are three failed attempts, or somebody noticed one, or the gateway gave something up.
public struct IncidentFinder: Sendable {
    /// A minute of a target.
    public struct Minute: Sendable, Hashable {
        /// The target.
        public var target: String
        /// Minutes since 1970.
        public var minute: Int64

        /// A minute.
        public init(target: String, minute: Int64) {
            self.target = target
            self.minute = minute
        }
    }

    /// Attempts that failed. What does not count, and what drills made, is passed over.
    public var failures: [AttemptFact]
    /// How many attempts a target had in a minute, for those in which it failed. A minute that is missing was not counted: it
    /// belongs to an incident only if others around it do.
    public var attempts: [Minute: Int]
    /// Requests that were not answered.
    public var troubled: [RequestFact]
    /// Events, among them those of health.
    public var events: [EventFact]
    /// What the parts are that events of health tell of.
    public var parts: WatchedParts

    /// What is known of a stretch of time.
    public init(
        failures: [AttemptFact], attempts: [Minute: Int], troubled: [RequestFact] = [], events: [EventFact] = [],
        parts: WatchedParts = WatchedParts([:])
    ) {
        self.failures = failures.filter { !$0.isDrill && ($0.failure.map(IncidentRules.counts) ?? false) }
        self.attempts = attempts
        self.troubled = troubled.filter { !$0.isDrill }
        self.events = events
        self.parts = parts
    }

    /// A stretch in which a target failed.
    private struct Run {
        var target: String
        var vendor: String
        var start: Int64
        var end: Int64
        var givenUp: [GivenUp] = []
        var isOpen = false
    }

    /// Incidents, the latest first. `now` is in milliseconds since 1970.
    public func incidents(now: Int64) -> [IncidentOutline] {
        var byVendor: [String: [Run]] = [:]
        for run in runs(now: now) { byVendor[run.vendor, default: []].append(run) }
        let groups = byVendor.values.flatMap {
            Self.groups($0.sorted { ($0.start, $0.target) < ($1.start, $1.target) })
        }
        let failures = Dictionary(grouping: failures, by: \.target)
        return groups.compactMap { outline(of: $0, failures, now: now) }
            .sorted { ($1.start, $0.vendor) < ($0.start, $1.vendor) }
    }

    private func runs(now: Int64) -> [Run] {
        var pieces: [String: [Run]] = [:]
        for (minute, failed) in Dictionary(grouping: failures, by: Self.minute) {
            guard let all = attempts[minute], failed.count * IncidentRules.share >= all, let first = failed.first
            else { continue }
            pieces[minute.target, default: []].append(
                Run(
                    target: minute.target, vendor: Self.vendor(of: first),
                    start: failed.map(\.time).min() ?? first.time, end: failed.map(\.end).max() ?? first.end))
        }
        for stretch in GivenUp.all(in: events) {
            for place in parts.places[stretch.part] ?? [] {
                pieces[place.target, default: []].append(
                    Run(
                        target: place.target, vendor: place.vendor, start: stretch.since,
                        end: max(stretch.since, stretch.until ?? now), givenUp: [stretch],
                        isOpen: stretch.until == nil))
            }
        }
        return pieces.values.flatMap { Self.joined($0.sorted { $0.start < $1.start }) }
    }

    /// Pieces of one target, in the order of their starts, with those joined that are one.
    private static func joined(_ pieces: [Run]) -> [Run] {
        pieces.reduce(into: []) { runs, piece in
            guard let last = runs.indices.last, piece.start - runs[last].end <= IncidentRules.quiet else {
                return runs.append(piece)
            }
            runs[last].end = max(runs[last].end, piece.end)
            runs[last].givenUp += piece.givenUp
            runs[last].isOpen = runs[last].isOpen || piece.isOpen
        }
    }

    /// Runs of one vendor, in the order of their starts, with those together that touch.
    private static func groups(_ runs: [Run]) -> [[Run]] {
        var groups: [[Run]] = []
        var end = Int64.min
        for run in runs {
            if groups.isEmpty || run.start > end &+ IncidentRules.together {
                groups.append([run])
                end = run.end
            } else {
                groups[groups.count - 1].append(run)
                end = max(end, run.end)
            }
        }
        return groups
    }

    private func outline(
        of runs: [Run], _ failuresByTarget: [String: [AttemptFact]], now: Int64
    ) -> IncidentOutline? {
        guard let first = runs.first else { return nil }
        let start = first.start
        let end = runs.map(\.end).max() ?? first.end
        var targets: [String] = []
        for run in runs where !targets.contains(run.target) { targets.append(run.target) }
        let failed = targets.flatMap { failuresByTarget[$0] ?? [] }.filter { $0.time >= start && $0.time <= end }
        var givenUp: [GivenUp] = []
        for stretch in runs.flatMap(\.givenUp) where !givenUp.contains(stretch) { givenUp.append(stretch) }
        let met = Set(failed.map(\.request))
        // Nobody asks what is given up: of routes that would have, the configuration knows.
        let during = troubled.filter { $0.time <= end && $0.time + $0.duration >= start }
        let refusing = Set(during.filter { $0.ending == .refused }.map(\.route))
        let routes = Set(failed.map(\.route)).union(parts.routes(over: Set(targets), refused: refusing))
        let concerned =
            during.filter { routes.contains($0.route) }
            + troubled.filter { met.contains($0.id) && !routes.contains($0.route) }
        let refused = concerned.count { $0.ending == .refused }
        let cut = concerned.count { $0.ending == .cut }
        let isNoticed = troubled.contains { met.contains($0.id) && ($0.ending == .refused || $0.ending == .cut) }
        guard failed.count >= IncidentRules.least || isNoticed || !givenUp.isEmpty else { return nil }
        return IncidentOutline(
            id: IncidentID(start: start, vendor: first.vendor).text, vendor: first.vendor, targets: targets,
            routes: routes.sorted(), start: start, end: end,
            isGoingOn: runs.contains(where: \.isOpen) || now - end < IncidentRules.quiet,
            failedAttempts: failed.count, failures: Self.counts(failed),
            givenUp: givenUp.sorted { ($0.since, $0.part) < ($1.since, $1.part) }, refused: refused, cut: cut)
    }

    static func counts(_ failed: [AttemptFact]) -> [String: Int] {
        failed.reduce(into: [:]) { counts, attempt in
            if let failure = attempt.failure { counts[failure.rawValue, default: 0] += 1 }
        }
    }

    private static func minute(of attempt: AttemptFact) -> Minute {
        Minute(target: attempt.target, minute: attempt.time / IncidentRules.minute)
    }

    /// Rows of old may not say whose target it was.
    private static func vendor(of attempt: AttemptFact) -> String {
        attempt.vendor.isEmpty ? attempt.target : attempt.vendor
    }
}
