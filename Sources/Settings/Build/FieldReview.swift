/// Looks for fields of routes that do not do what they seem to.
///
/// A field that stands in the route itself is judged for that route. One of `defaults:` fits one route and not the next,
/// so that it is only doubtful if it is so for every route that takes it from there, and then once, where it stands.
struct FieldReview {
    /// Whom a remark is about.
    enum Subject {
        case route
        case defaults

        /// As in "… has one target".
        var each: String { self == .route ? "the route" : "every route with these defaults" }
        /// As in "no target of …".
        var any: String { self == .route ? "the route" : "any route with these defaults" }
    }

    /// What is to be said of a field.
    struct Remark {
        var message: String
        var hint: String
    }

    let findings: Findings
    let routes: [RouteDraft]
    let defaults: Tree?

    /// Warns of a field.
    ///
    /// - Parameters:
    ///   - path: the keys that lead to the field: a route that has it does not take it from `defaults:`.
    ///   - place: where the warning belongs, given the fields that stand together; nil: nowhere.
    ///   - judge: what is to be said of the field on a route; nil if it does what it should.
    func review(
        _ path: [String], at place: (Tree) -> Place?, judge: (RouteDraft, Subject) -> Remark?
    ) {
        var isUseful = false
        var shared: Remark?
        for draft in routes where !draft.targets.isEmpty {
            if path.reduce(draft.own as Tree?, { $0?[$1] }) != nil {
                if let remark = judge(draft, .route) { warn(remark, at: place(draft.own)) }
            } else if let remark = judge(draft, .defaults) {
                shared = shared ?? remark
            } else {
                isUseful = true
            }
        }
        if !isUseful, let shared { warn(shared, at: defaults.flatMap(place)) }
    }

    private func warn(_ remark: Remark, at place: Place?) {
        if let place { findings.warning(place, remark.message, hint: remark.hint) }
    }
}
