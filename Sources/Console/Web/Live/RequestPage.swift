import Foundation
import PlanBLedger
import PlanBSettings

/// Why one request went where it went: what `planb why` prints, as a page.
struct RequestPage: Sendable {
    let store: any LedgerStore

    private struct Model {
        var id: String
        var lines: [String]
    }

    var page: WebPage {
        WebPage(.live, path: "live/:id", template: RequestTemplate.text) { visit throws(WebProblem) in
            let now = visit.now
            do throws(LedgerAPI.Problem) {
                let reply = try LedgerAPI(store: store, now: { now }).request(visit.id)
                let text = (try? WhyReport(Data(reply.body.utf8)))?.text ?? ""
                return WebContent(
                    "Request \(LiveStory.short(visit.id))",
                    Model(
                        id: LiveStory.short(visit.id),
                        lines: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)))
            } catch { throw WebProblem(error) }
        }
    }
}

enum RequestTemplate {
    static let text = """
        <p><a href="/live">Live</a></p>
        <h1>Request <span class="mono">{{id}}</span></h1>
        <pre class="sheet mono" tabindex="0">
        {{#lines}}
        {{.}}
        {{/lines}}
        </pre>
        """
}
