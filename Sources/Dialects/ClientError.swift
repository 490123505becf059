/// An answer of Plan B itself, before it is put into the shape of a dialect.
public struct ClientError: Error, Sendable, Equatable {
    /// HTTP status.
    public var status: Int
    /// Stable word for programs.
    public var code: String
    /// The request member or header at fault, if it is one.
    public var parameter: String?
    /// What is wrong, where, and what to do.
    public var message: String
    /// What goes into `x-should-retry`; nil leaves it to the client.
    public var shouldRetry: Bool?
    /// Seconds for `retry-after`.
    public var retryAfterSeconds: Int?
    /// Further response headers.
    public var headers: [Header]

    /// A response header.
    public struct Header: Sendable, Equatable {
        /// Its name in lower case.
        public var name: StaticString
        /// Its value.
        public var value: String

        /// A header.
        public init(_ name: StaticString, _ value: String) {
            self.name = name
            self.value = value
        }

        /// Whether name and value are equal.
        public static func == (left: Header, right: Header) -> Bool {
            left.name.description == right.name.description && left.value == right.value
        }
    }

    /// An error.
    public init(
        _ status: Int, code: String, parameter: String? = nil, _ message: String, shouldRetry: Bool? = nil,
        retryAfterSeconds: Int? = nil, headers: [Header] = []
    ) {
        self.status = status
        self.code = code
        self.parameter = parameter
        self.message = message
        self.shouldRetry = shouldRetry
        self.retryAfterSeconds = retryAfterSeconds
        self.headers = headers
    }

    /// 400 for a request whose bytes cannot be understood.
    public static func badRequest(_ code: String, parameter: String? = nil, _ message: String) -> ClientError {
        ClientError(400, code: code, parameter: parameter, message, shouldRetry: false)
    }
}

/// One attempt, as told to the client in the member `planb` of an error.
public struct AttemptNote: Sendable, Equatable {
    /// The target's name.
    public var target: String
    /// `503`, `refused`, …
    public var outcome: String
    /// How long it took, in milliseconds.
    public var milliseconds: Int

    /// A note.
    public init(target: String, outcome: String, milliseconds: Int) {
        self.target = target
        self.outcome = outcome
        self.milliseconds = milliseconds
    }
}
