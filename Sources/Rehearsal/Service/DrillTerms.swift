import PlanBEngine
import PlanBPolicy
import PlanBVocabulary

/// What is asked for, held against what the route allows.
struct DrillTerms: Sendable {
    let route: RehearsedRoute
    let level: DrillLevel
    let backup: RehearsedRoute.Backup
    /// The share of requests that take part, 0 to 1; nil: none of users' do.
    let share: Double?
    /// How long; nil: as long as it takes, or until it is ended.
    let duration: Instant.Span?
    let faults: [InjectedFault]
    let buffers: Bool

    /// From this share on a cut-over hands streams over whole: the allowance for failures is for few streams at a time.
    static let wholeFrom = 0.2

    /// - Throws: why it cannot be.
    init(_ request: DrillRequest, among routes: [RehearsedRoute]) throws(RehearsalRefusal) {
        guard let route = routes.first(where: { $0.name == request.route }) else {
            let names = routes.map(\.name).joined(separator: ", ")
            throw RehearsalRefusal(.unknown, "There is no route \"\(request.route)\"; there are \(names).")
        }
        guard !route.backups.isEmpty else {
            throw RehearsalRefusal(
                .notAllowed,
                "The route \"\(route.name)\" has one target only: there is no backup to rehearse. Name a second.")
        }
        let level = request.level
        guard route.plan.levels.contains(level) else {
            throw RehearsalRefusal(
                .notAllowed,
                "The route \"\(route.name)\" does not rehearse at level \(level.rawValue): add \(level.rawValue) to its "
                    + "rehearse: in the configuration.")
        }
        self.route = route
        self.level = level
        backup = try Self.backup(request.backup, of: route, level)
        let recurring = level == .cutover ? route.plan.cutover : level == .fault ? route.plan.fault : nil
        let most = recurring?.share ?? (level == .live ? route.plan.live?.share : nil)
        if let share = request.share {
            guard share > 0, share <= 1 else {
                throw RehearsalRefusal(.invalid, "A share is more than 0 % and at most 100 %.")
            }
            if let most, share > most {
                throw RehearsalRefusal(
                    .notAllowed,
                    "The configuration allows a share of \(Self.percent(most)) for \(level.rawValue) drills.")
            }
            if case .share(let configured)? = route.plan.shadow, level == .shadow, share > configured {
                throw RehearsalRefusal(.notAllowed, "The configuration allows copies of \(Self.percent(configured)).")
            }
        }
        share = level >= .shadow ? request.share ?? most ?? Self.shadowShare(route) : nil
        var duration = recurring?.duration
        if let asked = request.duration {
            guard asked > 0, asked <= 86_400_000 else {
                throw RehearsalRefusal(.invalid, "A drill lasts more than 0 ms and at most a day.")
            }
            if let most = duration, .milliseconds(asked) > most {
                throw RehearsalRefusal(
                    .notAllowed,
                    "The configuration allows \(most.wholeMilliseconds / 1000) s for \(level.rawValue) drills.")
            }
            duration = .milliseconds(asked)
        }
        self.duration = duration ?? (level >= .shadow ? .minutes(10) : nil)
        faults = level == .fault ? route.plan.faults : []
        buffers = level == .cutover && (share ?? 0) >= Self.wholeFrom
    }

    private static func backup(
        _ name: String?, of route: RehearsedRoute, _ level: DrillLevel
    ) throws(RehearsalRefusal) -> RehearsedRoute.Backup {
        let usable = Self.usable(route, level)
        if let name {
            guard let found = route.backups.first(where: { $0.name == name }) else {
                let names = route.backups.map(\.name).joined(separator: ", ")
                throw RehearsalRefusal(
                    .unknown, "The route \"\(route.name)\" has no backup \"\(name)\"; it has \(names).")
            }
            guard usable.contains(found) else {
                throw RehearsalRefusal(
                    .notAllowed,
                    found.needsCaller
                        ? "\"\(name)\" is asked with the caller's own key, which rehearsals do not have."
                        : "\"\(name)\" is another model than the primary: a live share needs across_models: true.")
            }
            return found
        }
        guard let first = usable.first else {
            throw RehearsalRefusal(
                .notAllowed, "No backup of the route \"\(route.name)\" can be rehearsed at level \(level.rawValue).")
        }
        return first
    }

    private static func shadowShare(_ route: RehearsedRoute) -> Double {
        if case .share(let share)? = route.plan.shadow { return share }
        return 1
    }

    /// Backups that can be rehearsed, those first that do not fail together with the primary.
    static func usable(_ route: RehearsedRoute, _ level: DrillLevel) -> [RehearsedRoute.Backup] {
        let usable = route.backups.filter { !$0.needsCaller && (level != .live || $0.allowsLive) }
        return usable.filter(\.isIndependent) + usable.filter { !$0.isIndependent }
    }

