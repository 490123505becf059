import PlanBLedger
import PlanBReport

/// What was used: tokens, cost and latency over time, by key, route, target and so on. It reads sums by day, never rows.
struct UsagePage: Sendable {
    static let dimensions: [UsageDimension] = [.route, .target, .key, .team, .vendor, .model, .operation]
    private static let times = [("7d", "7 days"), ("30d", "30 days"), ("90d", "90 days"), ("365d", "a year")]
    private static let longest: Int64 = 800
    private static let mostRows = 20_000
    private static let mostShown = 200

    let store: any LedgerStore

    var page: WebPage {
        WebPage(.usage, template: UsageTemplate.text) { visit throws(WebProblem) in
            do throws(LedgerAPI.Problem) { return WebContent("Usage", try model(visit)) } catch {
                throw WebProblem(error)
            }
        }
    }

    private func model(_ visit: WebVisit) throws(LedgerAPI.Problem) -> UsageModel {
        let ask = try LedgerParameters(visit.query, known: ["since", "by"], now: visit.now)
        let word = try ask.word("by", of: Self.dimensions.map(\.rawValue))
        let since = visit.query["since"] ?? "30d"
        let begin = try ask.time("since") ?? visit.now - 30 * 86_400_000
        let (first, last) = (Rollup.day(ofMilliseconds: begin), Rollup.day(ofMilliseconds: visit.now))
        guard first <= last, last - first <= Self.longest else {
            throw LedgerAPI.Problem(
                status: 400, message: "since is a time in the past, at most \(Self.longest) days ago")
        }
        let dimension = UsageDimension(rawValue: word) ?? .route
        let rows: [UsageRow]
        do throws(StoreFailure) {
            rows = try store.usage(
                UsageQuery(firstDay: first, lastDay: last, by: [.day, dimension], limit: Self.mostRows + 1))
        } catch { throw LedgerAPI.problem(error) }
        let figures = UsageFigures(Array(rows.prefix(Self.mostRows)), firstDay: first, lastDay: last)
        return UsageModel(
            figures, by: word, since: since, first: first, last: last, times: Self.times,
            isCut: rows.count > Self.mostRows || figures.names.count > Self.mostShown, most: Self.mostShown)
    }
}

/// What the page of usage shows.
struct UsageModel {
    struct Row {
        var name: String
        var figures: [String]
    }

    struct Tile {
        var tileName: String
        var tileValue: String
        var tone: String
    }

    var times: [ChoiceModel]
    var dimensions: [ChoiceModel]
    var period: String
    var by: String
    var tiles: [Tile]
    var hasNone: Bool
    var isCut: Bool
    var plots: [PlotModel]
    var header: [String]
    var rows: [Row]
    var total: Row
    var csvPath: String
    var jsonPath: String

    init(
        _ figures: UsageFigures, by word: String, since: String, first: Int64, last: Int64, times: [(String, String)],
        isCut: Bool, most: Int
    ) {
        self.times = ChoiceModel.times(times, asked: since)
        dimensions = UsagePage.dimensions.map {
            ChoiceModel(choice: $0.rawValue, words: $0.rawValue, isChosen: $0.rawValue == word)
        }
        period = "\(LedgerTime.text(day: first)) to \(LedgerTime.text(day: last)), whole days, UTC"
        by = word
        self.isCut = isCut
        let total = figures.total
        hasNone = total[.requests] == 0 && total[.attempts] == 0
        let share = total[.requests] > 0 ? Double(total[.answered]) / Double(total[.requests]) : 1
        tiles = [
            Tile(tileName: "requests", tileValue: String(total[.requests]), tone: ""),
            Tile(tileName: "answered", tileValue: Figures.percent(share), tone: share < 0.99 ? "warn" : ""),
            Tile(
                tileName: "failures that nobody saw", tileValue: String(total[.absorbed]),
                tone: total[.absorbed] > 0 ? "good" : ""),
            Tile(tileName: "spent", tileValue: Figures.dollars(Int(total[.cost])), tone: ""),
            Tile(
                tileName: "of it for nothing", tileValue: Figures.dollars(Int(total[.wasted])),
                tone: total[.wasted] > 0 ? "warn" : ""),
        ]
        plots = hasNone ? [] : figures.plots.enumerated().map { PlotModel($1, id: "plot-usage-\($0)") }
        header = Self.columns.map(\.0)
        rows = figures.names.prefix(most).map { Row(name: $0.name, figures: Self.figures(of: $0.sums)) }
        self.total = Row(name: "all", figures: Self.figures(of: total))
        let query = QueryText.text([("by", "day," + word), ("since", since)])
        csvPath = "/api/v1/usage?format=csv&" + query
        jsonPath = "/api/v1/usage?" + query
    }

