import Foundation
import PlanBEngine
import PlanBFakeProvider
import PlanBPolicy
import PlanBVocabulary
import Testing

/// What an account keeps stays with that account, wherever else the route could go.
struct StateTests {
    private static func spots(_ first: Behaviour = .ok, _ second: Behaviour = .ok) -> [DialectHouse.Spot] {
        [
            .init("openai", model: "gpt-4.1", name: "one", account: "A", first),
            .init("openai", model: "gpt-4.1", name: "two", account: "B", second),
        ]
    }

    private static func ask(
        _ house: DialectHouse, _ more: String = "", isStream: Bool = false, input: String = #""a b""#
    ) async throws -> Answer {
        try #require(
            try await house.post("/v1/responses", #"{"model":"m","input":\#(input),"stream":\#(isStream)\#(more)}"#))
    }

    private static func id(_ answer: Answer) throws -> String {
        if let id = answer.json("id") as? String { return id }
        let range = try #require(answer.text.range(of: #"resp_Fake[AB]\d+"#, options: .regularExpression))
        return String(answer.text[range])
    }

    @Test(arguments: [false, true])
    func whatFollowsGoesToTheAccountThatMadeWhatWasBefore(isStream: Bool) async throws {
        try await DialectHouse.run(Self.spots(.status(503))) { house in
            let first = try await Self.ask(house, isStream: isStream)
            #expect(first.header("x-planb-target") == "two")
            let id = try Self.id(first)
            house.providers[0].set(.ok)
            let before = house.providers[0].requests.count
            for wish in [#","previous_response_id":"\#(id)""#, #","previous_response_id":"\#(id)","store":true"#] {
                let second = try await Self.ask(house, wish, isStream: isStream)
                #expect(second.status == 200 && second.header("x-planb-target") == "two", "\(second.text)")
            }
            #expect(house.providers[0].requests.count == before)
        }
    }

    @Test func anItemIsFoundByItsID() async throws {
        try await DialectHouse.run(Self.spots(.status(503))) { house in
            let first = try await Self.ask(house)
            let item = try #require(((first.json("output") as? [[String: Any]])?.first)?["id"] as? String)
            house.providers[0].set(.ok)
            let input = #"[{"type":"item_reference","id":"\#(item)"},{"role":"user","content":"c"}]"#
            let second = try await Self.ask(house, input: input)
            #expect(second.status == 200 && second.header("x-planb-attempts") == "two:200")
        }
    }

    @Test(arguments: [Behaviour.status(503), .resetBeforeHead, .status(401)])
    func ifThatAccountIsAwayNobodyElseIsAsked(fault: Behaviour) async throws {
        try await DialectHouse.run(Self.spots()) { house in
            let id = try Self.id(try await Self.ask(house))
            house.providers[0].set(fault)
            let answer = try await Self.ask(house, #","previous_response_id":"\#(id)""#)
            #expect(answer.status == 409 && answer.header("x-should-retry") == "false", "\(answer.text)")
            #expect(answer.json("error.code") as? String == "state_not_portable")
            #expect(answer.json("error.param") as? String == "previous_response_id")
            let message = answer.json("error.message") as? String
            #expect(message?.contains(id) == true && message?.contains(#""store": false"#) == true)
            #expect(house.providers[1].requests.isEmpty)
        }
    }

    @Test func aLimitOfTheAccountIsStillALimit() async throws {
        try await DialectHouse.run(Self.spots()) { house in
            let id = try Self.id(try await Self.ask(house))
            house.providers[0].set(.status(429))
            let answer = try await Self.ask(house, #","previous_response_id":"\#(id)""#)
            #expect(answer.status == 429 && house.providers[1].requests.isEmpty)
        }
    }

    private static let foreign = "resp_FakeB" + String(repeating: "0", count: 25)

    @Test func whatThisProcessDoesNotKnowIsLookedForWhereItMayBe() async throws {
        try await DialectHouse.run(Self.spots()) { house in
            let answer = try await Self.ask(house, #","previous_response_id":"\#(Self.foreign)""#)
            #expect(answer.status == 200 && answer.header("x-planb-attempts") == "one:400,two:200", "\(answer.text)")
            // The first has done nothing wrong.
            let next = try await Self.ask(house)
            #expect(next.header("x-planb-target") == "one")
        }
    }

    @Test func whatNobodyHasIsTheProvidersAnswer() async throws {
        try await DialectHouse.run(Self.spots()) { house in
            let answer = try await Self.ask(house, #","previous_response_id":"resp_nobodys""#)
            #expect(answer.status == 400 && answer.json("error.code") as? String == "previous_response_not_found")
        }
    }

    /// Google answers so for a cached content of another account. It is no word about the credential.
    @Test func aForbiddenItemIsNobodysBadCredential() async throws {
        try await DialectHouse.run(Self.spots(.status(403))) { house in
            let wish = #","previous_response_id":"\#(Self.foreign)""#
            let answer = try await Self.ask(house, wish)
            #expect(answer.status == 200 && answer.header("x-planb-attempts") == "one:403,two:200")
            house.providers[1].set(.status(403))
            let none = try await Self.ask(house, wish)
            #expect(none.status == 404 && none.json("error.code") as? String == "state_not_found")
            for provider in house.providers { provider.set(.ok) }
            #expect(try await Self.ask(house).header("x-planb-attempts") == "one:200")
        }
    }

    @Test func ifOneThatMayHaveItIsAwayNothingIsSaidToBeMissing() async throws {
        try await DialectHouse.run(Self.spots(.ok, .status(503))) { house in
            let answer = try await Self.ask(house, #","previous_response_id":"\#(Self.foreign)""#)
            #expect(answer.status == 409 && answer.json("error.code") as? String == "state_not_portable")
        }
    }

    @Test func whatIsInlineIsPortable() async throws {
        try await DialectHouse.run(Self.spots(.status(503))) { house in
            let answer = try await Self.ask(house, #","store":false"#)
            #expect(answer.status == 200 && answer.header("x-planb-target") == "two")
        }
    }

    @Test func anotherDialectIsNotToldOfState() async throws {
        try await DialectHouse.run([.init("anthropic", model: "claude-sonnet-5-5")]) { house in
            let answer = try await Self.ask(house, #","previous_response_id":"resp_1""#)
            #expect(answer.status == 400 && answer.json("error.param") as? String == "previous_response_id")
            let stored = try await Self.ask(house, #","store":true"#)
            #expect(stored.status == 200 && stored.header("x-planb-dropped") == "store")
            #expect(stored.json("store") as? Bool == false)
        }
    }

    @Test(arguments: [
        ("GET", "", "completed"), ("GET", "/input_items", "list"), ("POST", "/cancel", "cancelled"),
        ("DELETE", "", "deleted"),
    ])
    func aStoredResponseIsFoundAtItsAccount(method: String, suffix: String, word: String) async throws {
        @Sendable func touch(_ house: DialectHouse, _ id: String) async throws -> Answer {
            var request = Wire.get("/v1/responses/\(id)\(suffix)")
            request.method = method
            if method == "POST" { request.length = "0" }
            return try #require(try await house.ask(request))
        }
        try await DialectHouse.run(Self.spots(.status(503))) { house in
            let id = try Self.id(try await Self.ask(house))
            let before = house.providers[0].requests.count
            let answer = try await touch(house, id)
            #expect(answer.status == 200 && answer.text.contains(word), "\(answer.text)")
            #expect(answer.header("x-planb-attempts") == "two:200" && house.providers[0].requests.count == before)
        }
        try await DialectHouse.run(Self.spots()) { house in
            let answer = try await touch(house, Self.foreign)
            #expect(answer.status == 200 && answer.text.contains(word), "\(answer.text)")
            #expect(answer.header("x-planb-attempts") == "one:404,two:200")
            #expect(try await touch(house, "resp_nobodys").status == 404)
            // Nobody's health is the worse for it.
            #expect(try await Self.ask(house).header("x-planb-attempts") == "one:200")
        }
    }

    @Test func oneCallersResponsesAreNotAnothers() async throws {
        let (mine, yours) = (CredentialTests.good, CredentialTests.stranger)
        let keys = KeyRing(pepper: CredentialTests.pepper, keys: [mine.key, yours.key])
        try await DialectHouse.run(Self.spots(), mode: .production, keys: keys) { house in
            @Sendable func ask(_ key: String, _ more: String) async throws -> Answer {
                try #require(
                    try await house.post(
                        "/v1/responses", #"{"model":"m","input":"a"\#(more)}"#, fields: ["authorization: Bearer \(key)"]
                    ))
            }
            let id = try Self.id(try await ask(mine.text, ""))
            let other = try await ask(yours.text, #","previous_response_id":"\#(id)""#)
            #expect(other.status == 404 && other.json("error.code") as? String == "state_not_found")
            let read = try #require(
                try await house.ask(Wire.get("/v1/responses/\(id)", fields: ["authorization: Bearer \(yours.text)"])))
            #expect(read.status == 404)
            #expect(try await ask(mine.text, #","previous_response_id":"\#(id)""#).status == 200)
        }
    }

    /// A path that is not known, or another body, leads to what is another's no more than the known ones do.
    @Test func nothingIsPassedThroughToWhatIsAnothers() async throws {
        let (mine, yours) = (CredentialTests.good, CredentialTests.stranger)
        let keys = KeyRing(pepper: CredentialTests.pepper, keys: [mine.key, yours.key])
        try await DialectHouse.run(Self.spots(), passthrough: [.openAI: 0], mode: .production, keys: keys) { house in
            let made = try #require(
                try await house.post(
                    "/v1/responses", #"{"model":"m","input":"a"}"#, fields: ["authorization: Bearer \(mine.text)"]))
            let id = try Self.id(made)
            let before = house.providers[0].requests.count
            let fields = ["authorization: Bearer \(yours.text)"]
            for path in ["/v1/responses/\(id)/", "/v1/responses/\(id)/more", "/v1/x/\(id)"] {
                let answer = try #require(try await house.ask(Wire.get(path, fields: fields)))
                #expect(answer.status == 404 && answer.json("error.code") as? String == "state_not_found", "\(path)")
            }
            let compacted = try #require(
                try await house.post(
                    "/v1/responses/compact", #"{"model":"m","previous_response_id":"\#(id)"}"#, fields: fields))
            #expect(compacted.status == 404 && compacted.json("error.code") as? String == "state_not_found")
            #expect(house.providers[0].requests.count == before)
        }
    }

    @Test func filesBelongToTheAccountOfThePassthrough() async throws {
        let content = #"[{"role":"user","content":[{"type":"input_file","file_id":"file-1"}]}]"#
        try await DialectHouse.run(Self.spots(), passthrough: [.openAI: 1]) { house in
            let answer = try await Self.ask(house, input: content)
            #expect(answer.status == 200 && answer.header("x-planb-attempts") == "two:200")
            house.providers[1].set(.status(503))
            let away = try await Self.ask(house, input: content)
            #expect(away.status == 409 && away.json("error.param") as? String == "input[0].content[0].file_id")
        }
    }
}
