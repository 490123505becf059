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
        (.responses, #"{"input":[{"id":"msg_1"}]}"#, ["input[0]=msg_1"]),
        (.responses, #"{"input":[{"type":null,"id":"msg_1"}]}"#, ["input[0]=msg_1"]),
        // However its name is written.
        (.responses, #"{"previous\u005fresponse_id":"r1"}"#, ["previous_response_id=r1"]),
        (.gemini, #"{"cached\u0043ontent":"cachedContents/1"}"#, ["cachedContent=cachedContents/1"]),
        (.anthropic, #"{"cont\u0061iner":"c"}"#, ["container=c"]),
        // Of several of one name, providers take the last.
        (.responses, #"{"previous_response_id":"r1","previous_response_id":"r2"}"#, ["previous_response_id=r2"]),
        // Nobody's state.
        (.responses, #"{"input":[{"id":"msg_1","role":"user","content":"a"}]}"#, []),
        (.gemini, #"{"contents":[{"parts":[{"fileData":{"fileUri":"https://youtu.be/1"}}]}]}"#, []),
        (.responses, #"{"previous_response_id":null,"conversation":null}"#, []),
        (.responses, #"{"input":"say \"previous_response_id\""}"#, []),
        (.anthropic, #"{"messages":[{"content":[{"type":"tool_use","input":{"file_id":"x"}}]}]}"#, []),
        (.anthropic, #"{"tools":[{"input_schema":{"properties":{"container":{"id":"x"}}}}]}"#, []),
        (.openAI, #"{"messages":[{"content":"file_id"}],"audio":{"voice":"v"}}"#, []),
        (.cohere, #"{"file_id":"x"}"#, []),
    ])
    func whatIsReferredToIsFound(dialect: DialectID, body: String, expected: [String]) throws {
        let operation = dialect == .responses ? PlanBVocabulary.Operation.response : .chat
        let found = try StateReferences.read(ByteBuffer(string: body), dialect, operation)
        #expect(found.map { "\($0.place)=\($0.id)" } == expected)
    }

    /// What is not looked at could be somebody else's.
    @Test func whatCannotBeLookedAtIsRefused() throws {
        func read(_ count: Int) throws -> [StateReference] {
            let items = (0..<count).map { #"{"type":"item_reference","id":"i\#($0)"}"# }.joined(separator: ",")
            return try StateReferences.read(ByteBuffer(string: #"{"input":[\#(items)]}"#), .responses, .response)
        }
        #expect(try read(StateReference.most).count == StateReference.most)
        #expect(throws: ClientError.self) { try read(StateReference.most + 1) }
        let crowd = #"{"previous_response_id":"r","x":[\#(String(repeating: "0,", count: 400_000))0]}"#
        #expect(throws: ClientError.self) {
            try StateReferences.read(ByteBuffer(string: crowd), .responses, .response)
        }
        let long = String(repeating: "x", count: 300)
        let none = try StateReferences.read(
            ByteBuffer(string: #"{"previous_response_id":"\#(long)"}"#), .responses, .response)
        #expect(none.isEmpty)
    }
}