    /// The backup whose turn it is: one after the other, and only those that count if there are any.
    static func inTurn(_ turn: Int64, _ route: RehearsedRoute, _ level: DrillLevel) -> String? {
        let usable = Self.usable(route, level)
        let counted = usable.contains(where: \.isIndependent) ? usable.filter(\.isIndependent) : usable
        return counted.isEmpty ? nil : counted[Int(turn.magnitude % UInt64(counted.count))].name
    }

    /// Where what is found out is kept.
    var place: ProofPlace { ProofPlace(route, backup) }

    /// Where what is found out of any backup of the route is kept.
    var places: [ProofPlace] { route.backups.map { ProofPlace(route, $0) } }

    /// How long one kind of fault lasts.
    var phase: Instant.Span? {
        duration.map { Instant.Span(nanoseconds: $0.nanoseconds / Int64(max(1, faults.count))) }
    }

    /// What it would do, in sentences.
    func preview(_ gateway: Gateway) -> DrillPreview {
        let caps = route.plan.caps
        let seconds = (duration?.wholeMilliseconds ?? 0) / 1000
        let part = share.map(Self.percent) ?? ""
        var preview = DrillPreview(steps: [])
        switch level {
        case .probe:
            preview.steps = ["Ask each target of the route whether it is there: \(probeWords)."]
            preview.requests = route.backups.count + 1
        case .golden:
            let count = route.plan.golden?.prompts.count ?? 0
            preview.steps = [
                "Put \(count) golden prompts to \(route.primary) and to \(backup.name), a tenth of them to \(route.primary) a "
                    + "second time.",
                "Compare the answers, check them, and put bad copies of them through the same scoring.",
            ]
            preview.requests = count * 2 + (count + 9) / 10
            preview.cost = goldenCost(gateway)
        case .shadow:
            preview.steps = [
                "For \(seconds) s copy \(part) of the conversations to \(backup.name), each after its user was answered.",
                "A tenth of them go to \(route.primary) a second time. Nobody sees these answers; they are billed to the "
                    + "account \"rehearsal\".",
            ]
        case .live:
            preview.steps = [
                "For \(seconds) s let \(backup.name) answer \(part) of the conversations; if it fails before its first output, "
                    + "\(route.primary) answers.",
                "Compare with as many others.",
            ]
            preview.userFailures = caps.userFailures
        case .cutover:
            preview.steps = [
                "For \(seconds) s treat \(route.primary) as gone for \(part) of the conversations: \(backup.name) answers "
                    + "first, and \(route.primary) is kept as a safety net.",
                buffers
                    ? "Streams of these conversations are handed over whole, so that none can break visibly."
                    : "At most \(caps.userFailures) of these are under way at a time, so that no more can fail.",
            ]
            preview.userFailures = buffers ? 0 : caps.userFailures
            if buffers {
                preview.asks =
                    "While it runs, streams of \(part) of the conversations arrive in one piece at their end."
            }
        case .fault:
            preview.steps = [
                "For \(seconds) s make up failures of \(route.primary) for \(part) of the conversations, one kind after the "
                    + "other: \(faults.map(\.rawValue).joined(separator: ", ")). No provider has a part in them.",
                "See how long it takes to find out, and whether everybody is answered.",
            ]
            preview.userFailures = caps.userFailures
        }
        if let model = route.plan.similarity, level == .golden || level == .shadow {
            preview.steps.append("Have \(model) make vectors of the answers of both, one request for each pair.")
        }
        if let spend = caps.spend, level != .probe {
            preview.steps.append("It ends when it has cost \(Self.dollars(spend)).")
        }
        return preview
    }

    private var probeWords: String {
        route.plan.probe == .models ? "for the list of its models" : "for a short answer"
    }

    private func goldenCost(_ gateway: Gateway) -> Int? {
        guard let golden = route.plan.golden else { return nil }
        var sum = 0
        for prompt in golden.prompts {
            guard let request = try? RehearsalRequest(chat: prompt.body, model: route.model) else { continue }
            for target in [route.primary, backup.name] {
                let (next, overflow) = sum.addingReportingOverflow(gateway.bound(of: request, at: target))
                if overflow { return nil }
                sum = next
            }
        }
        return sum
    }

    static func percent(_ share: Double) -> String {
        let hundredths = Int((max(0, min(1, share)) * 10_000).rounded())
        return hundredths % 100 == 0
            ? "\(hundredths / 100) %" : "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100) %"
    }

    static func dollars(_ nanodollars: Int) -> String {
        let cents = nanodollars / 10_000_000
        return "\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100) USD"
    }
}
