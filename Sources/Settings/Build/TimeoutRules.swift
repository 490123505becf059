import PlanBEngine
import PlanBPolicy
import PlanBProviders
import PlanBVocabulary

/// Warns of time limits that can never run out, because the whole request ends before.
struct TimeoutRules {
    /// A limit of one attempt.
    private struct Phase: Sendable {
        var key: String
        var written: @Sendable (Timeouts) -> Instant.Span?
        var inForce: @Sendable (Clocks) -> Instant.Span
    }

    private static let phases = [
        Phase(key: "connect", written: { $0.connect }, inForce: { $0.connect }),
        Phase(key: "first_token", written: { $0.firstToken }, inForce: { $0.firstToken }),
        Phase(key: "idle", written: { $0.idle }, inForce: { $0.idle }),
        Phase(key: "answer", written: { $0.answer }, inForce: { $0.answer }),
    ]

    let review: FieldReview
    let snapshot: Snapshot

    private var shared: Tree? { review.defaults?["timeouts"] }

    func check() {
        for draft in review.routes {
            for phase in Self.phases { compareWritten(phase, draft) }
        }
        for phase in Self.phases {
            review.review(["timeouts", phase.key], at: { $0["timeouts"]?.entry(phase.key)?.place }) { draft, _ in
                exceedsDerivedTotal(phase, draft)
            }
        }
        warn(of: "total") { $0.targets.count > 1 ? undercutsDerived($0) : nil }
        warn(of: "first_token") { interruptsThinking($0) }
    }

    /// Warns of a limit on each route that has it, and of one of `defaults:` once.
    private func warn(of key: String, _ judge: (RouteDraft) -> FieldReview.Remark?) {
        var isSharedDone = false
        for draft in review.routes {
            let own = draft.own["timeouts"]?.entry(key)
            guard own != nil || !isSharedDone, let place = (own ?? shared?.entry(key))?.place, let remark = judge(draft)
            else { continue }
            review.findings.warning(place, remark.message, hint: remark.hint)
            if own == nil { isSharedDone = true }
        }
    }

    /// Both are written, in the route or in `defaults:`.
    private func compareWritten(_ phase: Phase, _ draft: RouteDraft) {
        guard let total = draft.route.timeouts.total, let length = phase.written(draft.route.timeouts), length >= total
        else { return }
        let own = draft.own["timeouts"]
        let (ownPhase, ownTotal) = (own?.entry(phase.key), own?.entry("total"))
        guard let place = (ownPhase ?? ownTotal ?? shared?.entry(phase.key))?.place else { return }
        let isSplit = (ownPhase == nil) != (ownTotal == nil)
        let what = "\"\(phase.key)\"" + (isSplit && ownPhase == nil ? " of defaults" : "")
        let whole = "\"total\"" + (isSplit && ownTotal == nil ? " of defaults" : "")
        review.findings.warning(
            place, "\(what) (\(DurationText.text(length))) never runs out: \(whole) is \(DurationText.text(total))",
            hint: "write a shorter \"\(phase.key)\" or a longer \"total\"")
    }

    /// Only the limit of an attempt is written.
    private func exceedsDerivedTotal(_ phase: Phase, _ draft: RouteDraft) -> FieldReview.Remark? {
        guard draft.route.timeouts.total == nil, let length = phase.written(draft.route.timeouts) else { return nil }
        let longest = ClockRules.total(
            for: Demand(operation: .chat, effort: .high), at: standings(draft, ofUnknown: .thinksLong))
        guard length >= longest else { return nil }
        return FieldReview.Remark(
            message: "\"\(phase.key)\" (\(DurationText.text(length))) never runs out: \"total\" is not written, and is "
                + "at most \(DurationText.text(longest)) for these models",
            hint: "write a longer \"total\" as well")
    }

    /// Only `total` is written, and what is derived for the attempts is longer: nobody else is asked when one hangs. Not
    /// of a total that leaves time for a first token: most are shorter than a whole answer may take, and rightly.
    private func undercutsDerived(_ draft: RouteDraft) -> FieldReview.Remark? {
        guard let total = draft.route.timeouts.total else { return nil }
        let demand = Demand(operation: .chat, effort: .low)
        let clocks = standings(draft, ofUnknown: .none).map {
            ClockRules.clocks(draft.route.timeouts, for: demand, at: $0)
        }
        let limits = Self.phases.compactMap { phase -> (key: String, length: Instant.Span)? in
            guard phase.written(draft.route.timeouts) == nil, let least = clocks.map(phase.inForce).min(),
                least >= total
            else { return nil }
            return (phase.key, least)
        }
        guard limits.contains(where: { $0.key == "first_token" }) else { return nil }
        let derived = limits.map { "\"\($0.key)\" \(DurationText.text($0.length))" }.joined(separator: ", ")
        return FieldReview.Remark(
            message:
                "\"total\" (\(DurationText.text(total))) ends a request before limits that are not written can run "
                + "out (\(derived)): after a target that falls silent no other is asked",
            hint: "write \(limits.map { "\"\($0.key)\"" }.joined(separator: ", ")) shorter than \"total\"")
    }

    /// OpenAI's models say nothing while they think. (Servers that stream what a model thinks have output at once.)
    private func interruptsThinking(_ draft: RouteDraft) -> FieldReview.Remark? {
        guard let written = draft.route.timeouts.firstToken, written < .seconds(20) else { return nil }
        let thinker = standings(draft, ofUnknown: .none).first {
            $0.thinking != .none && ["openai", "azure"].contains(snapshot[$0.target].provider.name)
        }
        guard let thinker else { return nil }
        return FieldReview.Remark(
            message: "\"first_token\" (\(DurationText.text(written))) gives \(thinker.name) up while its model thinks",
            hint: "leave it out for models that reason: minutes are derived for them")
    }

    /// The targets as requests find them; `thinking` of those that are sent whatever name is asked for.
    private func standings(_ draft: RouteDraft, ofUnknown thinking: Thinking) -> [Standing] {
        let pattern = draft.route.pattern
        return snapshot.standings(of: draft.route, asked: pattern.text, vendors: []).map { standing in
            guard pattern.isGlob, snapshot[standing.target].model == nil else { return standing }
            var standing = standing
            standing.thinking = thinking
            return standing
        }
    }
}
