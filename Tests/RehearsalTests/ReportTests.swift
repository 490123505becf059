import Foundation
import PlanBPolicy
import PlanBReport
import Testing

@testable import PlanBRehearsal

/// Reports as people and scripts get them, whatever models and users wrote.
struct ReportTests {
    /// What a model could say to whoever reads a report.
    static let hostile = [
        "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "![x](https://evil.example/a.png)",
        "[click](javascript:alert(1))", "```\n# out of the fence\n```", "````\n<b>\n`````",
        "\u{1B}[2J\u{1B}]0;title\u{7}",
        "\u{9B}31m", "safe\u{202E}txt.exe", "a | b | c\n|---|---|", "# heading", "- item", "1. one", "> quote",
        "https://evil.example/ www.evil.example a@evil.example HTTP://EVIL.example", "</pre><h1>x</h1>", "<!-- -->",
        "&lt;script&gt;", "$\\href{javascript:x}{y}$", "[ref]: https://evil.example", "\r\nset-cookie: a=b",
        "]]>", "<https://evil.example>", "~~~\nx\n~~~", "\u{0}\u{8}\u{7F}", "\\<b>\\", "*a* _b_ `c`", "\" onload=\"x",
        "' onload='x", "\u{2028}\u{2029}", "=====", "***",
    ]

    static func report(_ text: String) -> DrillReport {
        var report = DrillReport(
            id: text, route: text, level: .cutover, primary: text, backup: text, actor: text,
            started: 1_795_317_300_000,
            share: 0.05, userFailureCap: 3, spendCap: 5_000_000_000)
        report.reason = text
        report.differences = [.init(gates: [text], prompt: text, primary: text, backup: text)]
        report.advice = [text]
        report.plants = [PlantResult(plant: text, isRejected: true, samples: 9)]
        report.detections = [.init(fault: text)]
        var score = Scorecard(
            conformance: .init(passed: 1, of: 2, lower: 0.1), gates: [text: .init(passed: 1, of: 2, lower: 0.1)])
        score.quality = nil
        report.score = score
        return report
    }

    @Test("HTML has no tag, attribute or entity but its own", arguments: hostile)
    func html(_ text: String) throws {
        let page = Self.report(text).text(.html)
        let plain = Self.report("plain").text(.html)
        // The same tags in the same order, whatever the texts are.
        func tags(_ text: String) -> [Substring] {
            text.matches(of: /<[^>]*>/).map(\.output)
        }
        #expect(tags(page) == tags(plain))
        #expect(!page.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control })
        #expect(!page.unicodeScalars.contains { $0.properties.generalCategory == .format })
        #expect(!tags(page).contains { $0.contains("src=") || $0.contains("href=") || $0.contains("script") })
        #expect(page.contains("content-security-policy"))
    }

    @Test("Markdown has no link, image, tag or heading but its own", arguments: hostile)
    func markdown(_ text: String) throws {
        let page = Self.report(text).text(.md)
        // What stands in a fence means nothing; a fence ends with a line of as many backticks.
        var fence: String?
        var headings = 0
        for line in page.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if let open = fence {
                let run = line.prefix { $0 == "`" }
                if run.count >= open.count, run.count == line.count { fence = nil }
                continue
            }
            if line.hasPrefix("```") {
                fence = String(line.prefix { $0 == "`" })
                #expect(line == (fence ?? "") + "text")
                continue
            }
            if line.hasPrefix("#") { headings += 1 }
            // Take the escapes out: nothing that means something may be left.
            let rest = line.replacing(/\\[!-\/:-@\[-`{-~]/, with: "")
            let own = rest.replacing(/^(# |## |- \*\*[^*]*\*\*|- )/, with: "").replacing(/^\|(---\|)+$/, with: "")
            #expect(!own.contains { "[]<>`*_!#@&~\\$".contains($0) }, "\(line)")
            #expect(!rest.lowercased().contains("://"), "\(line)")
            #expect(!rest.lowercased().contains("www."), "\(line)")
        }
        #expect(fence == nil)
        #expect(headings == 7, "\(headings)")
        #expect(!page.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control })
    }

    @Test("A terminal is not commanded by plain text or JSON", arguments: hostile)
    func terminal(_ text: String) throws {
        for form in [ReportForm.text, .json] {
            let page = Self.report(text).text(form)
            #expect(!page.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control })
            #expect(!page.unicodeScalars.contains { $0.properties.generalCategory == .format })
        }
        let back = try JSONDecoder().decode(DrillReport.self, from: Data(Self.report(text).text(.json).utf8))
        #expect(back == Self.report(text))
    }

    @Test("Conformance and quality are two figures, and what is not measured says so")
    func figures() {
        var report = Self.report("x")
        #expect(report.text(.text).contains("conformance (form)               50.0 % [10.0–100] n=2"))
        #expect(report.text(.text).contains("quality (is it right)            not measured"))
        report.score?.quality = .init(passed: 3, of: 3, lower: 0.368)
        #expect(report.text(.text).contains("quality (is it right)            100 % [36.8–100] n=3"))
        report.score = nil
        #expect(report.text(.text).contains("neither conformance nor quality is measured"))
    }

    @Test("No share stands without its interval and its samples")
    func intervals() throws {
        var report = Self.report("x")
        report.score?.agreement = .init(passed: 90, of: 100, lower: 0.836)
        report.score?.selfAgreement = .init(passed: 95, of: 100, lower: 0.897)
        report.score?.cost = .init(value: 0.7, lower: 0.65, upper: 0.81)
        let text = report.text(.md)
        let bare = text.matches(of: /[0-9.]+ %(?! \\\[[0-9.]+–100\\\] n=[0-9]+)/).map { String($0.output) }
        // The share of requests that took part is no estimate, and the legend speaks of 95 %.
        #expect(Set(bare) == ["5.0 %", "95 %", "90 %"], "\(bare)")
        #expect(text.contains("×0.7 \\[0.65–0.81\\]"))
    }

    @Test(
        "Every end and verdict is said in words",
        arguments: [DrillReport.State.running, .ended, .aborted, .interrupted])
    func ends(_ state: DrillReport.State) {
        var report = Self.report("x")
        report.state = state
        var seen: Set<String> = []
        for verdict in [DrillReport.Verdict.good, .bad, .undecided] {
            report.verdict = verdict
            seen.insert(String(report.text(.text).split(separator: "\n\n")[1]))
        }
        #expect(seen.count == 3)
        for level in DrillLevel.allCases { #expect(!DrillReportPage.meaning(of: level).isEmpty) }
    }

    @Test("The line of a backup")
    func line() {
        var backup = RouteReadiness.Backup(target: "b", state: .proven)
        backup.level = .shadow
        backup.provenAt = 1_000_000
        var score = Scorecard(
            conformance: .init(passed: 177, of: 180, lower: 0.9523),
            gates: ["tools": .init(passed: 44, of: 44, lower: 0.934)])
        score.firstOutput = .init(value: 1.3, lower: 1.1, upper: 1.61)
        score.cost = .init(value: 0.7, lower: 0.7, upper: 0.7)
        backup.score = score
        backup.capacity = CapacityFigure()
        backup.capacity?.ratio = 2.1
        #expect(
            backup.line(isReady: true, now: 1_370_000)
                == "READY 98.3 % [95.2–100] n=180 · tools 100 % [93.4–100] n=44 · quality not measured · first output ×1.3 [1.1–1.61] "
                + "· cost ×0.7 [0.7–0.7] · capacity 2.1× · proven 00:06:10 ago (shadow)")
        backup = RouteReadiness.Backup(target: "b")
        backup.missing = ["nothing was \u{1B}[31mrehearsed"]
        #expect(backup.line(isReady: false, now: 0) == "UNPROVEN nothing was ·[31mrehearsed")
    }

    @Test("Routes, each with its backups")
    func routes() {
        var backup = RouteReadiness.Backup(target: "b", state: .proven)
        backup.score = Scorecard(conformance: .init(passed: 100, of: 100, lower: 0.9704))
        var route = RouteReadiness(route: "r", state: .proven, primary: "a", minimum: 0.95, backups: [backup])
        #expect(
            route.lines(now: 0).first == "r  ready  (primary: a)"
                && route.lines(now: 0)[1].hasPrefix("  b  READY 100 %"))
        #expect(route.lines(minimum: 0.98, now: 0).first == "r  NOT READY  (primary: a)")
        #expect(route.lines(minimum: 0.98, now: 0)[1].hasPrefix("  b  NOT READY 100 %"))
        route.backups = []
        #expect(route.lines(now: 0) == ["r  NOT READY: there is no backup  (primary: a)"])
    }

    @Test("Figures never say more than they know")
    func rounding() {
        for (share, text) in [
            (0, "0.0 %"), (1, "100 %"), (0.9996, "99.9 %"), (0.995, "99.5 %"), (2, "100 %"), (-1, "0.0 %"),
            (.nan, "? %"),
        ] as [(Double, String)] {
            #expect(Figures.percent(share) == text)
        }
        for (number, text) in [
            (1.3, "1.3"), (0.704, "0.7"), (12.34, "12.3"), (1234.5, "1235"), (0, "0"), (-1.5, "-1.5"), (.infinity, "?"),
            (1e300, "?"),
        ] as [(Double, String)] {
            #expect(Figures.decimal(number) == text)
        }
        for (amount, text) in [
            (0, "0.00 USD"), (5_000_000_000, "5.00 USD"), (1_234_567_000, "1.234567 USD"),
            (3, "less than 0.000001 USD"), (-1_500_000_000, "-1.50 USD"), (Int.min, "-9223372036.854775 USD"),
        ] {
            #expect(Figures.dollars(amount) == text)
        }
        #expect(
            Figures.age(370_000) == "00:06:10" && Figures.age(-5) == "00:00:00"
                && Figures.age(.max).hasSuffix(" d 07:12:55".suffix(9)))
        #expect(Figures.share(.init(passed: 0, of: 0, lower: 0)) == "not measured")
    }
}
