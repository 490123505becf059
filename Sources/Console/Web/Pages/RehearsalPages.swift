import Foundation
import PlanBEngine
import PlanBPolicy
import PlanBRehearsal
import PlanBReport

/// Rehearsals: those of late, one of them as it goes on, and the way to begin another: first what it would do, then the button.
struct RehearsalPages: Sendable {
    static let preview = "rehearsal preview"

    let api: RehearsalAPI
    let gateway: Gateway

    var pages: [WebPage] {
        let (api, gateway) = (api, gateway)
        return [
            WebPage(.rehearsals, template: RehearsalTemplates.list) { visit throws(WebProblem) in
                let reports = api.access.desk.reports(route: visit.query["route"], limit: 100)
                return WebContent("Rehearsals", RehearsalsModel(reports, gateway.snapshot, visit))
            },
            WebPage(.rehearsals, path: "rehearsals/:id", template: RehearsalTemplates.one) { visit throws(WebProblem) in
                guard let report = api.report(visit.id, role: visit.principal.role) else {
                    throw WebProblem(404, "There is no rehearsal \(LiveStory.short(visit.id)).")
                }
                return WebContent("Rehearsal of \(report.route)", RehearsalModel(report, visit))
            },
        ]
    }

    var actions: [WebAction] {
        let api = api
        return [
            WebAction(path: "rehearsals/preview") { visit, form throws(WebProblem) in
                var wish = Self.wish(form)
                wish.dryRun = true
                let reply = try Self.start(wish, visit, api)
                guard let preview = try? JSONDecoder().decode(DrillPreview.self, from: Data(reply.body.utf8)) else {
                    throw WebProblem(500, "The preview cannot be read.")
                }
                return .page(
                    template: Self.preview, status: 200,
                    WebContent("Rehearsal of \(wish.route)", PreviewModel(wish, preview, visit)))
            },
            WebAction(path: "rehearsals") { visit, form throws(WebProblem) in
                var wish = Self.wish(form)
                wish.accept = form["accept"] == "yes" ? true : nil
                let reply = try Self.start(wish, visit, api)
                guard let answer = try? JSONDecoder().decode([String: String].self, from: Data(reply.body.utf8)),
                    let id = answer["id"]
                else { throw WebProblem(500, "It was begun, and its id cannot be read.") }
                return .seeOther(Self.path(of: id))
            },
            WebAction(path: "rehearsals/:id/abort") { visit, _ throws(WebProblem) in
                do throws(LedgerAPI.Problem) { _ = try api.abort(visit.id, actor: visit.principal.name) } catch {
                    throw WebProblem(error)
                }
                return .seeOther(Self.path(of: visit.id))
            },
        ]
    }

    static func path(of id: String) -> String { "/rehearsals" + LiveStory.path(of: id).dropFirst("/live".utf8.count) }

    private static func wish(_ form: WebForm) -> DrillWish {
        var wish = DrillWish(route: form["route"] ?? "", level: form["level"] ?? "")
        wish.backup = form["backup"]
        wish.share = form["share"]
        wish.duration = form["for"]
        return wish
    }

    private static func start(
        _ wish: DrillWish, _ visit: WebVisit, _ api: RehearsalAPI
    ) throws(WebProblem) -> LedgerAPI.Reply {
        guard let body = try? JSONEncoder().encode(wish) else { throw WebProblem(400, "This cannot be asked for.") }
        do throws(LedgerAPI.Problem) { return try api.start(body, actor: visit.principal.name).reply } catch {
            throw WebProblem(error)
        }
    }
}

/// The list, and the form that begins another.
struct RehearsalsModel {
    struct Row {
        var path: String
        var began: String
        var route: String
        var level: String
        var backup: String
        var tone: String
        var state: String
        var conformance: String
        var actor: String
    }

    struct Form {
        var routes: [String]
        var levels: [String]
        var formToken: String
    }

    var rows: [Row]
    var isEmpty: Bool
    /// Nil: whoever looks may not begin any.
    var form: Form?

    init(_ reports: [DrillReport], _ snapshot: Snapshot, _ visit: WebVisit) {
        rows = reports.map { report in
            Row(
                path: RehearsalPages.path(of: report.id), began: Figures.time(report.started), route: report.route,
                level: report.level.rawValue, backup: report.backup, tone: report.tone, state: report.words,
                conformance: report.score.map { RehearsalModel.conformance($0.conformance) } ?? "–", actor: report.actor
            )
        }
        isEmpty = reports.isEmpty
        guard visit.may(WebPlace.rehearsals.act) else { return }
        form = Form(
            routes: snapshot.routes.routes.filter { $0.targets.count > 1 }.map(\.pattern.text),
            levels: DrillLevel.allCases.map(\.rawValue), formToken: visit.formToken)
    }
}

extension DrillReport {
    /// How it stands, and what it says, in a word.
    fileprivate var words: String {
        switch state {
        case .running: "goes on"
        case .ended: verdict.rawValue
        case .aborted: "ended early"
        case .interrupted: "interrupted"
        }
    }

    fileprivate var tone: String {
        switch (state, verdict) {
        case (.running, _): "warn"
        case (.ended, .good): "good"
        case (.ended, .bad), (.aborted, _): "bad"
        default: ""
        }
    }
}

/// One drill.
struct RehearsalModel {
    var route: String
    var level: String
    var tone: String
    var state: String
    var progress: String
    var isRunning: Bool
    /// Nil: it cannot be ended, or not by whoever looks.
    var abort: Abort?
    var document: String
    var blocks: [ReportBlocks.Block]

    struct Abort {
        var path: String
        var formToken: String
    }

    init(_ report: DrillReport, _ visit: WebVisit) {
        route = report.route
        level = report.level.rawValue
        tone = report.tone
        state = report.words
        isRunning = report.state == .running
        progress = DrillList.progress(report, now: visit.now)
        let path = RehearsalPages.path(of: report.id)
        if isRunning, visit.may(WebPlace.rehearsals.act) {
            abort = Abort(path: path + "/abort", formToken: visit.formToken)
        }
        document = "/api/v1" + path + "?format="
        blocks = ReportBlocks.blocks(report.page)
    }

    static func conformance(_ count: Scorecard.Count) -> String {
        guard count.of > 0 else { return "not measured" }
        return "\(Figures.percent(Double(count.passed) / Double(count.of))), at least \(Figures.percent(count.lower)), "
            + "n=\(count.of)"
    }
}

/// What a drill would do.
struct PreviewModel {
    var route: String
    var level: String
    var backup: String
    var share: String
    var span: String
    var steps: [String]
    var requests: String?
    var cost: String
    var failures: Int
    var asks: String?
    var formToken: String

    init(_ wish: DrillWish, _ preview: DrillPreview, _ visit: WebVisit) {
        (route, level, backup) = (wish.route, wish.level, wish.backup ?? "")
        (share, span) = (wish.share ?? "", wish.duration ?? "")
        steps = preview.steps
        requests = preview.requests.map { "\($0)" }
        cost = preview.cost.map(Figures.dollars) ?? "not known"
        failures = preview.userFailures
        asks = preview.asks
        formToken = visit.formToken
    }
}
