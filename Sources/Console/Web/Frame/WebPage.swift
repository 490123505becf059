import PlanBEngine

/// One page of the console: a place, a path, a template, and how its model is made. To add one: a place in `WebPlace.all`, a
/// template in a file of its own, a function that makes the model, and a line in `WebConsole.pages`.
struct WebPage: Sendable {
    /// Where it belongs.
    let place: WebPlace
    /// The path as the router takes it, `rehearsals/:id`; the value of `:id` is in the visit.
    let path: String
    /// Mustache. Every value is made harmless and escaped; see `SafeText`.
    let template: String
    /// Makes what the template shows. Runs on a thread that may wait for the store.
    let content: @Sendable (WebVisit) throws(WebProblem) -> WebContent

    init(
        _ place: WebPlace, path: String? = nil, template: String,
        content: @escaping @Sendable (WebVisit) throws(WebProblem) -> WebContent
    ) {
        self.place = place
        self.path = path ?? String(place.path.dropFirst())
        self.template = template
        self.content = content
    }
}

/// What the form of a page does. It is only called after session, origin and the form's own token were checked.
struct WebAction: Sendable {
    /// The path as the router takes it.
    let path: String
    /// Does it, on a thread that may wait.
    let perform: @Sendable (WebVisit, WebForm) throws(WebProblem) -> WebAnswer
}

/// Who looks at a page, and what was asked for.
struct WebVisit: Sendable {
    /// Who it is.
    var principal: AdminPrincipal
    /// What forms have to carry.
    var formToken: String
    /// The first value of each parameter of the query.
    var query: [String: String]
    /// The value of `:id` in the path; empty: it has none.
    var id: String
    /// Milliseconds since 1970.
    var now: Int64

    /// Whether who looks may do what needs `role`: what one may not do is not offered.
    func may(_ role: AdminRole) -> Bool { principal.role >= role }
}

/// What a page shows.
struct WebContent {
    /// The title of the page.
    var title: String
    /// What the template finds its names in: a struct, a dictionary, or an array of them.
    var model: Any

    init(_ title: String, _ model: Any) {
        self.title = title
        self.model = model
    }
}

/// What becomes of a form.
enum WebAnswer {
    /// The browser goes on to another page: the form is not sent again with a reload.
    case seeOther(String)
    /// A page of its own, for what is shown only once or was not right.
    case page(template: String, status: Int, WebContent)
}

/// Why there is no such page, or why a form had no effect.
struct WebProblem: Error, Sendable, Equatable {
    /// The status of HTTP.
    var status: Int
    /// What is wrong and what to do, for people.
    var message: String

    init(_ status: Int, _ message: String) {
        self.status = status
        self.message = message
    }

    init(_ problem: LedgerAPI.Problem) { self.init(problem.status, problem.message) }

    init(_ refusal: AdminRefusal) { self.init(refusal.status, refusal.message) }
}
