import PlanBPlot
import PlanBReport

/// A plot as a template shows it: the drawing, its legend, and the same figures as a table.
struct PlotModel {
    struct Key {
        var colour: String
        var name: String
    }

    struct Row {
        var place: String
        var figures: [String]
    }

    var plotID: String
    var plotTitle: String
    var plotSummary: String
    /// Made by `Plot`, which escapes all texts.
    var drawing: String
    /// Empty if there is one series only.
    var keys: [Key]
    var hasKeys: Bool
    var columns: [String]
    var plotRows: [Row]

    init(_ plot: Plot, id: String) {
        let plot = plot.harmless
        plotID = id
        plotTitle = plot.title
        plotSummary = plot.summary
        drawing = plot.svg(id: id)
        hasKeys = plot.series.count > 1
        keys = hasKeys ? plot.series.indices.map { Key(colour: plot.colour(of: $0), name: plot.series[$0].name) } : []
        let table = plot.table
        columns = table.header
        plotRows = table.rows.map { Row(place: $0.first ?? "", figures: Array($0.dropFirst())) }
    }
}

extension Plot {
    /// The same with names of others made harmless.
    fileprivate var harmless: Plot {
        var plot = self
        plot.places = places.map(ForeignText.line)
        plot.series = series.map { Series(ForeignText.line($0.name), $0.values, colour: $0.colour) }
        return plot
    }
}

enum PlotTemplate {
    static let name = "plots"

    /// The drawing stands as it is: it has no text that is not escaped already.
    static let text = """
        <div class="plots">
        {{#plots}}
        <figure>
        <figcaption>{{plotTitle}}<small>{{plotSummary}}</small></figcaption>
        {{#hasKeys}}<ul class="key" aria-label="Legend">{{#keys}}<li><i class="{{colour}}"></i>{{name}}</li>{{/keys}}</ul>{{/hasKeys}}
        <div class="drawing" tabindex="0" role="region" aria-label="{{plotTitle}}, drawn">{{{drawing}}}</div>
        <details><summary>The same as a table</summary>
        <div class="scroll" tabindex="0" role="region" aria-label="{{plotTitle}}, as a table"><table>
        <caption>{{plotTitle}}</caption>
        <thead><tr>{{#columns}}<th scope="col">{{.}}</th>{{/columns}}</tr></thead>
        <tbody>{{#plotRows}}<tr><th scope="row">{{place}}</th>{{#figures}}<td>{{.}}</td>{{/figures}}</tr>
        {{/plotRows}}</tbody>
        </table></div></details>
        </figure>
        {{/plots}}
        </div>
        """
}
