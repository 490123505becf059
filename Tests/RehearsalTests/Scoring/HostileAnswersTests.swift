import PlanBEngine
import PlanBPolicy
import PlanBWire
import Testing

@testable import PlanBRehearsal

/// Schemas of users and answers of models that are made to take time or memory.
struct HostileAnswersTests {
    private func node(_ text: String) throws -> JSONNode { try #require(JSONGate.node(text)) }

    @Test func aLongDefaultIsNotFilledInAThousandTimes() throws {
        let long = String(repeating: "x", count: 1 << 20)
        let schema = #"{"items":{"properties":{"a":{"default":"\#(long)"}}}}"#
        let items = "[" + Array(repeating: "{}", count: 1000).joined(separator: ",") + "]"
        #expect(CanonicalJSON.text(try node(items), schema: try node(schema)) == nil)
        #expect(CanonicalJSON.text(try node(items)) != nil)
        let asked = AskedFor(wantsJSON: true, schema: schema)
        #expect(Agreement.agrees(asked, said(items), said(items)) == nil)
        let tools = AskedFor(tools: [.init(name: "f", schema: schema)])
        #expect(Agreement.agrees(tools, called(("f", items)), called(("f", items))) == nil)
        // Nothing speaks against an answer that cannot be compared.
        let calls = [Transcript.Call(name: "f", arguments: "{}")]
        #expect(ToolGate.areEqual(calls, calls, tools) == true)
    }

    /// Many properties without a default cost time, and no text.
    @Test func manyPropertiesForManyItemsAreNotLookedAtForEver() throws {
        let properties = (0..<20_000).map { #""p\#($0)":{}"# }.joined(separator: ",")
        let schema = #"{"items":{"properties":{\#(properties)}}}"#
        let items = "[" + Array(repeating: "{}", count: 10_000).joined(separator: ",") + "]"
        #expect(CanonicalJSON.text(try node(items), schema: try node(schema)) == nil)
    }

    @Test func theBoundIsOfTheText() throws {
        for (length, fits) in [(CanonicalJSON.longest - 2, true), (CanonicalJSON.longest - 1, false)] {
            let text = "\"" + String(repeating: "x", count: length) + "\""
            #expect((CanonicalJSON.text(try node(text)) == text) == fits)
        }
    }

    @Test func anExpressionLooksAtTheBeginning() {
        let text = String(repeating: "a", count: GoldenScore.longestSearch - 2) + "bb" + "c"
        #expect(GoldenScore.passes(.matches("bb"), said(text)) == true)
        #expect(GoldenScore.passes(.matches("c"), said(text)) == false)
        // A character that the bound falls into is none.
        let wide = String(repeating: "a", count: GoldenScore.longestSearch - 1) + "é"
        #expect(GoldenScore.passes(.matches("é"), said(wide)) == false)
    }
}
