import Foundation
import PlanBSettings

/// The keys of callers: who has one, and making, changing and withdrawing them. What happens is done by `KeyAdministration`,
/// which has it on record.
struct KeyPages: Sendable {
    static let issued = "key issued"

    let administration: any KeyAdministration

    var page: WebPage {
        let administration = administration
        return WebPage(.keys, template: KeyTemplates.list) { visit throws(WebProblem) in
            let text: String
            do throws(AdminRefusal) { text = try administration.list() } catch { throw WebProblem(error) }
            guard let rows = try? JSONDecoder().decode([KeyList.Row].self, from: Data(text.utf8)) else {
                throw WebProblem(500, "The list of keys cannot be read.")
            }
            return WebContent("Keys", KeysModel(rows, visit))
        }
    }

    var actions: [WebAction] {
        let administration = administration
        return [
            WebAction(path: "keys") { visit, form throws(WebProblem) in
                let wish = try Self.wish(form)
                do throws(AdminRefusal) {
                    let key = try administration.create(wish, actor: visit.principal.name)
                    return Self.shown(key, "The key of \(wish.name) was made.")
                } catch { throw WebProblem(error) }
            },
            WebAction(path: "keys/:id/rotate") { visit, form throws(WebProblem) in
                guard let hours = Int(form["hours"] ?? "0"), (0...8760).contains(hours) else {
                    throw WebProblem(400, "Hours are a number from 0 to 8760.")
                }
                do throws(AdminRefusal) {
                    let key = try administration.rotate(
                        id: visit.id, overlap: hours * 3600, actor: visit.principal.name)
                    let former =
                        hours > 0 ? "The former secret is accepted for \(hours) h." : "The former secret is refused."
                    return Self.shown(key, "It has another secret. " + former)
                } catch { throw WebProblem(error) }
            },
            WebAction(path: "keys/:id/revoke") { visit, _ throws(WebProblem) in
                do throws(AdminRefusal) { try administration.revoke(id: visit.id, actor: visit.principal.name) } catch {
                    throw WebProblem(error)
                }
                return .seeOther("/keys")
            },
        ]
    }

    private static func shown(_ key: IssuedKey, _ message: String) -> WebAnswer {
        .page(
            template: issued, status: 201,
            WebContent("Key \(key.id)", ["id": key.id, "key": key.key, "message": message]))
    }

    private static func wish(_ form: WebForm) throws(WebProblem) -> KeyWish {
        guard let name = form["name"] else { throw WebProblem(400, "A key needs a name.") }
        var wish = KeyWish(name: name)
        wish.team = form["team"]
        wish.tags = list(form["tags"])
        wish.routes = list(form["routes"])
        wish.vendors = list(form["vendors"])
        wish.expires = form["expires"]
        wish.budget = form["budget"]
        wish.strict = form["strict"] == "yes" ? true : nil
        for (name, path) in [
            ("rpm", \KeyWish.rpm), ("tpm", \KeyWish.tpm), ("concurrent", \KeyWish.concurrent),
        ] as [(String, WritableKeyPath<KeyWish, Int?>)] {
            guard let text = form[name] else { continue }
            guard let number = Int(text) else { throw WebProblem(400, "\(name) is a whole number.") }
            wish[keyPath: path] = number
        }
        return wish
    }

    private static func list(_ text: String?) -> [String]? {
        let words = (text ?? "").split { $0 == "," || $0 == " " }.map(String.init)
        return words.isEmpty ? nil : words
    }
}

/// What the page shows.
struct KeysModel {
    struct Row {
        var id: String
        var name: String
        var team: String
        var tags: [String]
        var routes: String
        var vendors: String
        var limits: String
        var budget: String
        var tone: String
        var validity: String
        /// Nil: whoever looks may not change it.
        var change: Change?
    }

    struct Change {
        var path: String
        var question: String
        var formToken: String
    }

    struct Form {
        var formToken: String
    }

    var rows: [Row]
    var isEmpty: Bool
    /// Nil: whoever looks may not make any.
    var form: Form?

