extension Behaviour {
    /// The provider's own error for a status code, with its usual code and message; below 400 a good answer that has
    /// this status code.
    public static func status(_ status: Int) -> Behaviour {
        named("status(\(status))") {
            if status < 400 { $0.head.status = status } else { $0.error = ErrorReply(status: status) }
        }
    }

    /// The provider's error with this code, such as `insufficient_quota`.
    public static func error(_ status: Int, code: String) -> Behaviour {
        named("error(\(status), \(code))") { $0.error = ErrorReply(status: status, code: code) }
    }

    /// 429 with `retry-after` as it is: seconds, a fraction, or nonsense.
    public static func rateLimited(retryAfter: String) -> Behaviour {
        hinted("rate_limited(\(retryAfter))", 429) { $0.retryAfter = retryAfter }
    }

    /// 429 with `retry-after-ms`.
    public static func rateLimited(milliseconds: Int) -> Behaviour {
        hinted("rate_limited_ms(\(milliseconds))", 429) { $0.retryAfterMs = String(milliseconds) }
    }

    /// 429 with `retry-after` as a date, this many seconds from now.
    public static func rateLimited(untilSecondsFromNow seconds: Int) -> Behaviour {
        hinted("rate_limited_until(\(seconds))", 429) { $0.retryAfterDate = seconds }
    }

    /// 429 with `x-ratelimit-reset-requests` and `-tokens`, like `6m0s`, and no `retry-after`.
    public static func rateLimited(reset: String) -> Behaviour {
        hinted("rate_limited_reset(\(reset))", 429) { ($0.resetRequests, $0.resetTokens) = (reset, reset) }
    }

    /// 503 with `retry-after`.
    public static func overloaded(retryAfter: String) -> Behaviour {
        hinted("overloaded(\(retryAfter))", 503) { $0.retryAfter = retryAfter }
    }

    /// 200 with the provider's error event after this many events, and no end mark.
    public static func errorEventInside200(afterEvents events: Int) -> Behaviour {
        named("error_event(\(events))") {
            $0.stream.keep = events
            $0.stream.insert = [Insertion(.error)]
        }
    }

    /// 200 with the provider's error event for this status after this many events.
    public static func streamError(_ status: Int, afterEvents events: Int = 3) -> Behaviour {
        named("stream_error(\(status))") {
            $0.stream.keep = events
            $0.stream.insert = [Insertion(.failure(ErrorReply(status: status)))]
        }
    }

    private static func hinted(_ name: String, _ status: Int, _ hint: (inout RetryHint) -> Void) -> Behaviour {
        named(name) {
            var reply = ErrorReply(status: status)
            hint(&reply.hint)
            $0.error = reply
        }
    }
}

extension Behaviour.Preset {
    static let errors: [Self] = [
        Self("status", "code", 503, "The provider's own error for a status code.") { .status($0) },
        Self("rate_limited", "seconds", "2", "429 with retry-after as it is written here.") {
            .rateLimited(retryAfter: $0)
        },
        Self("rate_limited_ms", "milliseconds", 250, "429 with retry-after-ms.") { .rateLimited(milliseconds: $0) },
        Self("rate_limited_until", "seconds", 30, "429 with retry-after as a date, so many seconds from now.") {
            .rateLimited(untilSecondsFromNow: $0)
        },
        Self("rate_limited_reset", "duration", "6m0s", "429 with x-ratelimit-reset-requests and -tokens.") {
            .rateLimited(reset: $0)
        },
        Self("overloaded", "seconds", "1", "503 with retry-after.") { .overloaded(retryAfter: $0) },
        Self("quota", "429, but for lack of money: insufficient_quota.") { .error(429, code: "insufficient_quota") },
        Self("context_length", "400: the request is longer than the context of the model.") {
            .error(400, code: "context_length_exceeded")
        },
        Self("unsupported_parameter", "400: the model does not know a parameter.") {
            .error(400, code: "unsupported_parameter")
        },
        Self("unsupported_value", "400: the model does not take the value of a parameter.") {
            .error(400, code: "unsupported_value")
        },
        Self("content_policy", "400: the request breaks the provider's rules.") {
            .error(400, code: "content_policy_violation")
        },
        Self("content_filter", "400: the prompt was blocked; Azure tells by which of its filters.") {
            .error(400, code: "content_filter")
        },
        Self("invalid_key", "401: the key is not known.") { .status(401) },
        Self("model_not_found", "404: the model does not exist, or is not for this key.") { .status(404) },
        Self("error_event", "events", 0, "200, and after so many events the provider's error event.") {
            .errorEventInside200(afterEvents: $0)
        },
        Self("stream_error", "status", 529, "200, and after three events the provider's error event for this status.") {
            .streamError($0)
        },
    ]
}
