import NIOCore
import PlanBVocabulary
import Testing

@testable import PlanBDialects

struct ModerationTests {
    @Test(arguments: [
        (#"{"results":[{"flagged":false}]}"#, #"{"results":[{"flagged":false}]}"#),
        (
            #"{"id":"i","results":[{"categories":{"a":false,"b":true},"x":1},{"categories":{"a":false}}]}"#,
            #"{"id":"i","results":[{"flagged":true,"categories":{"a":false,"b":true},"x":1},{"flagged":false,"categories":{"a":false}}]}"#
        ),
    ])
    func everyResultHasAVerdict(body: String, expected: String) throws {
        #expect(String(buffer: try ModerationAnswer.settle(ByteBuffer(string: body)).body) == expected)
    }

    @Test(arguments: [
        "", "{}", #"{"results":[]}"#, #"{"results":[{}]}"#, #"{"results":[{"categories":{}}]}"#,
        #"{"results":[{"categories":{"a":"no"}}]}"#, #"{"results":[{"flagged":true},{"flagged":"no"}]}"#,
    ])
    func withoutAVerdictItIsNoAnswer(body: String) {
        #expect(ConversationKit.failure { _ = try ModerationAnswer.settle(ByteBuffer(string: body)) } == .malformed)
    }
}
