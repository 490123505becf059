import PlanBDialects
import PlanBPolicy
import PlanBProviders
import PlanBVocabulary

extension StateClaim {
    /// Leaves out the targets whose account does not keep what the request refers to. Targets of other dialects are left:
    /// they refuse by the member's name what they cannot be told.
    func narrow(_ standings: [Standing], _ dialect: DialectID, _ snapshot: Snapshot) -> [Standing] {
        guard let holder else { return standings }
        return standings.map { standing in
            let target = snapshot[standing.target]
            guard standing.disabled == nil, target.provider.takesUnchanged(dialect), target.holder != holder else {
                return standing
            }
            var other = standing
            other.disabled = "the request refers to \"\(reference.shownID)\", which another account keeps"
            return other
        }
    }
}

extension Snapshot {
    /// The account with which files and batches of `dialect` are made.
    func usualHolder(of dialect: DialectID) -> String? {
        passthrough[dialect == .responses ? .openAI : dialect].flatMap { self[$0].holder }
    }
}

extension Route {
    /// The route of a path that is passed through.
    static func passthrough(to target: TargetID) -> Route {
        Route(pattern: ModelPattern("passthrough"), targets: [target], keepalive: nil)
    }
}

extension Gateway {
    /// The accounts that may keep responses of the caller's, one target of each, as a route.
    func keepers(_ caller: Caller, _ snapshot: Snapshot) -> Route {
        var targets: [TargetID] = []
        var holders: Set<String> = []
        for route in snapshot.routes.routes where caller.key?.mayUse(route, for: route.pattern.text) ?? true {
            for id in route.targets where snapshot[id].provider.takesUnchanged(.responses) {
                guard let holder = snapshot[id].holder, holders.insert(holder).inserted else { continue }
                targets.append(id)
            }
        }
        return Route(pattern: ModelPattern("stored"), targets: targets, keepalive: nil)
    }
}

extension Exchange {
    /// Words for what an account does not have.
    private static let missing: Set = ["previous_response_not_found", "not_found_error", "not_found", "NOT_FOUND"]

    /// What one account does not have another one may: `failure` says nothing about the health of the target then, and
    /// the next one is asked. Without a model no model can be gone.
    func settleMissing(_ failure: inout AttemptFailure) {
        // Google says 403 for a cached content of another account: that is no word about our credential.
        let isAbout = failure.isAboutTheRequest || failure.failureClass == .modelGone || failure.status == 403
        guard claim != nil, isAbout else {
            if facts.model.isEmpty, failure.failureClass == .modelGone { failure.failureClass = .badRequest }
            return
        }
        guard failure.status == 404 || failure.status == 403 || Self.missing.contains(failure.code ?? "") else {
            return
        }
        failure.failureClass = .unsupported
        failure.chargesNobody = true
    }

    /// 409, if the account that keeps what the request refers to could not be asked. `last` is the answer that would be
    /// handed on instead: if every account has said that it does not have it, then nobody has.
    func stateIsAway(_ last: AttemptFailure?) -> ClientError? {
        guard let claim else { return nil }
        let wasUnreachable = attempts.failures.contains { !$0.isAboutTheRequest }
        if let last {
            let isUntold = last.refusal != nil && last.status == nil
            guard wasUnreachable && last.failureClass == .unsupported || isUntold && claim.holder != nil else {
                // In a provider's words it would look as if the caller's own key were refused.
                return last.status == 403 && last.failureClass == .unsupported
                    ? StateClaim.unknown(claim.reference) : nil
            }
        } else if facts.operation == .stored, attempts.failures.isEmpty, skips.isEmpty {
            return StateClaim.unknown(claim.reference)
        }
        let story = visibleNotes.map { notes in
            notes.isEmpty ? "" : " (" + notes.map { "\($0.target): \($0.outcome)" }.joined(separator: ", ") + ")"
        }
        return claim.notPortable(story ?? "")
    }
}
