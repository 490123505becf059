import PlanBEngine
import PlanBFakeProvider
import PlanBPolicy
import PlanBVocabulary

// The rows. What only the policy can tell apart has its tests there: an answer in the wrong script or in a loop (M29,
// which only detectors see) and the loss of a whole region (M34). Streams that break after output was handed over are in
// MatrixCutTests, harmless oddities (M24, M28, M35) in MatrixHarmlessTests, departing clients (M33) in MatrixRaceTests
// and DepartureTests.
extension MatrixRow {
    static let all = network + statuses + rates + refusals + silences + contents + answers

    /// M1 to M4: there is no answer.
    private static let network: [MatrixRow] = [
        MatrixRow(
            "M1 no such name", .unknownName, ["dns", "dns"], .gives("endpoint", after: 1, "dns"), .unavailable),
        MatrixRow("M2 refused", .breaks(.refuses), ["refused"], .gives("endpoint", after: 3, "refused"), .unavailable),
        MatrixRow(
            "M2 no connection in time", .breaks(.connectHangs), ["connect"], .gives("endpoint", after: 3, "connect"),
            .unavailable
        ).with { $0.timeouts.connect = .milliseconds(100) },
        MatrixRow(
            "M3 no TLS", .plaintext, ["tls"], .gives("endpoint", after: 1, "tls"),
            Verdict(502, "upstream_invalid_answer", shouldRetry: false)),
        MatrixRow(
            "M4 reset before the head", .behaves(.resetBeforeHead), ["reset", "reset"],
            .gives("endpoint", after: 6, "reset"), .invalid),
        MatrixRow(
            "M4 closed before the head", .behaves(.closeBeforeHead), ["reset", "reset"],
            .gives("endpoint", after: 6, "reset"), .invalid),
    ]

    /// M5 to M7: the provider, or something in front of it, fails.
    private static let statuses: [MatrixRow] = [
        MatrixRow("M5 500", error(500), ["500", "500"], .gives("model", after: 3, "server_error"), .invalid),
        MatrixRow("M6 502", error(502), ["502"], .gives("endpoint", after: 3, "gateway"), .invalid),
        MatrixRow("M6 504", error(504), ["504"], .gives("endpoint", after: 3, "gateway"), .invalid),
        MatrixRow(
            "M6 a web page with 502", .behaves(page(502)), ["502"], .gives("endpoint", after: 3, "gateway"), .invalid),
        MatrixRow(
            "M6 a web page with 403", .behaves(page(403)), ["403"], .gives("account", after: 1, "credential"),
            Verdict(503, "upstream_unavailable", shouldRetry: false)),
        MatrixRow(
            "M6 a web page with 400", .behaves(page(400)), ["400"], .gives("endpoint", after: 3, "gateway"), .invalid),
        MatrixRow(
            "M6 a web page with 200", .behaves(page(200)), ["malformed"], .gives("endpoint", after: 3, "gateway"),
            .invalid),
        MatrixRow("M7 503", error(503), ["503"], .gives("model", after: 3, "overloaded"), .unavailable),
        MatrixRow("M7 529", error(529), ["529"], .gives("model", after: 3, "overloaded"), .unavailable),
        MatrixRow(
            "M7 503 for a while", error(503, retryAfter: "30"), ["503"], .rest,
            Verdict(503, "upstream_unavailable", retryAfter: "30")),
    ]

    /// M8 and M9: a rate limit is pacing, not sickness.
    private static let rates: [MatrixRow] = [
        MatrixRow(
            "M8 429 for a while", error(429, retryAfter: "30"), ["429"], .rest,
            Verdict(429, "upstream_rate_limited", retryAfter: "30")),
        MatrixRow("M9 429", error(429), ["429"], .rest, Verdict(429, "upstream_rate_limited")),
        MatrixRow(
            "M21 a rate limit as an event", .behaves(told("rate_limit_exceeded")), ["429"], .rest,
            Verdict(429, "upstream_rate_limited")),
    ]

    /// M10 to M13: somebody has to do something about it.
    private static let refusals: [MatrixRow] =
        [
            ("M10 no quota", error(429, code: "insufficient_quota"), "429", "quota"),
            ("M10 no quota, with a time", error(429, code: "insufficient_quota", retryAfter: "1"), "429", "quota"),
            ("M11 402", error(402), "402", "quota"), ("M12 401", error(401), "401", "credential"),
            ("M12 403", error(403), "403", "credential"),
        ].map { name, failing, word, cause in
            MatrixRow(
                name, failing, [word], .gives("account", after: 1, cause),
                Verdict(
                    503, "upstream_unavailable", retryAfter: name.hasSuffix("time") ? "1" : nil, shouldRetry: false))
        } + [
            MatrixRow(
                "M13 no such model", error(404), ["404"], .gives("model", after: 1, "model_gone"),
                Verdict(502, "upstream_invalid_answer", shouldRetry: false))
        ]

