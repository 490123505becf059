import PlanBEngine
import PlanBPolicy
import PlanBVocabulary

/// When a backup counts as proven. The word is used only where all of this holds: enough samples of the last week, a lower
/// bound at the threshold, a verdict lately enough, and a backup made bad on purpose that the same scoring rejected.
enum ReadinessJudge {
    static func readiness(
        of route: RehearsedRoute, _ book: ProofBook, _ traffic: RouteTraffic = RouteTraffic(), now: Int64
    ) -> RouteReadiness {
        let backups = route.backups.map { backup in
            var judged = judge(
                book.record(ProofPlace(route, backup)), target: backup.name, isIndependent: backup.isIndependent,
                route.plan, now: now)
            if route.plan.shadow == .auto { say(ShadowAim(of: route, to: backup, traffic), of: &judged) }
            return judged
        }
        // What fails together with the primary is no backup, however well it was rehearsed.
        let counted = backups.filter(\.isIndependent).map(\.state)
        let state: RouteReadiness.State =
            counted.contains(.proven)
            ? .proven : counted.contains(.stale) ? .stale : counted.isEmpty ? .none : .unproven
        var readiness = RouteReadiness(
            route: route.name, state: state, primary: route.primary, minimum: route.plan.minimum, backups: backups)
        if !backups.isEmpty { readiness.stateful = traffic.week?.statefulShare }
        return readiness
    }

    /// Says where copies can never be enough for a proof.
    private static func say(_ aim: ShadowAim, of backup: inout RouteReadiness.Backup) {
        guard !aim.isEnough else { return }
        let why = aim.isSpare ? "too little traffic for what copies may cost" : "too little traffic"
        if backup.state == .proven {
            if backup.level == .golden { backup.remark = "\(why): proven on golden only" }
        } else {
            backup.missing.append(
                "\(why): copies come to \(Int(aim.weekly ?? 0)) samples a week, \(RehearsalPlan.leastSamples) are needed; "
                    + "prove it on golden prompts")
        }
    }

    private static func judge(
        _ record: ProofBook.BackupRecord, target: String, isIndependent: Bool, _ plan: RehearsalPlan, now: Int64
    ) -> RouteReadiness.Backup {
        var backup = RouteReadiness.Backup(target: target, isIndependent: isIndependent)
        backup.capacity = record.capacity
        let since = now - RehearsalPlan.window.milliseconds64
        var best: (state: RouteReadiness.State, level: DrillLevel, missing: [String], card: Scorecard, at: Int64?)?
        for level in DrillLevel.allCases.reversed() where level >= .golden {
            guard let known = record.levels[level] else { continue }
            var builder = ScorecardBuilder()
            for sample in known.samples where sample.at >= since && sample.at <= now + ProofBook.slack {
                builder.add(sample)
            }
            // What a proof rests on is of this moment; the rest is as it was when the last sample came.
            let conformance = builder.conformance(isWatched: level.isWatched)
            var card = known.card ?? Scorecard(conformance: conformance)
            card.conformance = conformance
            backup.levels.append(
                RouteReadiness.Level(
                    level: level, verdict: known.verdict, at: known.verdictAt ?? 0, samples: builder.count,
                    lower: card.conformance.lower))
            let (state, missing) = standing(known, card, level, plan, now: now)
            if best == nil || rank(state) < rank(best?.state ?? .none) {
                best = (state, level, missing, card, known.goodAt)
            }
        }
        if let best {
            backup.state = best.state
            backup.level = best.level
            backup.missing = best.missing
            backup.score = best.card
            backup.provenAt = best.at
        } else {
            backup.missing = [
                "no drill at level golden or above has been run: planb rehearse --level "
                    + (plan.levels.filter { $0 >= .golden }.min() ?? .golden).rawValue
            ]
        }
        // What is closer to a real failure counts for more: a good golden set does not outweigh a bad live share.
        let worse = backup.levels.last { level in
            level.level > (best?.level ?? .probe) && level.verdict == .bad
                && now - level.at <= plan.maxAge.milliseconds64
        }
        if let worse {
            backup.state = .unproven
            backup.missing.insert("the last \(worse.level.rawValue) drill with a verdict found it bad", at: 0)
        }
        // What nobody probes any more may be well by now.
        let isProbed = plan.probe != .off && now - (record.probedAt ?? 0) <= 3 * plan.probeEvery.milliseconds64 + 60_000
        if let problem = record.probeProblem, isProbed {
            backup.state = .unproven
            backup.missing.insert("the last probe failed: \(problem)", at: 0)
        }
        if !isIndependent { backup.missing.append("it fails together with the primary: same account or same lineage") }
        return backup
    }

    private static func rank(_ state: RouteReadiness.State) -> Int {
        switch state {
        case .proven: 0
        case .stale: 1
        case .unproven: 2
        case .none: 3
        }
    }

    private static func standing(
        _ known: ProofBook.LevelRecord, _ card: Scorecard, _ level: DrillLevel, _ plan: RehearsalPlan, now: Int64
    ) -> (RouteReadiness.State, [String]) {
        var missing: [String] = []
        if known.verdict == .bad { missing.append("the last \(level.rawValue) drill with a verdict found it bad") }
        let count = card.conformance.of
        if count < RehearsalPlan.leastSamples {
            missing.append(
                "\(RehearsalPlan.leastSamples - count) more samples: \(count) of \(RehearsalPlan.leastSamples) in the last week"
            )
        }
        if card.conformance.lower < plan.minimum {
            missing.append(
                "the lower bound of conformance is \(percent(card.conformance.lower)), \(percent(plan.minimum)) is asked for"
            )
        }
        guard let goodAt = known.goodAt else {
            missing.append("no drill has found it good yet")
            return (.unproven, missing)
        }
        guard missing.isEmpty else { return (.unproven, missing) }
        let age = plan.maxAge.milliseconds64
        // A clock that went back makes nothing fresh for ever.
        let isFresh = goodAt <= now + 60_000 && now - goodAt <= age
        let isChecked = known.plantAt.map { $0 <= now + 60_000 && now - $0 <= age } ?? false
        if !isFresh { missing.append("the last proof is \(days(now - goodAt)) old, \(days(age)) are allowed") }
        if !isChecked {
            missing.append("no backup that was made bad on purpose was rejected within \(days(age))")
            return (isFresh ? .unproven : .stale, missing)
        }
        return (isFresh ? .proven : .stale, missing)
    }

    private static func percent(_ share: Double) -> String {
        let tenths = Int((max(0, min(1, share)) * 1000).rounded(.down))
        return "\(tenths / 10).\(tenths % 10) %"
    }

    private static func days(_ milliseconds: Int64) -> String {
        let seconds = max(0, milliseconds) / 1000
        if seconds >= 2 * 86_400 { return "\(seconds / 86_400) days" }
        if seconds >= 2 * 3600 { return "\(seconds / 3600) hours" }
        if seconds >= 120 { return "\(seconds / 60) minutes" }
        return "\(seconds) seconds"
    }
}
