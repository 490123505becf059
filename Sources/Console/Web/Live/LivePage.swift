import PlanBEngine
import PlanBLedger
import PlanBPolicy
import PlanBReport
import PlanBVocabulary

/// Requests as they run, and what just happened. Without the script: the newest requests that the ledger has.
struct LivePage: Sendable {
    private static let shown = 50

    let gateway: Gateway
    let ledger: LedgerAccess?
    let isWatchable: Bool

    var pages: [WebPage] {
        let live = WebPage(.live, template: LiveTemplate.text) { _ throws(WebProblem) in
            WebContent("Live", try model())
        }
        guard let ledger else { return [live] }
        return [live, RequestPage(store: ledger.store).page]
    }

    private func model() throws(WebProblem) -> LiveModel {
        var rows: [StoreRow] = []
        var trouble: String?
        if let ledger {
            do throws(StoreFailure) { rows = try ledger.store.requests(RequestQuery(limit: Self.shown)) } catch {
                trouble = "The ledger's database does not answer: \(error.message)"
            }
        }
        return LiveModel(
            isWatchable: isWatchable, trouble: trouble, targets: gateway.targetReport.map(LiveModel.Target.init),
            rows: rows.map(LiveModel.Row.init))
    }
}

/// What the page shows when it is loaded.
struct LiveModel {
    struct Target {
        var target: String
        var tone: String
        var words: String

        init(_ standing: Gateway.TargetStanding) {
            target = standing.name
            let cause = standing.cause.map { ": \($0.rawValue)" } ?? ""
            switch (standing.refusal, standing.state) {
            case (let refusal?, _): (tone, words) = ("bad", "disabled: \(refusal)")
            case (nil, .well): (tone, words) = ("good", "well")
            case (nil, .cooling): (tone, words) = ("warn", "rate limited")
            case (nil, .doubtful): (tone, words) = ("warn", "fails often")
            case (nil, .recovering): (tone, words) = ("warn", "coming back" + cause)
            case (nil, .open): (tone, words) = ("bad", "given up" + cause)
            }
        }
    }

    struct Row {
        var id: String
        var path: String
        var time: String
        var route: String
        var target: String
        var outcome: String
        var tone: String
        var status: String
        var tries: String
        var took: String
        var tokens: String
        var cost: String

        init(_ row: StoreRow) {
            func text(_ name: String) -> String { if case .text(let text) = row[name] { text } else { "" } }
            func number(_ name: String) -> Int64? { if case .integer(let number) = row[name] { number } else { nil } }
            id = LiveStory.short(text("id"))
            path = LiveStory.path(of: text("id"))
            time = LiveStory.clock(number("time") ?? 0)
            route = LiveStory.short(text("route"))
            target = text("target").isEmpty ? "–" : LiveStory.short(text("target"))
            let code = text("code")
            outcome = LiveStory.short(code.isEmpty ? text("outcome") : "\(text("outcome")): \(code)")
            tone = LiveStory.tone(of: text("outcome"))
            status = "\(number("status") ?? 0)"
            tries = "\(number("attempts") ?? 0)"
            took = ReportText.duration(number("duration_ms"))
            tokens = number("input_tokens").map { "\($0)+\(number("output_tokens") ?? 0)" } ?? "–"
            cost = number("cost_nanodollars").map { Figures.dollars(Int($0)) } ?? "–"
        }
    }

    var isWatchable: Bool
    var trouble: String?
    var targets: [Target]
    var rows: [Row]
}
