import NIOCore
import PlanBConversation
import PlanBWire
import Testing

/// Whether a document follows a schema.
struct SchemaCheckTests {
    private static func mistake(_ document: String, _ schema: String) throws -> String? {
        SchemaCheck.mistake(
            in: try JSONNode(reading: ByteBuffer(string: document)),
            of: try JSONNode(reading: ByteBuffer(string: schema)))
    }

    private static let recursive = ##"""
        {"$defs": {"n": {"properties": {"a": {"$ref": "#/$defs/n"}}, "additionalProperties": false}}, "$ref": "#/$defs/n"}
        """##

    /// Document, schema, the mistake.
    static let cases: [(String, String, String?)] = [
        ("{}", "{}", nil), ("1", "true", nil), ("1", "false", ": nothing is allowed here"),
        (#""a""#, #"{"type":"string"}"#, nil), ("1", #"{"type":"string"}"#, ": expected string"),
        ("1", #"{"type":["string","null"]}"#, ": expected string or null"),
        ("null", #"{"type":["string","null"]}"#, nil),
        ("1.0", #"{"type":"integer"}"#, nil), ("1.5", #"{"type":"integer"}"#, ": expected integer"),
        ("1", #"{"type":"number"}"#, nil), ("true", #"{"type":"boolean"}"#, nil),
        ("[]", #"{"type":"object"}"#, ": expected object"),
        (#"{"a":1}"#, #"{"required":["a","b"]}"#, "/b: is missing"),
        (#"{"a":"x"}"#, #"{"properties":{"a":{"type":"integer"}}}"#, "/a: expected integer"),
        (#"{"b":1}"#, #"{"properties":{"a":{}},"additionalProperties":false}"#, "/b: is not in the schema"),
        (#"{"b":1}"#, #"{"properties":{"a":{}},"additionalProperties":{"type":"string"}}"#, "/b: expected string"),
        ("[1,2]", #"{"items":{"type":"integer"},"minItems":2,"maxItems":2}"#, nil),
        (#"[1,"a"]"#, #"{"items":{"type":"integer"}}"#, "/1: expected integer"),
        ("[1]", #"{"minItems":2}"#, ": has too few elements"), ("[1,2]", #"{"maxItems":1}"#, ": has too many elements"),
        (#"["a",1]"#, #"{"prefixItems":[{"type":"string"}],"items":{"type":"integer"}}"#, nil),
        ("3", #"{"enum":[1,2]}"#, ": is none of the values allowed"), ("2", #"{"enum":[1,2.0]}"#, nil),
        (#""\u0061""#, #"{"const":"a"}"#, nil), ("1", #"{"const":2}"#, ": is not the only value allowed"),
        ("1", #"{"minimum":1,"maximum":1}"#, nil), ("0", #"{"minimum":1}"#, ": is too small"),
        ("1", #"{"exclusiveMinimum":1}"#, ": is too small"), ("2", #"{"exclusiveMaximum":2}"#, ": is too large"),
        (#""é""#, #"{"maxLength":1}"#, nil), (#""""#, #"{"minLength":1}"#, ": is too short"),
        ("1", #"{"anyOf":[{"type":"string"},{"type":"null"}]}"#, ": follows none of the alternatives"),
        ("1", #"{"oneOf":[{"type":"integer"},{"minimum":0}]}"#, ": follows more than one of the alternatives"),
        ("1", #"{"allOf":[{"type":"integer"},{"minimum":2}]}"#, ": is too small"),
        ("1", #"{"not":{"type":"integer"}}"#, ": follows what it must not"),
        (#"{"a":{"a":{}}}"#, recursive, nil),
        (#"{"a":{"b":{}}}"#, recursive, "/a/b: is not in the schema"),
        // What it does not know is met.
        ("1", #"{"format":"uuid","pattern":"x","$ref":"https://x.example/s"}"#, nil),
    ]

    @Test("The first mistake is told with its place", arguments: cases.indices)
    func checked(_ index: Int) throws {
        let (document, schema, expected) = Self.cases[index]
        #expect(try Self.mistake(document, schema) == expected)
    }

    @Test("What is looked at is bounded, whatever the document and the schema multiply to", .timeLimit(.minutes(1)))
    func bounded() throws {
        func list(_ count: Int, _ item: (Int) -> String) -> String { (0..<count).map(item).joined(separator: ",") }
        let zeros = "[\(list(20_000) { _ in "0" })]"
        let choices = list(20_000) { #""c\#($0)""# }
        #expect(try Self.mistake(zeros, #"{"items":{"enum":[0]}}"#) == nil)
        // What could not be looked at is taken as met.
        let words = "[\(list(20_000) { _ in #""c19999""# })]"
        #expect(try Self.mistake(words, #"{"items":{"enum":[\#(choices)]}}"#) == nil)
        let members = list(20_000) { #""m\#($0)":0"# }
        #expect(try Self.mistake(zeros, #"{"items":{\#(members)}}"#) == nil)
        let objects = "[\(list(20_000) { _ in "{}" })]"
        #expect(try Self.mistake(objects, #"{"items":{"required":[\#(list(20_000) { "\($0)" })]}}"#) == nil)
        let definitions = ##"{"$defs":{\##(members),"n":{}},"items":{"$ref":"#/$defs/n"}}"##
        #expect(try Self.mistake(zeros, definitions) == nil)
    }

    @Test("A schema that goes in circles, or multiplies, ends")
    func endless() throws {
        #expect(try Self.mistake("1", ##"{"$ref":"#"}"##) == nil)
        #expect(try Self.mistake("1", ##"{"anyOf":[{"$ref":"#"},{"$ref":"#"}]}"##) == nil)
    }
}
