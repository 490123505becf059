import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBDialects

struct MessagesFormTests {
    @Test(
        arguments: [
            ([.jsonSchema: true], false, "native"), ([:], false, "native"), ([.jsonSchema: false], false, "tool"),
            ([.jsonSchema: false], true, "words"), ([.jsonSchema: false, .forcedTools: false], false, "words"),
        ] as [([Capability: Bool], Bool, String)])
    func aSchemaIsBroughtAboutInOneWay(capabilities: [Capability: Bool], hasTools: Bool, way: String) throws {
        let schema: JSONValue = ["type": "object", "properties": ["a": ["type": "string"]]]
        let written = try MessagesWritten(
            askedOfMessages {
                $0.format = .schema(AnswerSchema(name: "n", schema: JSONNode(schema)))
                if hasTools { $0.tools = [Tool(name: "f")] }
            }, capabilities)
        let native = written.body["output_config"]?["format"]
        #expect((native?["schema"]?["additionalProperties"] == false) == (way == "native"))
        #expect((written.body["tool_choice"] == ["type": "tool", "name": "json_output"]) == (way == "tool"))
        #expect((written.body["tools"]?[0]?["input_schema"] == schema) == (way == "tool"))
        #expect((written.body["system"]?[0]?["text"]?.string?.contains(#""a""#) ?? false) == (way == "words"))
        switch (written.request.emulation, way) {
        case (.none, "native"), (.tool("json_output"), "tool"), (.words(.schema), "words"): break
        default: Issue.record("\(written.request.emulation) for \(way)")
        }
        #expect(written.losses == Losses())
    }

    @Test func someJsonIsAskedForInWords() throws {
        let written = try MessagesWritten(
            askedOfMessages {
                $0.system = [.text("Be brief.")]
                $0.format = .json
            })
        #expect(written.body["system"]?.array?.count == 2)
        #expect(written.body["system"]?[1]?["text"]?.string?.contains("JSON") == true)
        guard case .words(.json) = written.request.emulation else {
            Issue.record("\(written.request.emulation)")
            return
        }
    }

    @Test(
        arguments: [
            (#"{"type":"object","properties":{"a":{"type":"integer"}},"additionalProperties":false}"#, false, nil),
            (
                #"{"type":"object","properties":{"a":{"type":"integer","minimum":1,"description":"d"}},"additionalProperties":false}"#,
                true,
                #"{"type":"object","properties":{"a":{"type":"integer","description":"d Must also satisfy this JSON Schema: {\"minimum\":1}"}},"additionalProperties":false}"#
            ),
            (
                #"{"$schema":"x","type":"object","properties":{"minimum":{"type":"string"}}}"#, false,
                #"{"type":"object","properties":{"minimum":{"type":"string"}},"additionalProperties":false}"#
            ),
            (
                #"{"oneOf":[{"type":"string","pattern":"a"},{"type":"null"}]}"#, true,
                #"{"anyOf":[{"type":"string","pattern":"a"},{"type":"null"}]}"#
            ),
            (
                #"{"type":"array","items":{"type":"object"},"minItems":1}"#, false,
                #"{"type":"array","items":{"type":"object","additionalProperties":false},"minItems":1}"#
            ),
            (
                #"{"type":"array","items":{"type":"string"},"minItems":2}"#, true,
                #"{"type":"array","items":{"type":"string"},"description":"Must also satisfy this JSON Schema: {\"minItems\":2}"}"#
            ),
            (
                #"{"type":"object","additionalProperties":{"type":"string"}}"#, true,
                #"{"type":"object","additionalProperties":false,"description":"Must also satisfy this JSON Schema: {\"additionalProperties\":{\"type\":\"string\"}}"}"#
            ),
            (
                ##"{"$ref":"#/$defs/a","$defs":{"a":{"type":"number","maximum":5}}}"##, true,
                ##"{"$ref":"#/$defs/a","$defs":{"a":{"type":"number","description":"Must also satisfy this JSON Schema: {\"maximum\":5}"}}}"##
            ),
            (
                #"{"type":"object","enum":[{"minimum":1}],"properties":null}"#, false,
                #"{"type":"object","enum":[{"minimum":1}],"additionalProperties":false}"#
            ),
            ("true", false, nil),
        ] as [(String, Bool, String?)])
    func aSchemaIsBroughtIntoTheSubset(schema: String, isWeaker: Bool, expected: String?) throws {
        let cleaned = MessagesSchema(try JSONNode(reading: ByteBuffer(string: schema)))
        #expect(try cleaned.schema == MessagesSamples.parse(ByteBuffer(string: expected ?? schema)))
        #expect(cleaned.isWeaker == isWeaker)
    }

    /// A map of names that nobody knows beforehand could only be empty.
    @Test(arguments: [
        #"{"type":"object"}"#, #"{"type":"object","additionalProperties":{"type":"string"}}"#,
        #"{"type":"object","properties":{"a":{"type":"object","patternProperties":{"^x":{}}}},"additionalProperties":false}"#,
    ])
    func anOpenObjectIsNotClosed(schema: String) throws {
        let node = try JSONNode(reading: ByteBuffer(string: schema))
        let prompt = askedOfMessages {
            $0.format = .schema(AnswerSchema(name: "n", schema: node))
            $0.tools = [Tool(name: "f", schema: node, isStrict: true)]
        }
        let written = try MessagesWritten(prompt, [.jsonSchema: true])
        #expect(written.body["output_config"] == nil)
        #expect(written.body["tools"]?[0]?["input_schema"] == node.value)
        #expect(written.body["tools"]?[0]?["strict"] == nil)
        #expect(written.losses.dropped == ["strict"])
        guard case .words(.schema) = written.request.emulation else {
            Issue.record("\(written.request.emulation)")
            return
        }
    }

    @Test func strictParametersFollowTheSubset() throws {
        let node = JSONNode([
            "type": "object", "properties": ["a": ["type": "integer", "maximum": 5]], "required": ["a"],
        ])
        let written = try MessagesWritten(
            askedOfMessages { $0.tools = [Tool(name: "f", schema: node, isStrict: true)] })
        #expect(written.body["tools"]?[0]?["strict"] == true)
        #expect(written.body["tools"]?[0]?["input_schema"]?["additionalProperties"] == false)
        #expect(written.body["tools"]?[0]?["input_schema"]?["properties"]?["a"]?["maximum"] == nil)
    }
}
