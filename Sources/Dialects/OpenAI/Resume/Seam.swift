/// Where an answer is joined to what the client already has of another one.
public struct Seam: Sendable {
    /// How the rest of a broken answer is had.
    public enum Method: String, Sendable, Equatable, CaseIterable {
        /// The request was sent again as it was. What was delivered must come again, byte for byte, before anything else
        /// is handed over.
        case restart
        /// What was delivered was given as the beginning of the answer (`OpenAIRequest.body(…prefill:…)`).
        case prefill
    }

    /// What the client has.
    public var delivered: Delivered
    /// How the rest is had.
    public var method: Method
    /// What is repeated is compared with what was delivered. False makes any text of the same length pass, which mixes
    /// two answers: only the simulator does that, to show that it would notice.
    public var comparesText = true

    /// A seam.
    public init(_ delivered: Delivered, method: Method) {
        self.delivered = delivered
        self.method = method
    }
}
