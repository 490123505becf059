import PlanBPolicy
import PlanBVocabulary

/// Warns of what a route says about failures and what cannot happen on it.
struct FailoverRules {
    let review: FieldReview

    func check() {
        review.review(["hold"], at: { $0.entry("hold")?.place }, judge: hold)
        review.review(["hedge"], at: { $0.entry("hedge")?.place }, judge: hedge)
        review.review(["on_cut"], at: { Self.methods($0)?.first { $0.text == "prefill" }?.place }, judge: prefill)
        review.review(["on_cut"], at: { $0["on_cut"]?["resume"]?.entry("max_tokens")?.place }, judge: maximum)
        review.review(["on_cut"], at: { $0.entry("on_cut")?.place }, judge: resume)
        warnOfInheritedHold()
    }

    private typealias Remark = FieldReview.Remark
    private typealias Subject = FieldReview.Subject

    private func hold(_ draft: RouteDraft, _ subject: Subject) -> Remark? {
        guard draft.route.onCut == .buffer, draft.route.hold > .zero else { return nil }
        return Remark(
            message: "\"hold\" has no effect: with on_cut: buffer nothing is sent before the answer is complete",
            hint: "leave out \"hold\"")
    }

    /// The route buffers, and `defaults:` hold for the others.
    private func warnOfInheritedHold() {
        for draft in review.routes where draft.own["hold"] == nil && hold(draft, .route) != nil {
            guard let entry = draft.own.entry("on_cut") else { continue }
            review.findings.warning(
                entry.place,
                "the \"hold\" of defaults has no effect: with on_cut: buffer nothing is sent before the answer is complete",
                hint: "write hold: off here")
        }
    }

    private func hedge(_ draft: RouteDraft, _ subject: Subject) -> Remark? {
        guard draft.route.hedge != .off else { return nil }
        if draft.targets.count == 1 {
            return Remark(
                message: "\"hedge\" has no effect: \(subject.each) has one target",
                hint: "add a target, or leave it out")
        }
        let timeouts = draft.route.timeouts
        guard case .after(let delay) = draft.route.hedge,
            let limit = [("first_token", timeouts.firstToken), ("total", timeouts.total)]
                .first(where: { $0.1.map { $0 <= delay } == true })
        else { return nil }
        return Remark(
            message:
                "\"hedge\" has no effect: \"\(limit.0)\" is no longer, so that the first target has failed by then",
            hint: "write a shorter time than \"\(limit.0)\"")
    }

    private func maximum(_ draft: RouteDraft, _ subject: Subject) -> Remark? {
        guard case .resume(let rule) = draft.route.onCut, !rule.methods.contains(.restart) else { return nil }
        return Remark(
            message: "\"max_tokens\" has no effect: it bounds a restart, and restart is not among the methods",
            hint: "leave it out, or add restart")
    }

    private func prefill(_ draft: RouteDraft, _ subject: Subject) -> Remark? {
        // If a restart has no chance either, `resume` says so.
        guard case .resume(let rule) = draft.route.onCut, !draft.continues,
            rule.methods == [.prefill] || draft.hasTwins
        else { return nil }
        return Remark(
            message: "no target of \(subject.any) has the contract {prefill: true}: "
                + (rule.methods == [.prefill] ? "a cut stays an error" : "only a restart can happen"),
            hint: "add it to a target that is known to continue a given beginning, or leave out prefill")
    }

    /// A model hardly ever says word for word what another one said.
    private func resume(_ draft: RouteDraft, _ subject: Subject) -> Remark? {
        guard case .resume(let rule) = draft.route.onCut, rule.methods.contains(.restart), !draft.hasTwins else {
            return nil
        }
        if draft.continues, rule.methods.contains(.prefill) { return nil }
        let isAlone = subject == .route && draft.targets.count == 1
        let targets = isAlone ? "the route has one target" : "no two targets of \(subject.any) have the same model"
        let prefill =
            draft.continues
            ? "prefill is not among the methods" : "\(isAlone ? "it lacks" : "none has") the contract {prefill: true}"
        return Remark(
            message: "\(targets), and \(prefill): only the target that broke can complete an answer, by repeating it "
                + "word for word",
            hint: "add a target with the same model at another host, or "
                + (draft.continues
                    ? "add prefill to the methods" : "that contract to one that is known to continue a given beginning")
        )
    }

    private static func methods(_ fields: Tree) -> [Tree]? {
        let options = fields["on_cut"]?["resume"]
        return options?.items ?? options?["methods"]?.items
    }
}
