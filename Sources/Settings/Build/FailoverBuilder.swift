import PlanBPolicy
import PlanBVocabulary

/// Reads what a route says about failures: `on_cut`, `hold`, `hedge`, `patience`, `empty`, `refusals`.
struct FailoverBuilder {
    let findings: Findings
    /// The route's own fields.
    let own: Tree
    let defaults: Tree?

    private func field(_ name: String) -> Tree? { own[name] ?? defaults?[name] }

    /// Sets the fields of `route`.
    func apply(to route: inout Route) {
        route.onCut = onCut(field("on_cut")) ?? route.onCut
        route.hold = field("hold")?.text.flatMap { try? DurationText.parse($0) } ?? route.hold
        route.hedge = field("hedge")?.text.flatMap { try? HedgeText.parse($0) } ?? route.hedge
        route.patience = field("patience")?.text.flatMap { try? DurationText.parse($0) } ?? route.patience
        route.emptyFailsOver = field("empty")?.text == "fail_over"
        route.refusalsFailOver = field("refusals")?.text == "fail_over"
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
}
