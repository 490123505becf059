import PlanBInsight
import PlanBReport

/// All incidents of a stretch of time.
struct IncidentsPage: Sendable {
    private static let times = [("1d", "a day"), ("7d", "7 days"), ("30d", "30 days"), ("90d", "90 days")]

    let api: InsightAPI

    var page: WebPage {
        WebPage(.incidents, template: IncidentsTemplate.text) { visit throws(WebProblem) in
            let list: IncidentList
            do throws(LedgerAPI.Problem) { list = try api.incidentList(visit.query) } catch {
                throw WebProblem(error)
            }
            return WebContent("Incidents", Self.model(list, since: visit.query["since"] ?? "7d"))
        }
    }

    struct Row {
        var incidentPath: String
        var start: String
        var lasted: String
        var tone: String
        var verdict: String
        var vendor: String
        var targets: String
        var failed: Int
        var why: String
        var routes: String
        var refused: Int
        var cut: Int
    }

    struct Model {
        var times: [ChoiceModel]
        var conclusion: String
        var cutText: String?
        var hasRows: Bool
        var rows: [Row]
        var exports: [ExportModel]
    }

    static func model(_ list: IncidentList, since: String) -> Model {
        Model(
            times: ChoiceModel.times(times, asked: since), conclusion: list.conclusion,
            cutText: list.isCut
                ? "There are more failures than were looked at: of what began before \(Figures.time(list.lookedAtFrom)) only "
                    + "that is shown which the gateway gave up." : nil,
            hasRows: !list.incidents.isEmpty, rows: list.incidents.map(row),
            exports: ExportModel.all("/api/v1/incidents?" + QueryText.text([("since", since)])))
    }

    private static func row(_ incident: IncidentOutline) -> Row {
        let (tone, verdict) =
            incident.isGoingOn ? ("bad", "Goes on") : incident.isUnnoticed ? ("good", "Unnoticed") : ("warn", "Noticed")
        return Row(
            incidentPath: "/incidents/" + QueryText.encoded(incident.id), start: Figures.time(incident.start),
            lasted: Figures.age(incident.duration), tone: tone, verdict: verdict, vendor: incident.vendor,
            targets: incident.targets.joined(separator: ", "), failed: incident.failedAttempts,
            why: incident.reasons, routes: incident.routes.joined(separator: ", "), refused: incident.refused,
            cut: incident.cut)
    }
}

enum IncidentsTemplate {
    static let text = """
        <h1>Incidents</h1>
        <p class="lead">{{conclusion}}</p>
        <form class="line" method="get" action="/incidents">
        <div><label for="since">Time</label><select id="since" name="since">
        {{#times}}<option value="{{choice}}"{{#isChosen}} selected{{/isChosen}}>{{words}}</option>{{/times}}</select></div>
        <button type="submit">Show</button>
        </form>
        {{#cutText}}<p class="notice warn">{{.}}</p>{{/cutText}}
        {{#hasRows}}
        <div class="scroll" tabindex="0" role="region" aria-label="Incidents"><table>
        <caption>The latest first: who failed, and whether anybody who asked got an error</caption>
        <thead><tr><th scope="col">Began</th><th scope="col">For</th><th scope="col">Outcome</th><th scope="col">Who</th>
        <th scope="col" class="number">Failed attempts</th><th scope="col">Why</th><th scope="col">Routes</th>
        <th scope="col" class="number">Refused</th><th scope="col" class="number">Cut</th></tr></thead>
        <tbody>
        {{#rows}}<tr><th scope="row"><a href="{{incidentPath}}">{{start}}</a></th><td class="tight">{{lasted}}</td>
        <td><span class="badge {{tone}}">{{verdict}}</span></td><td>{{vendor}}<br><small class="soft">{{targets}}</small></td>
        <td class="number">{{failed}}</td><td>{{why}}</td><td>{{routes}}</td><td class="number">{{refused}}</td>
        <td class="number">{{cut}}</td></tr>
        {{/rows}}
        </tbody>
        </table></div>
        {{/hasRows}}
        {{>exports}}
        """
}
