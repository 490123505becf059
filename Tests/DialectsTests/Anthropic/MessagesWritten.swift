import NIOCore
import PlanBConversation
import PlanBVocabulary
import PlanBWire

@testable import PlanBDialects

/// What is written for a prompt, and what is lost.
struct MessagesWritten {
    var request: ProviderRequest
    var body: JSONValue
    var losses = Losses()

    init(_ prompt: Prompt, _ target: TargetTraits) throws {
        request = MessagesCodec.request(prompt, to: target, &losses)
        body = try MessagesSamples.parse(request.body)
    }

    init(_ prompt: Prompt, _ capabilities: [Capability: Bool] = [:], output: Int? = nil) throws {
        try self.init(
            prompt,
            TargetTraits(
                model: "claude", contract: Contract(capabilities: KnownAbilities(capabilities), output: output)))
    }

    var refused: [String] { losses.refused.map(\.field) }
}

func askedOfMessages(_ change: (inout Prompt) -> Void = { _ in }) -> Prompt {
    var prompt = Prompt(.openAI, model: "asked")
    prompt.turns = [Turn(.user, [.text("hi")])]
    change(&prompt)
    return prompt
}

func messagesNumber(_ text: String) -> JSONNode { JSONNode(.number(text)) }
