import Foundation
import PlanBFakeProvider
import Testing

@Suite struct PresetTests {
    @Test func namesAreUnique() {
        let names = Behaviour.presets.map(\.name)
        #expect(Set(names).count == names.count)
    }

    @Test(arguments: Behaviour.presets.map(\.name))
    func everyPresetWorksWithoutAnArgumentAndKeepsItsName(name: String) throws {
        let behaviour = try Behaviour.preset(name)
        #expect(behaviour.name == name)
        let isDefault = behaviour == Behaviour.ok.with { $0.name = name }
        #expect(isDefault == ["ok", "text"].contains(name))
    }

    @Test(arguments: Behaviour.presets.map(\.name))
    func aBehaviourSurvivesEncodingAndDecoding(name: String) throws {
        let behaviour = try Behaviour.preset(name)
        let data = try JSONEncoder().encode(behaviour)
        #expect(try JSONDecoder().decode(Behaviour.self, from: data) == behaviour)
    }

    @Test(arguments: [
        ("status(503)", Behaviour.status(503)), ("die_mid_stream(5)", .dieMidStream(afterEvents: 5)),
        ("hang_before_head", .hangBeforeHead), ("error_event(2)", .errorEventInside200(afterEvents: 2)),
        ("rate_limited(2)", .rateLimited(retryAfter: "2")),
        ("latency(300, 20)", .latency(firstToken: 300, perToken: 20)),
        ("redirect(308)", .redirect(308)), (" writes( 23 ) ", .writes(23)),
    ])
    func aTextMeansTheSameAsTheSwiftFunction(text: String, behaviour: Behaviour) throws {
        #expect(try Behaviour.preset(text).with { $0.name = nil } == behaviour.with { $0.name = nil })
    }

    @Test(arguments: [
        ("status(many)", "status takes (code = 503)"), ("status(-1)", "status takes (code = 503)"),
        ("ok(1)", "ok takes no argument"), ("latency(1)", "latency takes (first,each = 300,20)"),
        ("hang_befor_head", "did you mean 'hang_before_head'?"), ("", "is not a preset"), ("(3)", "is not a preset"),
        ("status(5", "is not a preset"),
    ])
    func aMistakeIsExplained(text: String, explanation: String) {
        let error = #expect(throws: Behaviour.PresetError.self) { try Behaviour.preset(text) }
        #expect(error?.description.contains(explanation) == true, "\(error?.description ?? "")")
    }

    @Test func theDocumentationListsEveryPresetAndNoOther() throws {
        let page = try String(contentsOf: Self.repository.appending(path: "Docs/fake-provider.md"), encoding: .utf8)
        let section = page.components(separatedBy: "## Presets").last?.components(separatedBy: "\n## ").first ?? ""
        let listed = section.split(separator: "\n").filter { $0.hasPrefix("| `") }.compactMap { row in
            row.split(separator: "`").dropFirst().first.map(String.init)
        }
        let presets = Behaviour.presets.map { $0.argument.isEmpty ? $0.name : "\($0.name)(\($0.argument))" }
        #expect(listed == presets)
    }

    /// The root of the repository.
    static var repository: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    }
}
