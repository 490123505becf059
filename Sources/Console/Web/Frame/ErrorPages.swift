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
            Self.words(problem.status),
            Model(status: problem.status, words: Self.words(problem.status), message: message))
        return WebConsole.response(templates.text(Self.template, content, visit, at: nil), status: status)
    }
}

extension ErrorPages {
    /// What a status means to people.
    fileprivate static func words(_ status: Int) -> String {
        switch status {
        case 400, 413, 415: "Not understood"
        case 403: "Not allowed"
        case 404: "Not found"
        case 409: "Not possible now"
        case 503: "Not available"
        default: "It went wrong"
        }
    }
}

enum ErrorTemplate {
    static let text = """
        <h1>{{words}} <small class="soft">{{status}}</small></h1>
        <p class="notice bad" role="alert">{{message}}</p>
        <p><a href="/">To the front page</a></p>
        """
}
