import PlanBEngine
import PlanBLedger
import PlanBReport
import PlanBVocabulary
import Testing

@testable import PlanBConsole

/// Texts of others in pages and events: they are shown, and do nothing.
struct PageTextTests {
    static let hostile: [String] = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='alert(1)", "</title><script>",
        "{{formToken}}", "{{{page}}}", "{{>frame}}", "{{=<% %>=}}", "javascript:alert(1)", "&lt;script&gt;",
        "&#60;script>",
        "\u{0}\u{1}\u{7}\u{1B}[2J\u{1B}]0;x\u{7}", "\u{202E}gnp.exe\u{2066}", "a\r\nset-cookie: x=y\r\n\r\n<script>",
        "data: x\n\nevent: health\ndata: {}", "\u{2028}\u{2029}\u{85}", "\u{FEFF}\u{200B}\u{200D}", "]]><!--",
        "--><script>",
        String(repeating: "<b>", count: 350_000), String(repeating: "é\u{301}", count: 100_000),
        "\u{1F468}\u{200D}\u{1F469}",
    ]

    @Test(
        "Nothing in a value is a tag, an attribute, or a character that controls; its length is bounded",
        arguments: hostile)
    func values(_ text: String) {
        let html = SafeText.html(text)
        #expect(!html.contains { "<>\"'".contains($0) })
        #expect(html.utf8.count <= ForeignText.longest * 8)
        #expect(html.unicodeScalars.allSatisfy { isHarmless($0) })
        // Every & begins one of five references.
        for part in html.split(separator: "&", omittingEmptySubsequences: false).dropFirst() {
            #expect(["amp;", "lt;", "gt;", "quot;", "#39;"].contains { part.hasPrefix($0) })
        }
    }

    @Test("Plain text is itself")
    func plain() {
        #expect(SafeText.html("gpt-4.1, 98.3 % (n=5) [x]") == "gpt-4.1, 98.3 % (n=5) [x]")
        #expect(SafeText.html("Olá ☕ → 数") == "Olá ☕ → 数")
        #expect(SafeText.html("") == "")
    }

    @Test("An event is one event, whatever is in it", arguments: hostile)
    func events(_ text: String) throws {
        var story = LiveStory()
        let open = OpenEntry(
            request: text, number: 1, reason: text, time: 0, expires: 0, key: text, route: text, operation: text,
            asked: text,
            target: text, vendor: text, model: text, promptTokens: 1)
        var second = open
        (second.number, second.target) = (2, text + "2")
        let request = RequestEntry(
            id: text, key: text, route: text, operation: .chat, model: text, target: text, outcome: .failed,
            status: 500,
            attempts: 2, commitAfter: nil, duration: .zero, usage: nil, code: text, generation: 1)
        let events = story.events([.open(open), .open(second), .request(request)])
        #expect(events.map(\.name).prefix(2) == ["begin", "try"] && events.last?.name == "end")
        var news = HealthNews([])
        let changes = news.changes([(text, "open", .overloaded)], time: 0)
        for stream in events.map(\.text) + [HealthNews.text(changes)] {
            #expect(stream.utf8.count < 10_000)
            #expect(stream.unicodeScalars.allSatisfy { $0 == "\n" || isHarmless($0) })
            let lines = stream.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines.count == 4 && lines[0].hasPrefix("event: ") && lines[1].hasPrefix("data: {"))
            #expect(lines[2].isEmpty && lines[3].isEmpty)
        }
    }

    private func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }

    @Test(
        "Forms as browsers send them",
        arguments: [
            ("", [:]), ("a=1&b=2", ["a": "1", "b": "2"]), ("a=1&a=2", ["a": "1"]), ("a=%C3%A9+x%20y", ["a": "é x y"]),
            ("a", ["a": ""]), ("a=b=c", ["a": "b=c"]), ("&&a=1&", ["a": "1"]), ("a=%", ["a": "%"]),
            ("a=%zz", ["a": "%zz"]),
            ("a=%4", ["a": "%4"]), ("%61=1", ["a": "1"]),
        ])
    func forms(_ text: String, _ fields: [String: String]) { #expect(WebForm(text)?.first == fields) }

    @Test("What is no UTF-8, or has too many fields, is no form")
    func badForms() {
        #expect(WebForm("a=%FF") == nil && WebForm("a=%C3") == nil)
        #expect(WebForm(Array(repeating: "a=1", count: 201).joined(separator: "&")) == nil)
        #expect(WebForm("a=&b=1")?["a"] == nil)
        #expect(WebForm("a=1&b=&a=2")?.all("a") == ["1", "2"])
    }

    @Test(
        "Nobody is sent elsewhere after signing in",
        arguments: [
            ("/live", "/live"), ("/rehearsals/x?y=1&z=%20", "/rehearsals/x?y=1&z=%20"), ("//attacker.example", nil),
            ("https://attacker.example", nil), ("/\\attacker.example", nil), ("javascript:x", nil), ("", nil),
            ("live", nil),
            ("/a\r\nb", nil), ("/a\u{0}", nil), ("/é", nil), ("/" + String(repeating: "a", count: 600), nil),
        ] as [(String, String?)])
    func places(_ path: String, _ place: String?) {
        #expect(SignIn.place(path) == place)
        let back = SignIn.path(returningTo: path)
        #expect(back.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") })
        #expect(WebForm(String(back.drop { $0 != "?" }.dropFirst()))?["next"] == place)
    }
}
