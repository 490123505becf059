import Hummingbird

/// What a browser is shown when there is no such page, or it may not be seen.
struct ErrorPages: Sendable {
    static let template = "error"

    let templates: WebTemplates
    let now: @Sendable () -> Int64

    private struct Model {
        var status: Int
        var words: String
        var message: String
    }

    func response(_ problem: WebProblem, _ context: AdminContext) -> Response {
        let visit = WebVisit(
            principal: context.principal, formToken: context.formToken ?? "", query: [:], id: "", now: now())
        let status = HTTPResponse.Status(code: problem.status)
        let message = problem.message.isEmpty && problem.status == 404 ? "There is no such page." : problem.message
        let content = WebContent(
            "\(problem.status)", Model(status: problem.status, words: status.reasonPhrase, message: message))
        return WebConsole.response(templates.text(Self.template, content, visit, at: nil), status: status)
    }
}

enum ErrorTemplate {
    static let text = """
        <h1>{{status}} {{words}}</h1>
        <p class="notice bad" role="alert">{{message}}</p>
        <p><a href="/">To the front page</a></p>
        """
}
