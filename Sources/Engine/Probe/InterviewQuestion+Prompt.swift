import NIOCore
import PlanBConversation
import PlanBProviders
import PlanBVocabulary
import PlanBWire

extension InterviewQuestion {
    /// Enough for a word, a call or a small object, and hardly any money.
    private static let fewTokens = 64

    /// The question for `target`, as small as it can be.
    func prompt(for target: UpstreamTarget) -> Prompt {
        var prompt = Prompt(target.provider.dialect, model: target.model ?? "")
        prompt.isStream = self == .stream
        prompt.wantsUsage = prompt.isStream
        prompt.outputLimit = max(Self.fewTokens, target.provider.outputLimit.least)
        switch self {
        case .answer, .stream:
            prompt.outputLimit = target.provider.outputLimit.least
            prompt.turns = [Turn(.user, [.text("Say OK.")])]
        case .tools, .forcedTool:
            prompt.turns = [Turn(.user, [.text("Call the tool report_weather for the city of Paris.")])]
            prompt.tools = [
                Tool(
                    name: "report_weather", description: "Reports the weather of a city.",
                    schema: Self.node(
                        #"{"type":"object","properties":{"city":{"type":"string"}},"required":["city"],"#
                            + #""additionalProperties":false}"#))
            ]
            if self == .forcedTool { prompt.toolChoice = .required }
        case .schema:
            prompt.turns = [Turn(.user, [.text("Name the capital of France as JSON.")])]
            if let schema = Self.answerSchema { prompt.format = .schema(schema) }
        case .image:
            prompt.turns = [
                Turn(
                    .user,
                    [
                        Block(.media(Media(.image, .data(type: "image/png", base64: JSONString(Self.redSquare))))),
                        .text("Which colour is this square? One word."),
                    ])
            ]
        case .prefill:
            prompt.turns = [Turn(.user, [.text("Count from 1 to 9, with a blank between the numbers.")])]
        }
        return prompt
    }

    /// The beginning that is to be continued.
    static let beginning = "1 2 3 4"

    /// The schema of the answer.
    static var answerSchema: AnswerSchema? {
        node(
            #"{"type":"object","properties":{"capital":{"type":"string"}},"required":["capital"],"#
                + #""additionalProperties":false}"#
        ).map { AnswerSchema(name: "capital", schema: $0, isStrict: true) }
    }

    private static func node(_ text: String) -> JSONNode? { try? JSONNode(reading: ByteBuffer(string: text)) }

    /// A PNG of 16 by 16 red points.
    static let redSquare =
        "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAFklEQVR42mP4z8BAEmIY1TCqYfhqAACQ+f8B8u7oVw"
        + "AAAABJRU5ErkJggg=="
}
