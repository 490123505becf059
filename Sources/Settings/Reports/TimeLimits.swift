import PlanBVocabulary

/// The time limits of one attempt, in milliseconds.
public struct TimeLimits: Sendable, Encodable {
    /// To a connection.
    public let connect: Int
    /// From sent to the first output of a stream.
    public let firstToken: Int
    /// Between two outputs of a stream.
    public let idle: Int
    /// From sent to the end of an answer that is not streamed.
    public let answer: Int
    private let clocks: Clocks

    private enum CodingKeys: String, CodingKey {
        case connect = "connect_ms"
        case firstToken = "first_token_ms"
        case idle = "idle_ms"
        case answer = "answer_ms"
    }

    init(_ clocks: Clocks) {
        connect = clocks.connect.wholeMilliseconds
        firstToken = clocks.firstToken.wholeMilliseconds
        idle = clocks.idle.wholeMilliseconds
        answer = clocks.answer.wholeMilliseconds
        self.clocks = clocks
    }

    /// For people: those that a streamed request uses, or one that is not; nil: all.
    func text(isStream: Bool?) -> String {
        var limits = [("connect", clocks.connect)]
        if isStream != false { limits += [("first_token", clocks.firstToken), ("idle", clocks.idle)] }
        if isStream != true { limits.append(("answer", clocks.answer)) }
        return limits.map { "\($0) \(DurationText.text($1))" }.joined(separator: ", ")
    }
}
