import Foundation
import PlanBEngine
import PlanBPolicy
import PlanBRehearsal
import PlanBVocabulary
import Testing

@testable import PlanBConsole
@testable import PlanBSettings

/// Laws of all pages, over hostile texts in every place that shows one.
struct PageLawTests {
    private static let visit = WebVisit(
        principal: AdminPrincipal(name: "<b>&\u{202E}", role: .admin), formToken: "\"><script>", query: [:], id: "",
        now: 0)

    /// The templates of this file's pages by the name of a test, with models that hold `text` wherever they can.
    private static func pages(_ text: String) -> [(template: String, model: Any)] {
        var report = DrillReport(
            id: text, route: text, level: .shadow, primary: text, backup: text, actor: text, started: 0,
            userFailureCap: 3,
            spendCap: nil)
        report.reason = text
        report.differences = [.init(gates: [text], prompt: text, primary: text, backup: text)]
        report.advice = [text]
        report.skipped = [text]
        var backup = RouteReadiness.Backup(target: text)
        backup.missing = [text]
        backup.remark = text
        let link = RouteOutlook.Link(
            name: text, vendor: text, model: text, state: .open, cause: text, isUsable: false, backup: backup)
        let outlook = RouteOutlook(route: text, minimum: 0.9, links: [link, link], readiness: nil)
        let wish = DrillWish(route: text, level: text)
        let preview = DrillPreview(steps: [text], requests: 1, asks: text)
        let value = SettingValue(part: text, name: text, value: text, source: text)
        return [
            (ReadinessTemplate.text, ReadinessModel([outlook], remarks: [.init(tone: "bad", text: text)], now: 0)),
            (RehearsalTemplates.list, RehearsalsModel([report], ConsolePort.snapshot([]), visit)),
            (RehearsalTemplates.one, RehearsalModel(report, visit)),
            (RehearsalTemplates.preview, PreviewModel(wish, preview, visit)),
            (ConfigurationTemplate.text, ConfigurationModel([value], [], generation: 1, mode: text)),
            (KeyTemplates.issued, ["id": text, "key": text, "message": text]),
            (ErrorTemplate.text, ["status": text, "words": text, "message": text]),
        ]
    }

    private static func html(_ text: String) throws -> [String] {
        try pages(text).map { template, model in
            let page = WebPage(.readiness, template: template) { _ throws(WebProblem) in WebContent("", "") }
            let templates = try WebTemplates([page], others: WebConsole.templates)
            return templates.text("page ", WebContent(text, model), visit, at: .readiness)
        }
    }

    /// Tags and attributes of a page, in order: its structure, without what it says.
    private static func structure(_ html: String) -> [String] {
        html.matches(of: /<[^>]*>/).map { String($0.output).replacing(/"[^"]*"/, with: "\"\"") }
    }

    @Test("Whatever is in a text, the structure of the page is that of a page with a harmless one")
    func structures() throws {
        let harmless = try Self.html("word").map(Self.structure)
        for text in PageTextTests.hostile {
            let pages = try Self.html(text)
            for (page, expected) in zip(pages, harmless) {
                // Lines of samples and of reports may be more or fewer; tags are the same.
                #expect(Set(Self.structure(page)).subtracting(expected).isEmpty, "\(text.prefix(40).debugDescription)")
                #expect(!page.contains("<script>") && !page.contains("onerror=alert(1)>"))
                #expect(page.utf8.count < 400_000)
                for scalar in page.unicodeScalars where scalar != "\n" {
                    let category = scalar.properties.generalCategory
                    #expect(category != .control && category != .format)
                }
            }
        }
    }

    @Test("Every form of every page carries the token of the session")
    func forms() throws {
        for page in try Self.html("word") {
            for form in page.components(separatedBy: "<form").dropFirst() where form.contains("method=\"post\"") {
                #expect((form.components(separatedBy: "</form>").first ?? "").contains("name=\"form_token\""))
            }
        }
    }
}
