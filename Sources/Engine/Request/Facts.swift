import NIOCore
import PlanBDialects
import PlanBPolicy
import PlanBVocabulary

/// What is known of a request after its body was looked at: everything that preparing an attempt needs.
struct Facts {
    /// How the body is read.
    enum BodyForm {
        case json
        case form
        case opaque
    }

    /// The dialect it is asked in.
    var dialect = DialectID.openAI
    /// What is asked for.
    var operation: Operation
    /// What the path says, in dialects whose bodies do not say it.
    var pathFacts = PathFacts()
    /// The path below the base URL, and the query with its question mark, as they go upstream.
    var path: String
    var query = ""
    /// The method, for paths that are forwarded as they are.
    var method = "POST"
    /// The model as asked; empty for paths without one.
    var model: String
    /// What the body says about itself.
    var probe: OpenAIProbe
    /// What the request refers to that one account keeps.
    var references: [StateReference] = []
    /// What a request that is passed through names that may be something's id.
    var named: [StateReference] = []
    /// The body, or its beginning.
    var body: CollectedBody
    /// How the body is read.
    var form: BodyForm
    /// The client's content type.
    var contentType: String?
    /// Where the rest of an upload comes from.
    var source: (any RequestBody)?
    /// Header values for the vendor of the dialect that the body held.
    var vendorFields: [(name: String, value: String)] = []
    /// How long the client itself waits between bytes, if it says so.
    var patience: Instant.Span?

    /// Streams of these operations report usage only when asked.
    var countsTokensInStream: Bool { dialect == .openAI && (operation == .chat || operation == .completion) }

    /// The client reads server-sent events, so that an error can be told after the head was sent.
    var isEventStream: Bool {
        probe.isStream && operation != .speech && operation != .passthrough && operation != .stored
    }

    /// How the client is spoken to.
    var codec: any ConversationCodec.Type {
        pathFacts.variant == .array ? GeminiArrayCodec.self : Codecs.codec(of: dialect)
    }

    /// Whether it is a conversation, which can be told in other dialects.
    var isConversation: Bool { operation == .chat || operation == .response }

    /// Chat completions and what belongs to them, and responses: one API of one vendor.
    var isOfOpenAI: Bool { dialect == .openAI || dialect == .responses }

    /// The same bytes can be sent again.
    var isRepeatable: Bool { if case .whole = body { true } else { false } }

    /// What the planner needs to know.
    func demand(isRetry: Bool, failoverOff: Bool, conversation: UInt64? = nil) -> Demand {
        Demand(
            operation: operation, needs: probe.needs, isStateful: !references.isEmpty, isRetry: isRetry,
            failoverOff: failoverOff || !isRepeatable, isStream: probe.isStream,
            // About four bytes of JSON to a token, in most languages.
            promptTokens: form == .json ? collectedBytes / 4 : 0, effort: probe.effort, conversation: conversation)
    }

    /// Looks into the messages for what `demand` is to say of them, where that may keep a target of `standings` out. Others
    /// are not worth reading a body once more.
    func look(for demand: inout Demand, at standings: [Standing]) {
        guard isConversation, form == .json, case .whole(let bytes) = body else { return }
        let media: Capabilities = [.images, .imageURLs, .documents, .audio]
        // There are hardly ever more than eight bytes of JSON to a token.
        let least = collectedBytes / 8
        let mayRefuse = standings.contains { standing in
            standing.contract.context.map { $0 < least } == true
                || !media.intersection(standing.contract.capabilities.absent).isEmpty
        }
        guard mayRefuse else { return }
        let found = RequestNeeds.ofMedia(bytes, in: dialect)
        demand.needs = demand.needs.union(found)
        // Everybody counts media in a way of their own.
        if found.isEmpty { demand.leastTokens = least }
    }
}
