import PlanBEngine
import PlanBInsight
import PlanBReport

/// What would have happened: a form that says what is lost, and the report that `planb whatif` prints.
struct WhatIfPage: Sendable {
    private static let names = ["lose", "since", "at", "for", "silent", "scenario"]

    let api: InsightAPI
    let snapshot: @Sendable () -> Snapshot

    var page: WebPage {
        WebPage(.whatIf, template: WhatIfTemplate.text) { visit throws(WebProblem) in
            WebContent("What if", model(visit))
        }
    }

    struct Model {
        var losses: [String]
        var lose: String
        var since: String
        var at: String
        var forText: String
        var isSilent: Bool
        var scenarios: [ChoiceModel]
        /// Why there is no answer.
        var problem: String?
        var result: Result?
    }

    struct Result {
        var reportTitle: String
        var verdict: String
        var verdictTone: String
        var blocks: [ReportBlocks.Block]
        var exports: [ExportModel]
    }

    private func model(_ visit: WebVisit) -> Model {
        var query = visit.query.filter { Self.names.contains($0.key) && !$0.value.isEmpty }
        let estate = Estate(snapshot())
        let losses = Loss.Kind.all.flatMap { kind in
            Loss(kind, "").alternatives(in: estate).map { Loss(kind, $0).description }
        }
        if query["since"] == nil { query["since"] = "7d" }
        var model = Model(
            losses: losses, lose: query["lose"] ?? "", since: query["since"] ?? "", at: query["at"] ?? "",
            forText: query["for"] ?? "", isSilent: query["silent"] == "1",
            scenarios: [ChoiceModel(choice: "", words: "none", isChosen: query["scenario"] == nil)]
                + ScenarioLibrary.all.map {
                    ChoiceModel(choice: $0.name, words: $0.meaning, isChosen: $0.name == query["scenario"])
                })
        guard query["lose"] != nil || query["scenario"] != nil else { return model }
        do throws(LedgerAPI.Problem) {
            let report = try api.whatIfReport(query)
            let page = report.page
            let parts = Self.names.map { ($0, query[$0] ?? "") }
            model.result = Result(
                reportTitle: page.title, verdict: page.lead, verdictTone: report.isServed ? "good" : "bad",
                blocks: ReportBlocks.blocks(page.withoutLead),
                exports: ExportModel.all("/api/v1/whatif?" + QueryText.text(parts)))
        } catch { model.problem = error.message }
        return model
    }
}

enum WhatIfTemplate {
    static let text = """
        <h1>What if</h1>
        <p class="lead">Recorded requests are played against the configuration with something lost. Nobody is asked anything.</p>
        <form class="stack" method="get" action="/what-if">
        <div><label for="lose">What is lost <small>several: separated by commas</small></label>
        <input id="lose" name="lose" value="{{lose}}" list="losses" autocomplete="off" spellcheck="false">
        <datalist id="losses">{{#losses}}<option value="{{.}}"></option>{{/losses}}</datalist></div>
        <div><label for="scenario">Scenario</label><select id="scenario" name="scenario">
        {{#scenarios}}<option value="{{choice}}"{{#isChosen}} selected{{/isChosen}}>{{words}}</option>{{/scenarios}}</select></div>
        <div class="pair">
        <div><label for="since">Requests since <small>7d, 2026-12-31</small></label><input id="since" name="since" value="{{since}}"></div>
        <div><label for="at">Lost from <small>empty: all the time</small></label><input id="at" name="at" value="{{at}}"></div>
        <div><label for="for">For <small>90m, 2h, 1d</small></label><input id="for" name="for" value="{{forText}}"></div>
        </div>
        <div><label><input type="checkbox" name="silent" value="1"{{#isSilent}} checked{{/isSilent}}>It takes requests and never answers
        <small>otherwise connections are refused</small></label></div>
        <div><button type="submit">Replay</button></div>
        </form>
        {{#problem}}<p class="notice bad" role="alert">{{.}}</p>{{/problem}}
        {{#result}}
        <h2>{{reportTitle}}</h2>
        <p class="notice {{verdictTone}}">{{verdict}}</p>
        {{>report}}
        {{>exports}}
        {{/result}}
        """
}
