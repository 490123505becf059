import NIOCore
import PlanBDialects
import PlanBLedger
import PlanBPolicy
import PlanBProviders
import PlanBVocabulary

/// An attempt's row in a place of its own: it is large, and an exchange is copied.
final class AnsweredAttempt: Sendable {
    let entry: AttemptEntry

    init(_ entry: consuming AttemptEntry) { self.entry = entry }
}

/// One admitted request: what was decided before the first attempt, and what has happened since. Settled exactly once.
struct Exchange {
    let id: String
    let snapshot: Snapshot
    let caller: Caller
    let facts: Facts
    let demand: Demand
    let route: Route
    let arrival: Instant
    /// The same, in milliseconds since 1970.
    let arrivedAt: Int64
    /// The end of everything, from the route, the client and `x-planb-deadline`.
    let deadline: Instant
    /// What one account keeps and the request refers to.
    let claim: StateClaim?
    /// The web page's origin that may read the answer.
    let webOrigin: String?
    /// Header values that the client meant for its vendor.
    let head: ForwardableFields
    /// The health of its targets: that of all requests, or that of a drill.
    let board: HealthBoard
    /// Its part in a drill.
    let drill: DrillTicket?
    /// Its place in a trace; nil: it is not traced.
    let trace: TraceContext?
    /// How long it has waited for others.
    let waits: WaitClock

    var attempts: Attempts
    /// Targets that were left out, and why.
    var skips: [Plan.Skip]
    /// What it was let in with, and what is set aside for it; nil: nothing limits its caller.
    let purse: Purse?
    /// Its labels, beside those of its key.
    let tags: [String]
    /// Why targets were left out for the sake of budgets.
    var moneyRefusals: [MoneyRefusal] = []
    /// The request in no dialect.
    let conversation = LazyPrompt()
    /// How many tries have been numbered. Shared by those that run side by side.
    let numbers = TryNumbers()
    /// What all tries cost so far, in nanodollars; nil: none has a cost.
    var cost: Int?
    /// A try with usage has no price.
    var isUnpriced = false
    /// Such a try was made at a service that is paid for.
    var owesUnknown = false
    /// The attempt that gave the whole answer, to be written together with the request.
    var answered: AnsweredAttempt?
    /// What the target that answers was not told.
    var dropped: [String] = []
    /// The story so far, for headers, errors and the ledger.
    var notes: [AttemptNote] = []
    /// Bytes for the client that are not handed over yet.
    var outbox = ByteBuffer()
    /// When output was first handed to the client.
    var committedAt: Instant?
    /// The target that answered, or that is answering.
    var target: UpstreamTarget?
    /// Keep-alives run while a broken answer is being completed.
    var isBeating = false
    /// What the client has of a broken answer that may be completed elsewhere.
    var delivered: Delivered?
    /// Where the answer was put together, for its last event.
    var seam: SeamNote?
    /// The body of an error answer, for a final answer to be handed on.
    var finalAnswer: FinalAnswer?
    var usage: Usage?
    /// The usage is an estimate.
    var isEstimated = false
    /// The code of the error that the client got.
    var code = ""
    /// What the last answer of a provider said of its rate limits; looked for in rehearsals.
    var quota: QuotaReading?
    /// The content type of the answer that is being carried over.
    var replyContentType: String?
    var outcome = RequestEntry.Outcome.answered
    /// The status the client sees.
    var status = 200

    /// An error answer of a provider that is handed to the client as it is.
    struct FinalAnswer {
        var status: Int
        /// A JSON object.
        var body: ByteBuffer
        /// `x-amzn-errortype`, without which the SDKs of AWS do not know which error it is.
        var errorType: String?
    }

    /// Header values of the client that may be meant for a vendor: which of them go where is the provider's data.
    struct ForwardableFields {
        var values: [(name: String, value: String)] = []
    }

    /// The same, in seconds since 1970.
    var created: Int { Int(arrivedAt / 1000) }

    /// `moment`, in milliseconds since 1970: the calendar clock is read once for a request.
    func calendarTime(of moment: Instant) -> Int64 { arrivedAt + Int64((moment - arrival).wholeMilliseconds) }

    /// The dialect in which `target` is asked, and answers.
    func dialect(at target: UpstreamTarget) -> DialectID {
        target.provider.takesUnchanged(facts.dialect) ? facts.dialect : target.provider.dialect
    }

    /// With these a client chooses among the accounts of a key: if the key has not that one, nothing is wrong with the key.
    private static let accountHeaders: Set = ["openai-organization", "openai-project", "anthropic-workspace-id"]

    /// Whether the client has said which of the accounts behind the credential of `target` is meant.
    func chooses(accountAt target: UpstreamTarget) -> Bool {
        head.values.contains {
            Self.accountHeaders.contains($0.name) && target.provider.vendorHeaders.contains($0.name)
        }
    }

    /// The target whose answer broke off first after it was handed over.
    var brokenBy: String?

    var isCommitted: Bool { committedAt != nil }

    /// A keep-alive has sent the head.
    var isHeadOut = false

    /// By now a keep-alive may have sent the head, so that what is only known later goes into the last event.
    func mayHaveBegun(_ now: Instant) -> Bool {
        if isHeadOut { return true }
        guard facts.isEventStream, let keepalive = route.keepalive else { return false }
        return now >= arrival + keepalive
    }

    /// The answer is handed over only when it is complete.
    var isBuffered: Bool {
        facts.isEventStream && (route.onCut == .buffer || (drill?.arm == .experiment && drill?.order.buffers == true))
    }

    /// A broken answer may be completed elsewhere, so that it has to be known what the client has of it.
    var mayResume: Bool {
        if case .resume = route.onCut {
            return facts.operation == .chat && facts.dialect == .openAI && facts.probe.isStream
        }
        return false
    }

    /// What is told in the last event: the failures, and the answer that took `duration`.
    func story(_ duration: Instant.Span) -> ByteBuffer? {
        guard let target, route.reveal != .none else { return nil }
        guard route.reveal == .full else {
            return visibleSeam.map { OpenAIErrorBody.story(requestID: id, attempts: nil, resumed: $0) }
        }
        let answer = AttemptNote(target: target.name, outcome: "200", milliseconds: duration.wholeMilliseconds)
        return OpenAIErrorBody.story(requestID: id, attempts: notes + [answer], resumed: seam)
    }

    /// The mark of an answer that was put together, as far as the route reveals it.
    var visibleSeam: SeamNote? {
        switch route.reveal {
        case .full: seam
        case .none: nil
        case .minimal: seam?.withoutNames
        }
    }

    /// Who broke off the answer that the client has a part of, if the route reveals it.
    var revealedBreaker: String { route.reveal == .full ? brokenBy ?? "the target" : "the provider" }

    /// What the route reveals of the story.
    var visibleNotes: [AttemptNote]? { route.reveal == .full ? notes : nil }
}

/// How the driver wants the answer to end. The sink is consumed by it, after the exchange is settled.
enum Ending {
    /// The last bytes of a complete answer.
    case finish(ByteBuffer)
    /// The answer broke: these bytes, then an abort.
    case abort(ByteBuffer)
    /// Nobody is there any more.
    case vanish
}
