extension Behaviour {
    /// An error, told the way the provider tells it.
    public struct ErrorReply: Sendable, Equatable {
        /// The status code.
        public var status: Int
        /// Which error of this status, by the provider's code (`insufficient_quota`); its usual one when nil.
        public var code: String?
        /// Overrides the message.
        public var message: String?
        /// When to come again.
        public var hint = RetryHint()

        /// An error with this status.
        public init(status: Int, code: String? = nil, message: String? = nil, hint: RetryHint = RetryHint()) {
            self.status = status
            self.code = code
            self.message = message
            self.hint = hint
        }
    }

    /// The forms in which providers say when to come again. They can contradict each other, as in life.
    public struct RetryHint: Sendable, Equatable {
        /// `retry-after`, as it is: seconds, a fraction, or nonsense.
        public var retryAfter: String?
        /// `retry-after` as an HTTP date (RFC 9110 section 5.6.7), this many seconds from now. May be negative.
        public var retryAfterDate: Int?
        /// `retry-after-ms`, as it is.
        public var retryAfterMs: String?
        /// `x-ratelimit-reset-requests`, as it is, like `1s` or `6m0s`.
        public var resetRequests: String?
        /// `x-ratelimit-reset-tokens`, as it is.
        public var resetTokens: String?
        /// `x-should-retry`.
        public var shouldRetry: Bool?

        /// No hint.
        public init() {}
    }
}

extension Behaviour.ErrorReply: Codable, Overlay {
    init() { self.init(status: 0) }

    enum CodingKeys: String, CodingKey, CaseIterable { case status, code, message, hint }

    /// Reads a mapping with `status`, and optionally `code`, `message` and `hint`.
    public init(from decoder: any Decoder) throws {
        self.init()
        try overlay(decoder)
    }

    mutating func overlay(_ decoder: any Decoder) throws {
        let keys = try decoder.strictContainer(CodingKeys.self)
        try keys.read(.status, into: &status)
        guard status != 0 else { throw decoder.corrupted("an error needs a status, as in {status: 503}") }
        try keys.read(.code, into: &code)
        try keys.read(.message, into: &message)
        try keys.overlay(.hint, into: &hint)
    }
}

extension Behaviour.RetryHint: Codable, Overlay {
    enum CodingKeys: String, CodingKey, CaseIterable {
        case retryAfter = "retry_after"
        case retryAfterDate = "retry_after_date"
        case retryAfterMs = "retry_after_ms"
        case resetRequests = "reset_requests"
        case resetTokens = "reset_tokens"
        case shouldRetry = "should_retry"
    }

    /// Reads a mapping.
    public init(from decoder: any Decoder) throws {
        self.init()
        try overlay(decoder)
    }

    mutating func overlay(_ decoder: any Decoder) throws {
        let keys = try decoder.strictContainer(CodingKeys.self)
        retryAfter = try keys.scalar(.retryAfter) ?? retryAfter
        try keys.read(.retryAfterDate, into: &retryAfterDate)
        retryAfterMs = try keys.scalar(.retryAfterMs) ?? retryAfterMs
        resetRequests = try keys.scalar(.resetRequests) ?? resetRequests
        resetTokens = try keys.scalar(.resetTokens) ?? resetTokens
        try keys.read(.shouldRetry, into: &shouldRetry)
    }

    func lines(now: Int) -> [Behaviour.HeaderLine] {
        var lines: [Behaviour.HeaderLine] = []
        if let retryAfter { lines.append(.init("retry-after", retryAfter)) }
        if let retryAfterDate {
            let (then, overflow) = now.addingReportingOverflow(retryAfterDate)
            lines.append(.init("retry-after", httpDate(overflow ? now : then)))
        }
        if let retryAfterMs { lines.append(.init("retry-after-ms", retryAfterMs)) }
        if let resetRequests { lines.append(.init("x-ratelimit-reset-requests", resetRequests)) }
        if let resetTokens { lines.append(.init("x-ratelimit-reset-tokens", resetTokens)) }
        if let shouldRetry { lines.append(.init("x-should-retry", shouldRetry ? "true" : "false")) }
        return lines
    }
}
