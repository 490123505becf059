import NIOCore
import PlanBDialects
import PlanBVocabulary
import Testing

/// How long a client allows an answer to be, in the words of each dialect.
struct OutputCapTests {
    struct Row: Sendable {
        var operation = PlanBVocabulary.Operation.chat
        var dialect = DialectID.openAI
        var members: String
        var cap: Int?
        var answers = 1
    }

    static let rows = [
        Row(members: #""max_tokens":5"#, cap: 5), Row(members: #""max_completion_tokens":6"#, cap: 6),
        Row(members: #""max_tokens":5,"max_completion_tokens":6,"n":3"#, cap: 6, answers: 3),
        Row(members: #""max_output_tokens":7"#), Row(members: #""max_tokens":null"#),
        Row(members: #""max_tokens":"5""#),
        Row(members: #""max_tokens":5.0"#), Row(members: #""max_tokens":-5"#), Row(members: #""max_tokens":0"#),
        Row(members: #""max_tokens":99999999999999999999"#), Row(members: #""m\u0061x_tokens":5"#, cap: 5),
        Row(operation: .response, members: #""max_output_tokens":7"#, cap: 7),
        Row(operation: .response, members: #""max_tokens":7"#),
        Row(operation: .completion, members: #""max_tokens":7,"best_of":4,"prompt":"x""#, cap: 7, answers: 4),
        Row(operation: .completion, members: #""max_tokens":7,"n":2,"prompt":["x","y"]"#, cap: 7, answers: 4),
        Row(operation: .completion, members: #""max_tokens":7,"prompt":[1,2,3]"#, cap: 7),
        Row(dialect: .anthropic, members: #""max_tokens":8"#, cap: 8),
        Row(dialect: .cohere, members: #""max_tokens":8"#, cap: 8),
        Row(dialect: .gemini, members: #""max_tokens":8"#),
        Row(
            dialect: .gemini, members: #""generationConfig":{"maxOutputTokens":9,"candidateCount":2}"#, cap: 9,
            answers: 2),
        Row(
            dialect: .gemini,
            members: #""generationConfig":{"maxOutputTokens":9},"generation_config":{"max_output_tokens":11}"#, cap: 11),
        Row(dialect: .bedrock, members: #""inferenceConfig":{"maxTokens":10}"#, cap: 10),
        Row(dialect: .bedrock, members: #""inferenceConfig":[10]"#),
    ]

    @Test("The cap is what the dialect says", arguments: rows)
    func caps(_ row: Row) throws {
        let list = row.dialect == .gemini ? "contents" : "messages"
        let isOpenAI = row.dialect == .openAI
        let turns = row.operation == .chat ? #","\#(list)":[{"role":"user"}]"# : ""
        let body = ByteBuffer(string: #"{"model":"m",\#(row.members)\#(turns)}"#)
        let probe =
            isOpenAI
            ? try OpenAIProbe.json(body, operation: row.operation)
            : try OpenAIProbe.conversation(body, row.dialect, PathFacts())
        #expect(probe.outputCap == row.cap && probe.answers == row.answers, "\(row.members)")
    }

    @Test("Two caps of one name are refused: decoders differ on which counts")
    func twice() {
        for member in [
            #""max_output_tokens":1,"max_output_tokens":2"#, #""generationConfig":{},"generationConfig":{}"#,
        ] {
            #expect(throws: ClientError.self) {
                try OpenAIProbe.json(
                    ByteBuffer(string: #"{"model":"m","messages":[{}],\#(member)}"#), operation: .chat)
            }
        }
    }
}
