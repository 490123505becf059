import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOPosix
import PlanBEngine
import PlanBVocabulary

/// The console: its pages and forms, as routes of the admin port. Pages are made on threads that may wait.
struct WebConsole: Sendable {
    let door: AdminDoor
    let templates: WebTemplates
    let threads: NIOThreadPool
    let pages: [WebPage]
    let actions: [WebAction]
    /// Milliseconds since 1970.
    let now: @Sendable () -> Int64

    /// Templates that belong to no page: what forms answer with, and the pages of the frame itself.
    static let templates = [
        SignIn.template: SignInTemplate.text, ErrorPages.template: ErrorTemplate.text,
        ReportBlocks.template: ReportTemplate.text, RehearsalPages.preview: RehearsalTemplates.preview,
        KeyPages.issued: KeyTemplates.issued,
        PlotTemplate.name: PlotTemplate.text, ExportTemplate.name: ExportTemplate.text,
    ]

    func add(to router: Router<AdminContext>) {
        WebAssets.add(to: router)
        SignIn(console: self).add(to: router)
        for page in pages {
            router.get(RouterPath(page.path)) { request, context in
                let visit = visit(request, context)
                return try await answer(context) {
                    let content = try page.content(visit)
                    return Self.response(templates.text("page " + page.path, content, visit, at: page.place))
                }
            }
        }
        for action in actions {
            router.post(RouterPath(action.path)) { request, context in
                let form = try await Self.form(request)
                if let token = context.formToken {
                    guard let sent = form["form_token"], Secret(sent) == Secret(token) else {
                        throw HTTPError(
                            .forbidden, message: "The form is of another session. Go back, reload the page, try again.")
                    }
                }
                let visit = visit(request, context)
                return try await answer(context) {
                    switch try action.perform(visit, form) {
                    case .seeOther(let path):
                        return Response(status: .seeOther, headers: Self.headers(adding: [.location: path]))
                    case .page(let template, let status, let content):
                        let text = templates.text(template, content, visit, at: nil)
                        return Self.response(text, status: .init(code: status))
                    }
                }
            }
        }
    }

    private func answer(
        _ context: AdminContext, _ make: @escaping @Sendable () throws -> Response
    ) async throws -> Response {
        do { return try await threads.runIfActive { try make() } } catch let problem as WebProblem {
            return ErrorPages(templates: templates, now: now).response(problem, context)
        }
    }

    private func visit(_ request: Request, _ context: AdminContext) -> WebVisit {
        let id = context.parameters.get("id") ?? ""
        return WebVisit(
            principal: context.principal, formToken: context.formToken ?? "",
            query: WebForm(request.uri.query ?? "")?.first ?? [:], id: id.removingPercentEncoding ?? id, now: now())
    }

    /// The body of `request` as a form.
    static func form(_ request: Request) async throws -> WebForm {
        let type = (request.headers[.contentType] ?? "").split(separator: ";").first ?? ""
        guard type.lowercased() == "application/x-www-form-urlencoded" else {
            throw HTTPError(.unsupportedMediaType, message: "This path takes a form.")
        }
        let bytes = try await request.body.collect(upTo: WebForm.limit)
        guard let text = String(validating: bytes.readableBytesView, as: UTF8.self), let form = WebForm(text) else {
            throw HTTPError(.badRequest, message: "The body is no form.")
        }
        return form
    }

    static func response(_ text: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: headers(adding: [.contentType: "text/html; charset=utf-8"]),
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }

    /// What pages may do: nothing that is not from here, and nothing that stands in the page itself.
    static let policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
        + "base-uri 'none'; frame-ancestors 'none'"

    static func headers(adding more: HTTPFields = [:]) -> HTTPFields {
        var headers: HTTPFields = [
            .cacheControl: "no-store", .xContentTypeOptions: "nosniff", .contentSecurityPolicy: policy,
            // Without any referrer browsers would not say either from where a form is sent.
            .referrerPolicy: "same-origin", .openerPolicy: "same-origin", .resourcePolicy: "same-origin",
        ]
        headers.append(contentsOf: more)
        return headers
    }
}

extension HTTPField.Name {
    static let referrerPolicy = HTTPField.Name("referrer-policy") ?? .origin
    static let openerPolicy = HTTPField.Name("cross-origin-opener-policy") ?? .origin
    static let resourcePolicy = HTTPField.Name("cross-origin-resource-policy") ?? .origin
}