    private static let columns: [(String, @Sendable (UsageSums) -> String)] = [
        ("requests", { String($0[.requests]) }), ("answered", { String($0[.answered]) }),
        ("attempts", { String($0[.attempts]) }), ("failovers", { String($0[.failovers]) }),
        ("absorbed", { String($0[.absorbed]) }), ("tokens in", { String($0[.inputTokens]) }),
        ("tokens out", { String($0[.outputTokens]) }),
        ("cost", { Figures.dollars(Int($0[.cost])) + ($0[.unpriced] > 0 ? " ?" : "") }),
        ("wasted", { Figures.dollars(Int($0[.wasted])) }),
        ("P50", { $0.percentile(0.5).map { UsageFigures.duration(Double($0)) } ?? "-" }),
        ("P95", { $0.percentile(0.95).map { UsageFigures.duration(Double($0)) } ?? "-" }),
    ]

    private static func figures(of sums: UsageSums) -> [String] { columns.map { $0.1(sums) } }
}

enum UsageTemplate {
    static let text = """
        <h1>Usage</h1>
        <p class="lead">{{period}}</p>
        <form class="line" method="get" action="/usage">
        <div><label for="since">Time</label><select id="since" name="since">
        {{#times}}<option value="{{choice}}"{{#isChosen}} selected{{/isChosen}}>{{words}}</option>{{/times}}</select></div>
        <div><label for="by">By</label><select id="by" name="by">
        {{#dimensions}}<option value="{{choice}}"{{#isChosen}} selected{{/isChosen}}>{{words}}</option>{{/dimensions}}</select></div>
        <button type="submit">Show</button>
        </form>
        {{#hasNone}}<p class="notice">Nothing was used in this time.</p>{{/hasNone}}
        {{^hasNone}}
        <dl class="tiles">
        {{#tiles}}<div class="{{tone}}"><dt>{{tileName}}</dt><dd>{{tileValue}}</dd></div>
        {{/tiles}}
        </dl>
        {{#isCut}}<p class="notice warn">There is more than is shown: ask for fewer days, or for the CSV below.</p>{{/isCut}}
        {{>plots}}
        <h2>By {{by}}</h2>
        <div class="scroll" tabindex="0" role="region" aria-label="Usage by {{by}}"><table>
        <caption>Requests count for the target that answered, tokens and cost for that of each attempt; absorbed are failed
        attempts of requests that were answered all the same; ? marks sums without attempts that have no price</caption>
        <thead><tr><th scope="col">{{by}}</th>{{#header}}<th scope="col" class="number">{{.}}</th>{{/header}}</tr></thead>
        <tbody>
        {{#rows}}<tr><th scope="row">{{name}}</th>{{#figures}}<td class="number">{{.}}</td>{{/figures}}</tr>
        {{/rows}}
        </tbody>
        <tfoot>{{#total}}<tr><th scope="row">{{name}}</th>{{#figures}}<td class="number">{{.}}</td>{{/figures}}</tr>{{/total}}</tfoot>
        </table></div>
        <ul class="exports" aria-label="These figures in other forms">
        <li><a class="button quiet" href="{{csvPath}}">CSV by day</a></li>
        <li><a class="button quiet" href="{{jsonPath}}">JSON by day</a></li>
        </ul>
        {{/hasNone}}
        """
}
