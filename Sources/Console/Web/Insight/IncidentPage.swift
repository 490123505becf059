import PlanBInsight
import PlanBPlot
import PlanBReport

/// The story of one incident on one page.
struct IncidentPage: Sendable {
    let api: InsightAPI

    var page: WebPage {
        WebPage(.incidents, path: "incidents/:id", template: IncidentTemplate.text) { visit throws(WebProblem) in
            let report: IncidentReport
            do throws(LedgerAPI.Problem) { report = try api.incidentReport(visit.id) } catch {
                throw WebProblem(error)
            }
            return WebContent(report.title, Self.model(report))
        }
    }

    struct Model {
        var title: String
        var conclusion: String
        var noticed: String
        var noticedTone: String
        var isGoingOn: Bool
        var plots: [PlotModel]
        var blocks: [ReportBlocks.Block]
        var exports: [ExportModel]
    }

    static func model(_ report: IncidentReport) -> Model {
        // Both sentences are above the plots already.
        let blocks = Array(report.opening.dropFirst(2)) + report.timelineBlocks + report.closing
        return Model(
            title: report.title, conclusion: report.conclusion, noticed: report.whoNoticed,
            noticedTone: report.incident.isUnnoticed ? "good" : "warn", isGoingOn: report.incident.isGoingOn,
            plots: plots(report), blocks: ReportBlocks.blocks(ReportPage(title: report.title, blocks: blocks)),
            exports: ExportModel.all("/api/v1/incidents/" + QueryText.encoded(report.incident.id)))
    }

    private static func plots(_ report: IncidentReport) -> [PlotModel] {
        let steps = report.timeline
        let isLong = report.stepMinutes >= 240
        let places = steps.map { step in
            let time = Figures.time(step.time)
            return isLong ? String(time.dropFirst(5).prefix(11)) : String(time.dropFirst(11).prefix(5))
        }
        let axis = report.stepMinutes == 1 ? "minute" : "from"
        func figures(_ value: (IncidentReport.Step) -> Int) -> [Double?] { steps.map { Double(value($0)) } }
        let requests = Plot(
            "Requests on the routes concerned", summary: report.whoNoticed, .bars, over: axis, places: places,
            series: [
                .init("answered", figures { $0.endings.answered - $0.byOthers }, colour: 0),
                .init("answered by others", figures(\.byOthers), colour: 1),
                .init("refused", figures(\.endings.refused), colour: 4),
                .init("cut", figures(\.endings.cut), colour: 2),
                .init("client left", figures(\.endings.left), colour: 7),
            ])
        let attempts = Plot(
            "Attempts at the targets that failed", summary: report.conclusion, .bars, over: axis, places: places,
            series: [
                .init("well", figures { $0.attempts - $0.failed }, colour: 0),
                .init("failed", figures(\.failed), colour: 4),
            ])
        return [PlotModel(requests, id: "plot-requests"), PlotModel(attempts, id: "plot-attempts")]
    }
}

enum IncidentTemplate {
    static let text = """
        <p><a href="/incidents">All incidents</a></p>
        <h1>{{title}}</h1>
        <p class="lead">{{conclusion}}</p>
        {{#isGoingOn}}<p class="notice bad">It is not known to be over. Reload the page for the newest figures.</p>{{/isGoingOn}}
        <p class="notice {{noticedTone}}">{{noticed}}</p>
        {{>plots}}
        {{>report}}
        {{>exports}}
        """
}
