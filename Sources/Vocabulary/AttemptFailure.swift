/// One attempt's failure, with what is needed to decide the next step and to tell the story afterwards.
public struct AttemptFailure: Error, Sendable, Equatable {
    /// The class, which decides.
    public var failureClass: FailureClass
    /// The provider's status, if it answered with one; for an error event inside a 200 the status it stands for.
    public var status: Int?
    /// How long the provider asks to wait.
    public var retryAfter: Instant.Span?
    /// The provider's own error code, cut to a bounded length.
    public var code: String?
    /// One line for logs and for the operator: what happened, without secrets and without the prompt.
    public var detail: String
    /// The same target is not to be sent the request again: it was sent twice already (the transport found a kept
    /// connection dead and used a fresh one), or an answer had begun.
    public var forbidsRepeat = false
    /// It says nothing about the target: the client's own patience ran out, for example.
    public var chargesNobody = false
    /// The attempt had given output before it failed.
    public var followsOutput = false
    /// The request was not sent: the target cannot be told what it asks for. A whole sentence for the client.
    public var refusal: String?
    /// The member of the request that a refusal is about.
    public var parameter: String?

    /// No provider's word keeps a target, or a client, away for longer: past an hour it is a quota, not a rate.
    public static let longestWait = Instant.Span.minutes(60)

    /// A failure of class `failureClass`.
    public init(
        _ failureClass: FailureClass, status: Int? = nil, retryAfter: Instant.Span? = nil, code: String? = nil,
        detail: String = ""
    ) {
        self.failureClass = failureClass
        self.status = status
        self.retryAfter = retryAfter
        self.code = code
        self.detail = detail
    }

    /// The word that stands for this outcome in `x-planb-attempts`: the status if there is one, else the class.
    public var outcome: String {
        if let status { return String(status) }
        switch failureClass {
        case .deadline: return "answer"
        case .encoding, .oversized, .gateway: return "malformed"
        default: return failureClass.rawValue
        }
    }

    /// The status with which a client may be told of it: a 401 or 403 would say that the client's own key is refused.
    public var clientStatus: Int? { status.map { $0 == 401 || $0 == 403 ? 400 : $0 } }

    /// The target cannot be told what the request asks for.
    /// - Parameters:
    ///   - parameter: the member at fault.
    ///   - sentence: what is wrong and what to do, for the client.
    public static func untold(_ parameter: String?, _ sentence: String) -> AttemptFailure {
        var failure = AttemptFailure(
            .unsupported, code: "unsupported_parameter", detail: "cannot be told: \(parameter ?? "")")
        failure.refusal = sentence
        failure.parameter = parameter
        failure.chargesNobody = true
        return failure
    }

    /// A clock ran out.
    public static func late(_ phase: ClockPhase) -> AttemptFailure {
        switch phase {
        case .connect: AttemptFailure(.connect, detail: "took too long to connect")
        case .firstToken: AttemptFailure(.firstToken, detail: "gave no output in time")
        case .idle: AttemptFailure(.idle, detail: "stopped sending")
        case .answer: AttemptFailure(.answer, detail: "gave no complete answer in time")
        case .total: AttemptFailure(.deadline, detail: "was not done when the request's time was over")
        }
    }
}
