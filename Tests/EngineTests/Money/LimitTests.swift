import PlanBEngine
import PlanBLedger
import PlanBPolicy
import PlanBTesting
import PlanBVocabulary
import Testing

/// Limits on the path of a request.
struct LimitTests {
    private static func rates(_ requests: Int? = nil, tokens: Int? = nil, concurrent: Int? = nil) -> Allotment {
        Allotment(
            limits: RateLimits(
                requests: requests.map { Rate(perMinute: $0) }, tokens: tokens.map { Rate(perMinute: $0) },
                concurrent: concurrent))
    }

    @Test("Over the limit is a 429 that says exactly when it is over")
    func exact() async throws {
        let house = MoneyHouse(key: Self.rates(3))
        for left in [2, 1, 0] {
            let received = try await house.send(to: house.upstream(["a": [.used(1, 1)]]))
            #expect(received.status == 200)
            #expect(received.field("x-ratelimit-limit-requests") == "3")
            #expect(received.field("x-ratelimit-remaining-requests") == "\(left)")
            #expect(received.field("x-ratelimit-limit-tokens") == nil)
        }
        let refused = try await house.send(to: house.upstream([:]))
        #expect(refused.status == 429 && refused.field("retry-after") == "20")
        #expect(refused.field("retry-after-ms") == "20000" && refused.field("x-should-retry") == "true")
        #expect(refused.field("x-ratelimit-reset-requests") == "1m0s")
        #expect(refused.body.contains("rate_limit_exceeded") && refused.body.contains("3 requests a minute"))
        house.time.advance(.milliseconds(19_999))
        #expect(try await house.send(to: house.upstream([:])).status == 429)
        house.time.advance(.milliseconds(1))
        #expect(try await house.send(to: house.upstream(["a": [.used(1, 1)]])).status == 200)
    }

    @Test("Anthropic's clients find their own names")
    func anthropic() async throws {
        let house = MoneyHouse(key: Self.rates(1, tokens: 1000), provider: "anthropic")
        let body = #"{"model":"gpt-4.1","max_tokens":10,"messages":[{"role":"user","content":"hi"}]}"#
        let answer = ScriptedUpstream.Act.status(
            200, "application/json",
            #"{"id":"m","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"hi"}],"#
                + #""stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":3,"output_tokens":1}}"#)
        let received = try await house.send(body, path: "/v1/messages", to: house.upstream(["a": [answer]]))
        #expect(received.status == 200, "\(received.body)")
        #expect(received.field("anthropic-ratelimit-requests-limit") == "1")
        #expect(received.field("anthropic-ratelimit-tokens-remaining") == "971")
        #expect(received.field("anthropic-ratelimit-requests-reset") == "2026-11-18T11:07:40Z")
        #expect(received.field("x-ratelimit-limit-requests") == nil)
        let refused = try await house.send(body, path: "/v1/messages", to: house.upstream([:]))
        #expect(refused.status == 429 && refused.body.contains("rate_limit_error"))
        #expect(refused.field("anthropic-ratelimit-requests-remaining") == "0")
    }

    @Test("Tokens are counted as estimated, and corrected by what was used")
    func tokens() async throws {
        let house = MoneyHouse(key: Self.rates(tokens: 1000))
        let first = try await house.send(to: house.upstream(["a": [.used(20, 30)]]))
        // About 17 of the prompt, and 500 of the answer.
        #expect(
            first.field("x-ratelimit-remaining-tokens").flatMap { Int($0) }.map { (475...490).contains($0) } == true)
        let second = try await house.send(to: house.upstream(["a": [.used(900, 100)]]))
        #expect(
            second.field("x-ratelimit-remaining-tokens").flatMap { Int($0) }.map { (425...440).contains($0) } == true)
        let third = try await house.send(to: house.upstream([:]))
        #expect(third.status == 429 && third.body.contains("1000 tokens a minute"))
        // A request that came to nothing used nothing.
        house.time.advance(.minutes(2))
        _ = try await house.send(to: house.upstream(["a": [.status(503)], "b": [.status(503)]]))
        let fourth = try await house.send(to: house.upstream(["a": [.used(1, 1)]]))
        #expect(fourth.field("x-ratelimit-remaining-tokens").flatMap { Int($0) }.map { $0 > 470 } == true)
    }

    @Test("Requests under way are limited, and leave however they end")
    func concurrent() async throws {
        let house = MoneyHouse(key: Self.rates(concurrent: 7))
        let statuses = try await house.sendAll(50, body: MoneyHouse.chat()) { _ in (1, 1) }
        #expect(statuses.filter { $0 == 200 }.count == 7 && statuses.filter { $0 == 429 }.count == 43)
        #expect(house.gateway.underWay("key:\(house.keyID)") == 0)
        for body in ["{", "{}", #"{"model":"nobody","messages":[{}]}"#, MoneyHouse.chat()] {
            _ = try await house.send(body, to: house.upstream([:]))
        }
        #expect(house.gateway.underWay("key:\(house.keyID)") == 0)
    }

    @Test("A provider's own limits are never told")
    func upstreams() async throws {
        let house = MoneyHouse(key: Self.rates(concurrent: 5))
        let received = try await house.send(to: house.upstream(["a": [.used(1, 1)]]))
        #expect(!received.fields.contains("ratelimit"))
    }

    // MARK: - Labels

    @Test("Labels of a request join those of its key, with their values hashed")
    func tags() async throws {
        let house = MoneyHouse()
        _ = try await house.send(headers: ["x-planb-tags: user=alice, job=7"], to: house.upstream(["a": [.used(1, 1)]]))
        let row = try #require(house.requests.first)
        #expect(row.tags.count == 3 && row.tags.first == "env=test" && house.attempts.first?.tags == row.tags)
        #expect(row.tags[1].hasPrefix("user=") && row.tags[1].utf8.count == 17 && !row.tags[1].contains("alice"))
        _ = try await house.send(headers: ["x-planb-tags: user=alice"], to: house.upstream(["a": [.used(1, 1)]]))
        #expect(house.requests.last?.tags.last == row.tags[1])
    }

    @Test(
        "Labels that are no labels are refused, and the request leaves",
        arguments: [
            "user", "=a", "a=", "a=b,,c=d", String(repeating: "k", count: 60) + "=12345",
            (0..<11).map { "k\($0)=v" }.joined(separator: ","), "a=\u{e9}", "a=b c",
        ])
    func badTags(value: String) async throws {
        let house = MoneyHouse(key: Self.rates(concurrent: 1))
        let received = try await house.send(headers: ["x-planb-tags: \(value)"], to: house.upstream([:]))
        #expect(received.status == 400 && received.body.contains("invalid_header"))
        #expect(house.gateway.underWay("key:\(house.keyID)") == 0)
    }
}