    /// M18 to M20: nothing comes, or nothing that counts.
    private static let silences: [MatrixRow] = [
        silence("M18 no head", .hangBeforeHead), silence("M18 half a head", .hangMidHead),
        silence("M19 a head and no event", .hangAfterHead),
        silence("M20 only comments", .commentsOnly).with { $0.forms = [true] },
        silence(
            "M20 only roles",
            Behaviour.ok.with {
                $0.stream.keep = 0
                $0.stream.insert = [.init(.role), .init(.emptyDelta), .init(.ping)]
                $0.cut = .init(at: .events(3), how: .stall)
            }
        ).with { $0.forms = [true] },
    ]

    /// M21, M23, M26, M27, M31 and M32: an answer that is none, before any output.
    private static let contents: [MatrixRow] = [
        MatrixRow(
            "M21 overload as an event", .behaves(told("server_is_overloaded")), ["503"],
            .gives("model", after: 3, "overloaded"), .unavailable),
        MatrixRow(
            "M21 a failure as an event", .behaves(told("server_error")), ["500", "500"],
            .gives("model", after: 3, "server_error"), .invalid),
        MatrixRow(
            "M23 the end before any output", .behaves(.truncated(afterEvents: 1)), ["cut"],
            .gives("model", after: 3, "cut"), .invalid
        ).with { $0.forms = [true] },
        MatrixRow(
            "M23 a reset before any output", .behaves(.breakOff(at: .afterHead, how: .rst)), ["cut"],
            .gives("model", after: 3, "cut"), .invalid),
        MatrixRow(
            "M26 no choice", .behaves(noChoice), ["empty", "empty"], .gives("model", after: 6, "empty"), .invalid),
        MatrixRow(
            "M26 an empty body", .behaves(.emptyBody), ["malformed"], .gives("model", after: 3, "malformed"), .invalid
        ).with { $0.forms = [false] },
        MatrixRow(
            "M27 half of a JSON value", .behaves(spoiled), ["malformed"], .gives("model", after: 3, "malformed"),
            .invalid),
        MatrixRow(
            "M31 gzip that nobody asked for", .behaves(.gzip), ["malformed"], .gives("endpoint", after: 3, "encoding"),
            .invalid),
        MatrixRow(
            "M32 a redirect", .behaves(.redirect(307)), ["307"], .gives("endpoint", after: 1, "redirect"),
            Verdict(502, "upstream_invalid_answer", shouldRetry: false)),
    ]

    /// M14 to M17: answers about the request.
    private static let answers: [MatrixRow] = [
        final("M14 too long for the window", error(400, code: "context_length_exceeded"), 400),
        final("M15 a mistake in the request", error(400), 400), final("M15 422", error(422), 422),
        final("M16 refused by policy", error(400, code: "content_filter"), 400),
        final("M17 too large", error(413), 413),
    ]

    private static func final(_ name: String, _ failing: Failing, _ status: Int) -> MatrixRow {
        MatrixRow(name, failing, [String(status)], .nothing, Verdict(status, nil, shouldRetry: false))
            .with { $0.isFinal = true }
    }

    private static func silence(_ name: String, _ behaviour: Behaviour) -> MatrixRow {
        MatrixRow(name, .behaves(behaviour), ["answer"], .gives("model", after: 3, "answer"), .timeout).with {
            $0.streamWords = ["first_token"]
            $0.timeouts.answer = .milliseconds(100)
            $0.timeouts.firstToken = .milliseconds(100)
        }
    }
}

// Behaviours that only the matrix needs.
extension MatrixRow {
    private static func page(_ status: Int) -> Behaviour {
        Behaviour.htmlErrorPage(status).with { $0.body = .init("<html><body>\(canary)</body></html>") }
    }

    /// An error of the provider's inside a 200, before any output.
    static func told(_ code: String) -> Behaviour {
        let body = #"{"error":{"message":"\#(canary)","type":"\#(code)","param":null,"code":"\#(code)"}}"#
        return Behaviour.ok.with {
            $0.stream.keep = 1
            $0.stream.insert = [.init(.raw(.init("data: \(body)\n\n")))]
            $0.plainBody = .init(body)
        }
    }

    private static let noChoice = Behaviour.ok.with {
        $0.stream.drop = [.role, .token, .finish, .usage]
        $0.stream.insert = [.init(.emptyChoices, before: 0)]
        $0.plainBody = #"{"id":"a","object":"chat.completion","model":"m","choices":[]}"#
    }

    private static let spoiled = Behaviour.ok.with {
        $0.stream.insert = [.init(.raw("data: {\"choices\":[{\n\n"), before: 0)]
        $0.plainBody = #"{"choices":[{"#
    }
}
