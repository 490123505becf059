import PlanBEngine
import PlanBPolicy
import PlanBVocabulary

/// Reads what a route says about failures: `on_cut`, `hold`, `hedge`, `patience`, `empty`, `refusals`.
struct FailoverBuilder {
    let findings: Findings
    /// The route's own fields.
    let own: Tree
    let defaults: Tree?

    private func field(_ name: String) -> Tree? { own[name] ?? defaults?[name] }

    /// Sets the fields of `route`, and warns of those that cannot have an effect on `targets`.
    func apply(to route: inout Route, targets: [TargetDraft]) {
        route.onCut = onCut(field("on_cut")) ?? route.onCut
        route.hold = field("hold")?.text.flatMap { try? DurationText.parse($0) } ?? route.hold
        route.hedge = field("hedge")?.text.flatMap { try? HedgeText.parse($0) } ?? route.hedge
        route.patience = field("patience")?.text.flatMap { try? DurationText.parse($0) } ?? route.patience
        route.emptyFailsOver = field("empty")?.text == "fail_over"
        route.refusalsFailOver = field("refusals")?.text == "fail_over"
        warn(route, targets)
    }

    private func onCut(_ tree: Tree?) -> OnCut? {
        switch tree?.text {
        case "error": return .error
        case "buffer": return .buffer
        case "resume": return .resume(.standard)
        default: break
        }
        guard let options = tree?["resume"] else { return nil }
        var rule = ResumeRule.standard
        if let list = options.items ?? options["methods"]?.items { rule.methods = methods(list) }
        rule.maximumRepeatedTokens = options["max_tokens"]?.integer ?? rule.maximumRepeatedTokens
        return .resume(rule)
    }

    private func methods(_ items: [Tree]) -> [ResumeRule.Method] {
        var methods: [ResumeRule.Method] = []
        for item in items {
            guard let text = item.text, let method = ResumeRule.Method(rawValue: text) else { continue }
            if methods.contains(method) {
                findings.error(item.place, "the method \(text) is given twice", hint: "each is tried once")
            } else {
                methods.append(method)
            }
        }
        return methods
    }

    /// Only of what the route says itself: what stands in `defaults:` need not have an effect on every route.
    private func warn(_ route: Route, _ targets: [TargetDraft]) {
        if route.onCut == .buffer, route.hold > .zero, let entry = own.entry("hold") ?? own.entry("on_cut") {
            findings.warning(
                entry.place,
                "\"hold\" has no effect: with on_cut: buffer nothing is sent before the answer is complete",
                hint: "leave out \"hold\"")
        }
        if route.hedge != .off, targets.count == 1, let entry = own.entry("hedge") {
            findings.warning(
                entry.place, "\"hedge\" has no effect: the route has one target", hint: "add a target, or leave it out")
        }
        if let place = prefillPlace, !targets.isEmpty,
            !targets.contains(where: { $0.target.contract.capabilities[.prefill] == true })
        {
            let isAlone = if case .resume(let rule) = route.onCut { rule.methods == [.prefill] } else { false }
            findings.warning(
                place,
                "no target of the route has the contract {prefill: true}: "
                    + (isAlone ? "a cut stays an error" : "only a restart can happen"),
                hint: "add it to a target that continues a given beginning, or leave out prefill")
        }
    }

    /// Where the route itself lists `prefill`.
    private var prefillPlace: Place? {
        let options = own["on_cut"]?["resume"]
        return (options?.items ?? options?["methods"]?.items)?.first { $0.text == "prefill" }?.place
    }
}
