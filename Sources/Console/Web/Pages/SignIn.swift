import HTTPTypes
import Hummingbird
import PlanBVocabulary

/// Signing in and out with a browser: whoever shows a token of the admin port gets a session, so that the token itself is
/// not kept anywhere in the browser.
struct SignIn: Sendable {
    static let template = "sign-in"
    static let path = "/sign-in"

    let console: WebConsole

    private struct Model {
        var next: String
        var message: String?
    }

    /// Where to sign in, and to what to come back afterwards.
    static func path(returningTo path: String) -> String {
        guard let next = place(path), next != "/" else { return self.path }
        return self.path + "?next="
            + next.utf8.map { byte in
                isUnreserved(byte)
                    ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }.joined()
    }

    /// `path` if it is one of this server: nobody is sent elsewhere from here.
    static func place(_ path: String?) -> String? {
        guard let path, path.utf8.count <= 500, path.hasPrefix("/"), !path.hasPrefix("//"),
            path.utf8.allSatisfy({ isUnreserved($0) || "/?=&%:,+".utf8.contains($0) })
        else { return nil }
        return path
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
        case UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "-._~".utf8.contains(byte)
        }
    }

    func add(to router: Router<AdminContext>) {
        let console = console
        router.get("sign-in") { request, _ in
            let next = Self.place(WebForm(request.uri.query ?? "")?["next"])
            return page(Model(next: next ?? "/", message: nil), .ok)
        }
        router.post("sign-in") { request, context in
            guard
                OriginRule.isOwn(
                    origin: request.headers[.origin], site: request.headers[.fetchSite],
                    host: request.head.authority ?? "")
            else { return page(Model(next: "/", message: "Sign in on the page of the console itself."), .forbidden) }
            let form = try await WebConsole.form(request)
            let next = Self.place(form["next"]) ?? "/"
            switch console.door.signIn(Secret(form["token"] ?? ""), peer: context.peer) {
            case .signedIn(let cookie):
                return Response(
                    status: .seeOther,
                    headers: WebConsole.headers(adding: [
                        .location: next,
                        .setCookie: SessionCookie.header(
                            cookie, port: context.port, isSecure: Self.isSecure(request)),
                    ]))
            case .refused:
                return page(Model(next: next, message: "This is not a token of this gateway."), .forbidden)
            case .wait(let span):
                let seconds = max(1, span.secondsRoundedUp)
                var answer = page(
                    Model(next: next, message: "Too many tries. Wait \(seconds) s."), .tooManyRequests)
                answer.headers[.retryAfter] = String(seconds)
                return answer
            }
        }
        router.post("sign-out") { request, context in
            let form = try await WebConsole.form(request)
            if let token = context.formToken {
                guard let sent = form["form_token"], Secret(sent) == Secret(token) else {
                    throw HTTPError(.forbidden, message: "The form is of another session.")
                }
            }
            if let cookie = SessionCookie.value(in: request.headers[values: .cookie], port: context.port) {
                console.door.end(cookie)
            }
            return Response(
                status: .seeOther,
                headers: WebConsole.headers(adding: [
                    .location: Self.path,
                    .setCookie: SessionCookie.header(nil, port: context.port, isSecure: Self.isSecure(request)),
                ]))
        }
    }

    private func page(_ model: Model, _ status: HTTPResponse.Status) -> Response {
        WebConsole.response(
            console.templates.text(Self.template, WebContent("Sign in", model), nil, at: nil), status: status)
    }

    /// Something in front says that it does TLS. Who lies about it only takes a cookie from himself.
    private static func isSecure(_ request: Request) -> Bool {
        request.headers[.forwardedProto]?.lowercased() == "https"
    }
}

enum SignInTemplate {
    static let text = """
        <div class="sign-in">
        <h1>Sign in</h1>
        {{#message}}<p class="notice bad" role="alert">{{message}}</p>{{/message}}
        <form method="post" action="/sign-in">
        <input type="hidden" name="next" value="{{next}}">
        <label for="token">Token</label>
        <input id="token" name="token" type="password" autocomplete="current-password" required autofocus
        aria-describedby="token-help" spellcheck="false">
        <p id="token-help" class="hint">The one in <code>admin.token</code> in the data folder, or one of
        <code>admin_tokens:</code> in the configuration.</p>
        <button type="submit">Sign in</button>
        </form>
        </div>
        """
}
