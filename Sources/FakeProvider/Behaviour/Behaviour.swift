/// What the fake provider does with one request: what it says, how it puts that on the wire, and where it breaks off.
///
/// A behaviour is a value made of independent parts, all of which default to "like a healthy provider". The parts are
/// applied in the order of the properties below: first the answer is made, then its events are edited, then its head,
/// and at last it is framed, paced and cut. Common combinations have names, see ``preset(_:)``.
///
/// In a script a behaviour is the name of a preset (`status(503)`) or a mapping with any of these properties in snake
/// case and an optional `preset` to start from. Unknown keys are errors, so that a misspelt fault cannot pass silently.
public struct Behaviour: Sendable, Equatable {
    /// How logs call this behaviour; a preset sets it.
    public var name: String?
    /// The content of a good answer.
    public var answer = Answer()
    /// An error in the provider's own format instead of a good answer.
    public var error: ErrorReply?
    /// Replaces the body of the answer, whatever it was. The content type stays.
    public var body: Payload?
    /// Replaces the body of an answer that is not a stream.
    public var plainBody: Payload?
    /// Edits of the events of an answer that is a stream. See ``Stream`` for what they do to other answers.
    public var stream = Stream()
    /// How the body is compressed, or claimed to be.
    public var encoding: Encoding?
    /// Edits of the status line and the header lines.
    public var head = Head()
    /// How the end of the body is told; by default chunked for streams and a content length for the rest.
    public var framing: Framing?
    /// Which bytes share an HTTP chunk when the body is chunked, and a write when it is not.
    public var chunks: Split = .perEvent
    /// Which bytes share a write to the socket.
    public var writes: Split = .perEvent
    /// Pauses at fixed places.
    public var delays = Delays()
    /// The speed of a model: a pause before the first token and one before every further token.
    public var latency: Latency?
    /// An upper bound for the answer on the wire, in bytes per second.
    public var bytesPerSecond: Int?
    /// Where the answer breaks off, and how.
    public var cut: Cut?

    /// A healthy provider.
    public init() {}
}

extension Behaviour {
    /// A copy that is changed by `edit`: `Behaviour.ok.with { $0.delays.head = 200 }`.
    public func with(_ edit: (inout Behaviour) -> Void) -> Behaviour {
        var copy = self
        edit(&copy)
        return copy
    }

}

extension Behaviour: CustomStringConvertible {
    /// The name.
    public var description: String { name ?? "unnamed" }
}
