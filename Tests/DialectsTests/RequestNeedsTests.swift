import NIOCore
import PlanBDialects
import PlanBVocabulary
import Testing

@Suite("What a request needs")
struct RequestNeedsTests {
    struct Row: Sendable, CustomTestStringConvertible {
        var dialect = DialectID.openAI
        var body: String
        var needs: Capabilities
        var testDescription: String { body }
    }

    private static func chat(_ members: String, _ needs: Capabilities) -> Row {
        Row(body: #"{"model":"m","messages":[{"role":"user","content":"x"}],"# + members + "}", needs: needs)
    }

    static let members = [
        chat(#""tools":[{}]"#, [.tools]), chat(#""tools":[]"#, []),
        chat(#""tool_choice":"auto""#, []), chat(#""tool_choice":"none""#, []),
        chat(#""tool_choice":"required""#, [.forcedTools]), chat(#""tool_choice":"any""#, [.forcedTools]),
        chat(#""tool_choice":{"type":"function","function":{"name":"f"}}"#, [.forcedTools]),
        chat(#""tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"auto"}}"#, []),
        chat(#""tool_choice":null"#, []), chat(#""tool_choice":{"type":7}"#, []),
        chat(#""response_format":{"type":"json_schema","json_schema":{}}"#, [.jsonSchema]),
        chat(#""response_format":{"type":"json_object"}"#, []), chat(#""response_format":"json_schema""#, []),
        chat(#""text":{"format":{"type":"json_schema","schema":{}}}"#, [.jsonSchema]),
        chat(#""output_config":{"format":{"type":"json_schema","schema":{}}}"#, [.jsonSchema]),
        chat(#""output_config":{"effort":"low"}"#, []),
    ]

    @Test("Of the members beside the messages", arguments: members)
    func ofMembers(_ row: Row) throws {
        #expect(try OpenAIProbe.json(ByteBuffer(string: row.body), operation: .chat).needs == row.needs)
    }

    private static func part(_ dialect: DialectID, _ part: String, _ needs: Capabilities) -> Row {
        let body =
            switch dialect {
            case .responses: #"{"input":[{"role":"user","content":["# + part + "]}]}"
            case .gemini: #"{"contents":[{"role":"user","parts":["# + part + "]}]}"
            default: #"{"messages":[{"role":"user","content":["# + part + "]}]}"
            }
        return Row(dialect: dialect, body: body, needs: needs)
    }

    static let media = [
        part(.openAI, #"{"type":"text","text":"{\"type\":\"image_url\"}"}"#, []),
        part(.openAI, #"{"type":"image_url","image_url":{"url":"data:image/png;base64,AA"}}"#, [.images]),
        part(.openAI, #"{"type":"image_url","image_url":{"url":"HTTPS://h/a.png"}}"#, [.images, .imageURLs]),
        part(.openAI, #"{"type":"input_audio","input_audio":{"data":"AA","format":"wav"}}"#, [.audio]),
        part(.openAI, #"{"type":"file","file":{"file_id":"f"}}"#, [.documents]),
        part(.responses, #"{"type":"input_image","image_url":"https://h/a.png"}"#, [.images, .imageURLs]),
        part(.responses, #"{"type":"input_image","file_id":"f"}"#, [.images]),
        part(.responses, #"{"type":"input_file","file_id":"f"}"#, [.documents]),
        part(.anthropic, #"{"type":"image","source":{"type":"base64","data":"AA"}}"#, [.images]),
        part(.anthropic, #"{"type":"image","source":{"type":"url","url":"https://h"}}"#, [.images, .imageURLs]),
        part(.anthropic, #"{"type":"document","source":{"type":"base64"}}"#, [.documents]),
        part(
            .anthropic,
            #"{"type":"tool_result","tool_use_id":"t","content":[{"type":"image","source":{"type":"base64"}}]}"#,
            [.images]),
        // What a tool is called with is nobody's media.
        part(
            .anthropic,
            #"{"type":"tool_use","id":"t","name":"n","input":{"type":"image","content":[{"type":"image"}]}}"#, []),
        part(.gemini, #"{"inlineData":{"mimeType":"image/png","data":"AA"}}"#, [.images]),
        part(.gemini, #"{"file_data":{"mime_type":"application/pdf","file_uri":"u"}}"#, [.documents]),
        part(.gemini, #"{"functionCall":{"name":"f","args":{"inlineData":{"mimeType":"image/png"}}}}"#, []),
        part(.bedrock, #"{"image":{"format":"png","source":{"bytes":"AA"}}}"#, [.images]),
        part(
            .bedrock, #"{"document":{"format":"pdf","name":"n","source":{"bytes":"AA"}}},{"audio":{}}"#,
            [.documents, .audio]),
        part(.bedrock, #"{"text":"image"}"#, []),
    ]

    @Test("Of what stands in the messages", arguments: media)
    func ofMedia(_ row: Row) {
        #expect(RequestNeeds.ofMedia(ByteBuffer(string: row.body), in: row.dialect) == row.needs)
    }

    @Test(
        "Whatever stands there, it is read to its end and no further",
        arguments: [
            "", "{", "[]", #"{"messages":7}"#, #"{"messages":[7,"x",null,[]]}"#, #"{"messages":[{"content":{}}]}"#,
            #"{"messages":[{"content":[7,{"type":"image_url","image_url":7}]}]}"#,
            #"{"messages":[{"content":[{"type":"image_url","image_url":{"url":""}}]}]}"#,
        ])
    func hostile(_ body: String) {
        for dialect in DialectID.allCases { _ = RequestNeeds.ofMedia(ByteBuffer(string: body), in: dialect) }
    }
}
