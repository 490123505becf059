public import NIOCore
import PlanBConversation
import PlanBDialects
import PlanBVocabulary
import PlanBWire

/// A request that is made in a rehearsal: a copy of a user's, or a golden prompt. It holds no credential.
public struct RehearsalRequest: Sendable {
    /// Its source is empty and nothing in it is shared but bytes that nobody changes.
    private let kept: ConfinedToLoop<Facts>
    /// Header values for vendors.
    let head: ConfinedToLoop<Exchange.ForwardableFields>
    /// The vendors that may receive it, as the caller's key says; empty: all.
    private(set) var vendors: [String]

    /// The user's request that it is a copy of, if that is traced.
    private(set) var copyOf: TraceLink?

    var facts: Facts { kept.value }

    /// A copy of a user's request.
    init(_ facts: Facts, _ head: Exchange.ForwardableFields, vendors: [String], copyOf: TraceLink? = nil) {
        self.copyOf = copyOf
        var facts = facts
        facts.source = nil
        facts.patience = nil
        kept = ConfinedToLoop(facts)
        self.head = ConfinedToLoop(head)
        self.vendors = vendors
    }

    /// A chat completion for `model`. `body` is a JSON object without a model.
    /// - Throws: what is wrong with it, as a sentence.
    public init(chat body: String, model: String) throws(RehearsalRequestFailure) {
        var bytes = ByteBuffer(string: body)
        do {
            let node = try JSONNode(reading: bytes)
            guard node.kind == .object else { throw RehearsalRequestFailure(description: "is no JSON object") }
            var writer = JSONWriter()
            writer.beginObject()
            writer.key("model")
            writer.string(model)
            for member in node.items where member.key != "model" {
                writer.key(member.key)
                writer.raw(member.raw)
            }
            writer.endObject()
            bytes = writer.buffer
            let probe = try OpenAIProbe.json(bytes, operation: .chat)
            self.init(
                Facts(
                    operation: .chat, path: OpenAIEndpoint.path(of: .chat), model: model, probe: probe,
                    body: .whole(bytes), form: .json, contentType: "application/json"),
                Exchange.ForwardableFields(), vendors: [])
        } catch let error as ClientError {
            throw RehearsalRequestFailure(description: error.message)
        } catch let error as RehearsalRequestFailure {
            throw error
        } catch {
            throw RehearsalRequestFailure(description: "is no JSON: \(error)")
        }
    }

    /// A question to a judge.
    public init(judging question: String, model: String) throws(RehearsalRequestFailure) {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("messages")
        writer.beginArray()
        writer.beginObject()
        writer.member("role", "user")
        writer.member("content", question)
        writer.endObject()
        writer.endArray()
        writer.endObject()
        try self.init(chat: String(buffer: writer.buffer), model: model)
    }

    /// A request for the vectors of `texts`, one each, which may go to the vendors only that `other` may go to.
    public init(embedding texts: [String], model: String, like other: RehearsalRequest) throws(RehearsalRequestFailure)
    {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("model", model)
        writer.key("input")
        writer.beginArray()
        for text in texts { writer.string(text) }
        writer.endArray()
        writer.member("encoding_format", "float")
        writer.endObject()
        do throws(ClientError) {
            let probe = try OpenAIProbe.json(writer.buffer, operation: .embedding)
            self.init(
                Facts(
                    operation: .embedding, path: OpenAIEndpoint.path(of: .embedding), model: model, probe: probe,
                    body: .whole(writer.buffer), form: .json, contentType: "application/json"),
                Exchange.ForwardableFields(), vendors: other.vendors)
        } catch {
            throw RehearsalRequestFailure(description: error.message)
        }
    }

    /// The body.
    public var body: ByteBuffer {
        if case .whole(let bytes) = facts.body { bytes } else { ByteBuffer() }
    }

    /// The same, for those vendors only that `other` may go to.
    func limited(like other: RehearsalRequest) -> RehearsalRequest {
        var limited = self
        limited.vendors = other.vendors
        limited.copyOf = other.copyOf
        return limited
    }

    /// The model that was asked for.
    public var model: String { facts.model }

    /// Whether it is a chat completion.
    public var isChat: Bool { facts.dialect == .openAI && facts.operation == .chat }

    /// The body as a chat completion, whatever dialect it is in; nil: it is no conversation, or has what a chat completion cannot
    /// say. What only fine-tunes an answer may be left out. Costs a parse of the body: not for event loops.
    public var chatBody: ByteBuffer? {
        if isChat { return body }
        guard facts.isConversation, facts.form == .json, case .whole(let bytes) = facts.body,
            var prompt = try? Codecs.codec(of: facts.dialect).prompt(bytes, facts.pathFacts)
        else { return nil }
        prompt.isStream = false
        var losses = Losses()
        let message = Codecs.codec(of: .openAI).request(prompt, to: TargetTraits(model: facts.model), &losses)
        return losses.refused.isEmpty ? message.body : nil
    }

    /// Why no copy of it may be sent to anybody; nil: it may. What runs tools of the provider, is kept by it, or refers to
    /// what it keeps has effects beyond its answer.
    public var reasonAgainstCopies: String? {
        guard facts.isConversation, facts.form == .json, case .whole(let bytes) = facts.body else {
            return "it is no conversation"
        }
        guard facts.references.isEmpty, facts.named.isEmpty else { return "it refers to what an account keeps" }
        let costs = RequestCosts.read(bytes, facts.dialect)
        if costs.hasHostedTools { return "it has tools that the provider runs" }
        guard let node = try? JSONNode(reading: bytes) else { return "it cannot be read" }
        let store = node["store"]?.bool
        if store == true || (facts.dialect == .responses && store != false) { return "its answer is to be kept" }
        if node["background"]?.bool == true { return "it runs in the background" }
        return nil
    }
}

/// A golden prompt that is no request.
public struct RehearsalRequestFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong, as the end of a sentence or a whole one.
    public var description: String
}
