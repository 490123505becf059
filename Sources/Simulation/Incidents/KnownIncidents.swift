import PlanBPolicy
import PlanBVocabulary

/// Incidents of large providers of the last years, with what a route with an independent backup has to make of them.
enum KnownIncidents {
    private static func hours(_ count: Int) -> Instant.Span { .minutes(60 * count) }
    /// After this long, whatever was given up has its whole traffic again.
    private static let comeback = Instant.Span.minutes(3)

    static let all: [Incident] = totalLosses + partialLosses + misleading

    private static let totalLosses: [Incident] = [
        IncidentScript(targets: 2, length: hours(6), every: .seconds(20))
            .fault(.dns, .connect, at: .target(0), from: hours(1), to: hours(5))
            .incident(
                "openai-2024-12-11", "everything behind one name is gone for four hours",
                .errors(atMost: 0), .isFirstAgain(0, from: IncidentScript.at(hours(5) + comeback))),
        IncidentScript(targets: 3, length: hours(5), every: .seconds(15))
            .changed {
                $0.targets[0].region = 0
                $0.targets[1].region = 0
            }
            .fault(.unavailable, at: .region(0), from: hours(1), to: .minutes(208))
            .incident(
                "gcp-2025-06-12", "a cloud's control plane takes down two providers that run on it, for 2 h 28 min",
                .errors(atMost: 0), .isFirstAgain(0, from: IncidentScript.at(.minutes(208) + comeback))),
        IncidentScript(targets: 2, length: hours(3), every: .seconds(10))
            .fault(.connectHang, .connect, at: .target(0), from: hours(1), to: .minutes(110))
            .incident(
                "openrouter-2025-08-28", "50 minutes of connections that are never accepted",
                .errors(atMost: 0), .isFirstAgain(0, from: IncidentScript.at(.minutes(110) + comeback))),
        IncidentScript(targets: 2, length: hours(18), every: .seconds(60))
            .changed { $0.targets[0].region = 1 }
            .fault(.dns, .connect, at: .region(1), from: hours(1), to: hours(16))
            .incident(
                "aws-2025-10-20", "one region does not resolve for 15 hours; another region of the provider does",
                .errors(atMost: 0), .isFirstAgain(0, from: IncidentScript.at(hours(16) + comeback))),
        IncidentScript(targets: 2, length: hours(40), every: .seconds(60))
            .fault(.overloaded, at: .target(0), from: hours(2), to: hours(4))
            .fault(.overloaded, at: .target(0), from: hours(28), to: hours(31))
            .incident(
                "anthropic-2026-04-07", "two outages within 48 hours: the first recovery is not the end",
                .errors(atMost: 0), .isFirstAgain(0, from: IncidentScript.at(hours(31) + comeback))),
        IncidentScript(targets: 2, length: hours(26), every: .seconds(60))
            .fault(.unavailable, at: .target(0), from: hours(1), to: .minutes(60 + 22 * 60 + 32))
            .incident(
                "gemini-2026-05", "one outage of 22 h 32 min", .errors(atMost: 0),
                .isFirstAgain(0, from: IncidentScript.at(.minutes(60 + 22 * 60 + 32) + comeback))),
        (0..<40).reduce(IncidentScript(targets: 2, length: hours(60), every: .seconds(45))) { script, number in
            script.fault(
                number % 2 == 0 ? .gatewayTimeout : .reset, at: .target(0), from: .minutes(30 + number * 90),
                to: .minutes(49 + number * 90))
        }
        .incident("mistral-2026-05", "one outage of 19 minutes after the other", .errors(atMost: 0)),
    ]

    private static let partialLosses: [Incident] = [
        IncidentScript(targets: 2, length: hours(17), every: .seconds(20))
            .fault(.internalError, at: .target(0), from: hours(1), to: hours(16), percent: 13)
            .fault(.unavailable, at: .target(0), from: hours(1), to: hours(16), percent: 14)
            .incident("openai-2025-06-10", "25 % errors for 15 hours", .errors(atMost: 0)),
        IncidentScript(targets: 2, length: hours(12), every: .seconds(15))
            .fault(.overloaded, at: .target(0), from: hours(1), to: hours(11), percent: 10)
            .incident("anthropic-2026-06-16", "10 % errors for ten hours", .errors(atMost: 0)),
        IncidentScript(targets: 2, length: hours(4), every: .seconds(10), onCut: .buffer)
            .fault(.errorEvent, .preamble, at: .target(0), from: hours(1), to: .minutes(150), percent: 30)
            .fault(.errorEvent, .midText, at: .target(0), from: hours(1), to: .minutes(150), percent: 20)
            .incident(
                "openai-2026-04-20",
                "90 minutes of streams that fail before and amid their text, on a route that buffers",
                .errors(atMost: 0)),
    ]

    private static let misleading: [Incident] = [
        IncidentScript(targets: 3, length: hours(6), every: .seconds(15))
            .fault(.badGateway, at: .target(0), from: hours(1), to: hours(5))
            .fault(.htmlPage, at: .target(1), from: hours(1), to: hours(5))
            .incident(
                "cloudflare-2025-11-18", "web pages instead of answers, in front of two providers at once",
                .errors(atMost: 0), .isFirstAgain(0, from: IncidentScript.at(hours(5) + comeback))),
        IncidentScript(targets: 2, length: hours(52), every: .seconds(60))
            .fault(.unauthorized, at: .target(0), from: hours(1), to: .minutes(98))
            .fault(.unauthorized, at: .target(0), from: hours(49), to: .minutes(49 * 60 + 35))
            .incident(
                "openrouter-2026-02-17", "401 for good keys, 38 minutes and, two days later, 35 minutes",
                .errors(atMost: 0),
                .isSpared(0, from: IncidentScript.at(.minutes(65)), to: IncidentScript.at(.minutes(98)), atMost: 0),
                .isFirstAgain(0, from: IncidentScript.at(.minutes(49 * 60 + 35) + comeback))),
        IncidentScript(targets: 2, length: hours(22), every: .seconds(30))
            .fault(.invalidRequest, at: .target(0), from: hours(1), to: hours(21))
            .incident(
                "azure-2026-03-09", "400 for every request, of one endpoint, for 20 hours", .errors(atMost: 6),
                .isSpared(0, from: IncidentScript.at(.minutes(70)), to: IncidentScript.at(hours(21)), atMost: 0)),
        IncidentScript(targets: 3, length: hours(3), every: .seconds(20))
            .changed { $0.targets[1].account = 0 }
            .fault(.modelGone, at: .target(0), from: hours(1), to: hours(3))
            .incident(
                "groq-2026-08-16", "a model is retired; the account's other model is not affected", .errors(atMost: 0),
                .isSpared(2, from: IncidentScript.at(.zero), to: IncidentScript.at(hours(3)), atMost: 0)),
    ]
}
