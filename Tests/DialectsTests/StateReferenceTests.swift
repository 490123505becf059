import NIOCore
import PlanBVocabulary
import Testing

@testable import PlanBDialects

struct StateReferenceTests {
    @Test(arguments: [
        (DialectID.responses, #"{"previous_response_id":"r1"}"#, ["previous_response_id=r1"]),
        (.responses, #"{"conversation":"c1"}"#, ["conversation=c1"]),
        (.responses, #"{"conversation":{"id":"c1"}}"#, ["conversation=c1"]),
        (.responses, #"{"prompt":{"id":"p1"}}"#, ["prompt.id=p1"]),
        (.responses, #"{"input":[{"role":"user"},{"type":"item_reference","id":"i1"}]}"#, ["input[1]=i1"]),
        (
            .responses, #"{"input":[{"content":[{"type":"input_image","file_id":"f1"}]}]}"#,
            ["input[0].content[0].file_id=f1"]
        ),
        (
            .responses,
            #"{"tools":[{"type":"code_interpreter","container":"cntr_1"},{"type":"file_search","vector_store_ids":["v"]}]}"#,
            ["tools[0].container=cntr_1", "tools[1].vector_store_ids=v"]
        ),
        (.responses, #"{"tools":[{"container":{"type":"auto","file_ids":["f"]}}]}"#, ["tools[0].container.file_ids=f"]),
        (
            .openAI, #"{"messages":[{"content":[{"type":"file","file":{"file_id":"f1"}}]}]}"#,
            ["messages[0].content[0].file.file_id=f1"]
        ),
        (.openAI, #"{"messages":[{"role":"assistant","audio":{"id":"a1"}}]}"#, ["messages[0].audio.id=a1"]),
        (.anthropic, #"{"container":"c"}"#, ["container=c"]),
        (.anthropic, #"{"container":{"id":"c"}}"#, ["container=c"]),
        (
            .anthropic, #"{"messages":[{"content":[{"type":"document","source":{"type":"file","file_id":"f"}}]}]}"#,
            ["messages[0].content[0].source.file_id=f"]
        ),
        (
            .anthropic, #"{"messages":[{"content":[{"type":"container_upload","file_id":"f"}]}]}"#,
            ["messages[0].content[0].file_id=f"]
        ),
        (.gemini, #"{"cachedContent":"cachedContents/1"}"#, ["cachedContent=cachedContents/1"]),
        (
            .gemini, #"{"contents":[{"parts":[{"file_data":{"file_uri":"https://g/v1beta/files/1"}}]}]}"#,
            ["contents[0].parts[0].fileData.fileUri=https://g/v1beta/files/1"]
        ),
        // Nobody's state.
        (.gemini, #"{"contents":[{"parts":[{"fileData":{"fileUri":"https://youtu.be/1"}}]}]}"#, []),
        (.responses, #"{"previous_response_id":null,"conversation":null}"#, []),
        (.responses, #"{"input":"say \"previous_response_id\""}"#, []),
        (.anthropic, #"{"messages":[{"content":[{"type":"tool_use","input":{"file_id":"x"}}]}]}"#, []),
        (.anthropic, #"{"tools":[{"input_schema":{"properties":{"container":{"id":"x"}}}}]}"#, []),
        (.openAI, #"{"messages":[{"content":"file_id"}],"audio":{"voice":"v"}}"#, []),
        (.cohere, #"{"file_id":"x"}"#, []),
    ])
    func whatIsReferredToIsFound(dialect: DialectID, body: String, expected: [String]) {
        let operation = dialect == .responses ? PlanBVocabulary.Operation.response : .chat
        let found = StateReferences.read(ByteBuffer(string: body), dialect, operation)
        #expect(found.map { "\($0.place)=\($0.id)" } == expected)
    }

    @Test func referencesAreBounded() {
        let items = (0..<1000).map { #"{"type":"item_reference","id":"i\#($0)"}"# }.joined(separator: ",")
        let found = StateReferences.read(ByteBuffer(string: #"{"input":[\#(items)]}"#), .responses, .response)
        #expect(found.count == StateReference.most)
        let long = String(repeating: "x", count: 300)
        let none = StateReferences.read(
            ByteBuffer(string: #"{"previous_response_id":"\#(long)"}"#), .responses, .response)
        #expect(none.isEmpty)
    }
}