    init(_ keys: [KeyList.Row], _ visit: WebVisit) {
        let isAllowed = visit.may(WebPlace.keys.act)
        rows = keys.map { key in
            let limits = [
                (key.limits?.rpm, "requests a minute"), (key.limits?.tpm, "tokens a minute"),
                (key.limits?.concurrent, "at once"),
            ]
            .compactMap { number, words in number.map { "\($0) \(words)" } }
            let former = key.formerUntil.map { "former secret until \($0)" }
            let words = [key.expires.map { (key.isExpired ? "expired " : "until ") + $0 } ?? "for ever", former]
            return Row(
                id: key.id, name: key.name, team: key.team ?? "–", tags: key.tags,
                routes: key.routes.isEmpty ? "all" : key.routes.joined(separator: ", "),
                vendors: key.vendors.isEmpty ? "all" : key.vendors.joined(separator: ", "),
                limits: limits.isEmpty ? "none" : limits.joined(separator: ", "),
                budget: key.budget.map { "\($0.amount) a \($0.per)" + ($0.mode == "strict" ? ", strict" : "") }
                    ?? "none",
                tone: key.isExpired ? "bad" : key.formerUntil != nil ? "warn" : "",
                validity: words.compactMap(\.self).joined(separator: ", "),
                change: isAllowed
                    ? Change(
                        path: "/keys" + LiveStory.path(of: key.id).dropFirst("/live".utf8.count),
                        question: "Withdraw the key of \(LiveStory.short(key.name))? Its next request is refused.",
                        formToken: visit.formToken) : nil)
        }
        isEmpty = keys.isEmpty
        if isAllowed { form = Form(formToken: visit.formToken) }
    }
}

enum KeyTemplates {
    static let list = """
        <h1>Keys</h1>
        <p class="lead">Who may call this gateway. Secrets are not kept, and not shown again.</p>
        {{#form}}
        <details class="sheet">
        <summary>Make a key</summary>
        <form class="stack" method="post" action="/keys">
        <input type="hidden" name="form_token" value="{{formToken}}">
        <div class="pair">
        <div><label for="name">Name</label><input id="name" name="name" required maxlength="100"></div>
        <div><label for="team">Team</label><input id="team" name="team" maxlength="100"></div>
        </div>
        <div class="pair">
        <div><label for="routes">Routes <small>all, if empty</small></label><input id="routes" name="routes"></div>
        <div><label for="vendors">Vendors <small>all, if empty</small></label><input id="vendors" name="vendors"></div>
        </div>
        <div class="pair">
        <div><label for="budget">Budget <small>such as 50 USD/month</small></label><input id="budget" name="budget"></div>
        <div><label for="expires">Expires <small>such as 2027-12-31</small></label><input id="expires" name="expires"></div>
        </div>
        <div class="pair">
        <div><label for="rpm">Requests a minute</label><input id="rpm" name="rpm" inputmode="numeric"></div>
        <div><label for="tpm">Tokens a minute</label><input id="tpm" name="tpm" inputmode="numeric"></div>
        <div><label for="concurrent">Requests at once</label><input id="concurrent" name="concurrent" inputmode="numeric"></div>
        </div>
        <div><label><input type="checkbox" name="strict" value="yes">The budget is never exceeded</label></div>
        <div><button type="submit">Make it</button></div>
        </form>
        </details>
        {{/form}}
        {{#isEmpty}}<p class="notice">There are no keys.</p>{{/isEmpty}}
        {{^isEmpty}}
        <div class="scroll" tabindex="0" role="region" aria-label="Keys">
        <table>
        <caption>Every key, in the order in which they were made</caption>
        <thead><tr><th scope="col">Name</th><th scope="col">Id</th><th scope="col">Team</th><th scope="col">Routes</th><th scope="col">Vendors</th>
        <th scope="col">Limits</th><th scope="col">Budget</th><th scope="col">Accepted</th>{{#form}}<th scope="col">Change</th>{{/form}}</tr></thead>
        <tbody>
        {{#rows}}<tr><th scope="row">{{name}}{{#tags}} <span class="badge">{{.}}</span>{{/tags}}</th><td class="mono tight">{{id}}</td><td>{{team}}</td><td>{{routes}}</td><td>{{vendors}}</td>
        <td>{{limits}}</td><td>{{budget}}</td><td><span class="badge {{tone}}">{{validity}}</span></td>
        {{#change}}<td><details><summary>Change<span class="hidden"> the key of {{name}}</span></summary>
        <form class="stack" method="post" action="{{path}}/rotate">
        <input type="hidden" name="form_token" value="{{formToken}}">
        <div><label for="hours-{{id}}">Former secret accepted for <small>hours</small></label><input id="hours-{{id}}" name="hours" value="24" inputmode="numeric"></div>
        <div><button type="submit" class="quiet">Make another secret</button></div>
        </form>
        <form method="post" action="{{path}}/revoke" data-confirm="{{question}}">
        <input type="hidden" name="form_token" value="{{formToken}}">
        <button type="submit" class="bad">Withdraw it</button>
        </form>
        </details></td>{{/change}}</tr>
        {{/rows}}
        </tbody>
        </table>
        </div>
        {{/isEmpty}}
        """

    static let issued = """
        <p><a href="/keys">Keys</a></p>
        <h1>Key <span class="mono">{{id}}</span></h1>
        <p class="notice good" role="status">{{message}}</p>
        <p>This is the only time that it is shown. Copy it now:</p>
        <code class="secret">{{key}}</code>
        """
}
