import PlanBEngine
import PlanBLedger
import PlanBPolicy
import PlanBRehearsal
import PlanBReport

/// The front page: which routes survive the loss of a vendor, and how everything is now.
struct ReadinessPage: Sendable {
    let gateway: Gateway
    let desk: (any RehearsalDesk)?
    let ledger: LedgerAccess?

    var page: WebPage {
        WebPage(.readiness, template: ReadinessTemplate.text) { visit throws(WebProblem) in
            WebContent("Readiness", model(now: visit.now))
        }
    }

    private func model(now: Int64) -> ReadinessModel {
        let outlooks = RouteOutlook.all(gateway.snapshot, gateway.targetReport, desk?.readiness() ?? [])
        return ReadinessModel(outlooks, remarks: remarks, now: now)
    }

    /// What concerns all routes.
    private var remarks: [ReadinessModel.Remark] {
        var remarks: [ReadinessModel.Remark] = []
        if gateway.isDraining {
            remarks.append(.init(tone: "warn", text: "This gateway is about to stop: it finishes what it has begun."))
        }
        let rejected = gateway.metrics.reading.rejectedReloads
        if rejected > 0 {
            remarks.append(
                .init(
                    tone: "warn",
                    text:
                        "\(Figures.count(rejected, "changed configuration")) could not be taken over since the start; "
                        + "the one in force is number \(gateway.snapshot.generation). planb check says what is wrong."))
        }
        if let ledger, !ledger.status().isWorking {
            let reason = ledger.status().lastError ?? "nobody knows why"
            remarks.append(
                .init(
                    tone: "warn",
                    text: "The ledger's database does not answer: \(reason). Requests go on; nothing is lost."))
        }
        return remarks
    }
}

/// What the front page shows.
struct ReadinessModel: Equatable {
    struct Remark: Equatable {
        var tone: String
        var text: String
    }

    struct Badge: Equatable {
        var tone: String
        var text: String
    }

    struct Row: Equatable {
        var anchor: String
        var route: String
        var loss: Badge
        var without: String
        var health: Badge
        var primary: String
        var links: [Target]
        var stateful: String?
        var asks: String
    }

    struct Target: Equatable {
        var target: String
        var vendor: String
        var model: String
        var turn: String
        var health: Badge
        var proof: Badge
        var confidence: String
        var proofAge: String
        var capacity: String
        var missing: [String]
    }

    var remarks: [Remark]
    var headline: String
    var routes: Int
    var surviving: Badge
    var unproven: Badge
    var troubled: Badge
    var rows: [Row]
    var hasNone: Bool
    var time: String

    init(_ outlooks: [RouteOutlook], remarks: [Remark], now: Int64) {
        self.remarks = remarks
        routes = outlooks.count
        hasNone = outlooks.isEmpty
        time = Figures.time(now)
        let surviving = outlooks.filter { if case .survives = $0.loss { true } else { false } }.count
        let unproven = outlooks.filter { if case .unproven = $0.loss { true } else { false } }.count
        let names = Set(outlooks.flatMap(\.links).filter { $0.state != .well || !$0.isUsable }.map(\.name))
        headline =
            outlooks.isEmpty
            ? "There are no routes."
            : surviving == outlooks.count
                ? "Every route survives the loss of its vendor, and that was shown."
                : "\(surviving) of \(Figures.count(outlooks.count, "route")) "
                    + "\(surviving == 1 ? "survives" : "survive") the loss of \(surviving == 1 ? "its" : "their") vendor, by what was shown."
        self.surviving = Badge(tone: surviving == outlooks.count ? "good" : "warn", text: "\(surviving)")
        self.unproven = Badge(tone: unproven == 0 ? "good" : "warn", text: "\(unproven)")
        troubled = Badge(tone: names.isEmpty ? "good" : "bad", text: "\(names.count)")
        rows = outlooks.enumerated().map { Row($1, index: $0, now: now) }
    }
}

extension ReadinessModel.Row {
    init(_ outlook: RouteOutlook, index: Int, now: Int64) {
        anchor = "route-\(index + 1)"
        route = outlook.route
        let vendor = outlook.vendor
        switch outlook.loss {
        case .survives(let name):
            loss = .init(tone: "good", text: "Survives")
            without = "Without \(vendor), \(name) answers."
        case .unproven(let name):
            loss = .init(tone: "warn", text: "Not proven")
            without = "Without \(vendor), \(name) would be asked."
        case .sameVendor:
            loss = .init(tone: "bad", text: "One vendor")
            without = "Every target is \(vendor)'s."
        case .alone:
            loss = .init(tone: "bad", text: "No backup")
            without = "There is only \(outlook.links.first?.name ?? "nothing")."
        }
        switch outlook.now {
        case .well: health = .init(tone: "good", text: "Well")
        case .onBackup(let name): health = .init(tone: "warn", text: "On \(name)")
        case .down: health = .init(tone: "bad", text: "Down")
        }
        primary = outlook.links.first?.name ?? ""
        links = outlook.links.enumerated().map { .init($1, outlook, turn: $0 + 1, now: now) }
        if let share = outlook.readiness?.stateful, share > 0 { stateful = Figures.percent(share) }
        asks = Figures.percent(outlook.minimum)
    }
}

extension ReadinessModel.Target {
    init(_ link: RouteOutlook.Link, _ outlook: RouteOutlook, turn: Int, now: Int64) {
        target = link.name
        vendor = link.vendor
        model = link.model
        self.turn = turn == 1 ? "asked first" : "\(turn)"
        health = Self.health(link)
        confidence = "–"
        proofAge = "–"
        capacity = "–"
        missing = []
        guard let backup = link.backup else {
            proof = .init(tone: "", text: turn == 1 ? "Primary" : "Not rehearsed")
            return
        }
        switch backup.state {
        case .proven where outlook.isProven(link): proof = .init(tone: "good", text: "Proven")
        case .proven where !backup.isIndependent: proof = .init(tone: "bad", text: "Falls with the primary")
        case .proven: proof = .init(tone: "warn", text: "Below the minimum")
        case .stale: proof = .init(tone: "warn", text: "Too long ago")
        case .unproven: proof = .init(tone: "warn", text: "Not proven")
        case .none: proof = .init(tone: "bad", text: "None")
        }
        if let score = backup.score {
            let count = score.conformance
            confidence =
                count.of > 0
                ? "\(Figures.percent(Double(count.passed) / Double(count.of))), at least "
                    + "\(Figures.percent(count.lower)), n=\(count.of)" : "not measured"
        }
        if let provenAt = backup.provenAt {
            let (age, isOverflow) = now.subtractingReportingOverflow(provenAt)
            proofAge = isOverflow ? "?" : Figures.age(age) + (backup.level.map { " (\($0.rawValue))" } ?? "")
        }
        if let ratio = backup.capacity?.ratio { capacity = Figures.decimal(ratio) + "×" }
        missing = backup.missing + [backup.remark].compactMap(\.self)
    }

    private static func health(_ link: RouteOutlook.Link) -> ReadinessModel.Badge {
        guard link.isUsable else { return .init(tone: "bad", text: "Disabled: \(link.cause)") }
        let cause = link.cause.isEmpty ? "" : ": \(link.cause)"
        return switch link.state {
        case .well: .init(tone: "good", text: "Well")
        case .recovering: .init(tone: "warn", text: "Coming back" + cause)
        case .cooling: .init(tone: "warn", text: "Rate limited")
        case .open: .init(tone: "bad", text: "Given up" + cause)
        }
    }
}
