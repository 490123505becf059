public import NIOCore
public import PlanBConversation
public import PlanBVocabulary
import PlanBWire

/// What has to be known to carry an answer from a provider of one dialect to a client of another.
public struct Translation: Sendable {
    /// The provider's dialect.
    public var provider: any ConversationCodec.Type
    /// The client's dialect.
    public var client: any ConversationCodec.Type
    /// The tools' names as the provider knows them.
    public var names: CallNames
    /// What the answer has to be looked at for.
    public var emulation: Emulation
    /// What the client's answer is written with.
    public var context: ReplyContext
    /// An answer without text, tool call or refusal is a failure even if it has a finish reason.
    public var refusesEmpty: Bool

    /// A translation.
    public init(
        from provider: any ConversationCodec.Type, to client: any ConversationCodec.Type, _ request: ProviderRequest,
        _ context: ReplyContext, refusesEmpty: Bool = false
    ) {
        self.provider = provider
        self.client = client
        names = request.names
        emulation = request.emulation
        self.context = context
        self.refusesEmpty = refusesEmpty
    }

    /// Reads a client's request that is to be told in another dialect.
    /// - Throws: what the client has to change.
    public static func prompt(
        _ body: ByteBuffer, _ path: PathFacts, _ dialect: DialectID
    ) throws(ClientError) -> Prompt {
        let prompt = try Codecs.codec(of: dialect).prompt(body, path)
        try prompt.checkMedia()
        return prompt
    }

    /// The answer as the client is to get it: in the form it asked for, with the names it knows.
    /// - Throws: if it is not in that form, or calls a tool with something that is no object.
    func settle(_ reply: Reply) throws(AttemptFailure) -> Reply {
        var reply = try AnswerForm.settle(reply, emulation)
        for index in reply.choices.indices {
            for place in reply.choices[index].blocks.indices {
                guard case .call(var call) = reply.choices[index].blocks[place].content else { continue }
                guard call.arguments.object != nil else {
                    throw AttemptFailure(.malformed, detail: "called a tool with arguments that are no JSON object")
                }
                call.name = names.inward(call.name)
                reply.choices[index].blocks[place].content = .call(call)
            }
        }
        if refusesEmpty, !reply.hasAnswer {
            throw AttemptFailure(.empty, detail: "the answer has neither text nor a tool call nor a refusal")
        }
        return reply
    }

    /// The piece with the tool's name as the client knows it.
    func inward(_ event: ReplyEvent) -> ReplyEvent {
        guard !names.isIdentity, case .callStart(let choice, let slot, let id, let name, let signature) = event else {
            return event
        }
        return .callStart(choice: choice, slot: slot, id: id, name: names.inward(name), signature: signature)
    }
}

extension Reply {
    /// Whether it says anything: text that is not blank, a call, or a refusal.
    var hasAnswer: Bool {
        choices.contains { choice in
            choice.finish == .filter
                || choice.blocks.contains { block in
                    switch block.content {
                    case .text(let text), .refusal(let text): !text.isEmpty
                    case .call: true
                    case .media, .result, .reasoning: false
                    }
                }
        }
    }
}
