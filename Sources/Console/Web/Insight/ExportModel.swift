import PlanBReport

/// A report in other forms, to be kept or sent.
struct ExportModel {
    var exportPath: String
    var exportName: String

    /// The forms of the report at `path` of the API, which has a query already or `?` at its end.
    static func all(_ path: String) -> [ExportModel] {
        let join = path.contains("?") ? "&" : "?"
        return ReportForm.allCases.map { form in
            let name =
                switch form {
                case .md: "Markdown"
                case .html: "HTML"
                case .json: "JSON"
                case .text: "plain text"
                }
            return ExportModel(exportPath: "\(path)\(join)format=\(form.rawValue)", exportName: name)
        }
    }
}

enum ExportTemplate {
    static let name = "exports"

    static let text = """
        <ul class="exports" aria-label="This report in other forms">
        {{#exports}}<li><a class="button quiet" href="{{exportPath}}">{{exportName}}</a></li>
        {{/exports}}
        </ul>
        """
}
