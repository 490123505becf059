import PlanBInsight
import PlanBPlot
import PlanBReport

/// On whom everything depends: what `planb exposure` prints, with a drawing.
struct ExposurePage: Sendable {
    private static let times = [("7d", "7 days"), ("30d", "30 days"), ("90d", "90 days"), ("365d", "a year")]

    let api: InsightAPI

    var page: WebPage {
        WebPage(.exposure, template: ExposureTemplate.text) { visit throws(WebProblem) in
            let report: ExposureReport
            do throws(LedgerAPI.Problem) { report = try api.exposureReport(visit.query) } catch {
                throw WebProblem(error)
            }
            return WebContent("Exposure", Self.model(report, since: visit.query["since"] ?? "30d"))
        }
    }

    struct Model {
        var times: [ChoiceModel]
        var verdict: String
        var verdictTone: String
        var plots: [PlotModel]
        var blocks: [ReportBlocks.Block]
        var exports: [ExportModel]
    }

    static func model(_ report: ExposureReport, since: String) -> Model {
        let page = report.page
        return Model(
            times: ChoiceModel.times(times, asked: since),
            verdict: page.lead, verdictTone: report.survivesAnyLoss ? "good" : "bad", plots: plots(report),
            blocks: ReportBlocks.blocks(page.withoutLead),
            exports: ExportModel.all("/api/v1/exposure?" + QueryText.text([("since", since)])))
    }

    /// The shares of vendors and of lineages, in percent.
    private static func plots(_ report: ExposureReport) -> [PlotModel] {
        guard report.requests > 0 else { return [] }
        return report.concentrations.filter { $0.by == .vendor || $0.by == .lineage }.map { concentration in
            let shares = concentration.shares.prefix(12)
            let most = shares.first.map {
                "\($0.name) has \(Figures.percent($0.requestShare)) of the answered requests."
            }
            let plot = Plot(
                "Answered requests by \(concentration.by.rawValue)", summary: most ?? "", .bars,
                over: concentration.by.rawValue, places: shares.map(\.name),
                series: [Plot.Series("share", shares.map { $0.requestShare * 100 })]
            ) { Plot.short($0) + " %" }
            return PlotModel(plot, id: "plot-\(concentration.by.rawValue)")
        }
    }
}

extension ReportPage {
    /// The sentence that a report begins with.
    var lead: String {
        guard case .paragraph(let text) = blocks.first else { return "" }
        return text
    }

    /// The rest of it.
    var withoutLead: ReportPage { ReportPage(title: title, blocks: Array(blocks.dropFirst())) }
}

enum ExposureTemplate {
    static let text = """
        <h1>Exposure</h1>
        <p class="notice {{verdictTone}}">{{verdict}}</p>
        <form class="line" method="get" action="/exposure">
        <div><label for="since">Time</label><select id="since" name="since">
        {{#times}}<option value="{{choice}}"{{#isChosen}} selected{{/isChosen}}>{{words}}</option>{{/times}}</select></div>
        <button type="submit">Show</button>
        </form>
        {{>plots}}
        {{>report}}
        {{>exports}}
        """
}
