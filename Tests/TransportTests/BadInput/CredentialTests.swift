import PlanBEngine
import PlanBFakeProvider
import PlanBPolicy
import PlanBVocabulary
import Testing

/// Credentials in every form, against a gateway that wants a key.
@Suite("Credentials", .serialized, .timeLimit(.minutes(2)))
struct CredentialTests {
    static let pepper = Secret("a pepper of a test")

    private static func key(_ seed: UInt64, expires: Int64? = nil) -> (text: String, key: VirtualKey) {
        let (id, text) = KeyText.make(entropy: (0..<5).map { seed &* 0x9E37_79B9_7F4A_7C15 &+ $0 }) ?? ("", "")
        let mac = KeyRing.mac(of: Array(text.utf8), pepper: pepper)
        return (text, VirtualKey(id: id, mac: mac, name: "test-\(seed)", expires: expires))
    }

    static let good = key(1)
    static let expired = key(2, expires: 1)
    static let stranger = key(3)

    private static func refused(
        _ name: String, _ fields: [String], status: Int = 401, _ code: String, naming: String, closes: Bool = true
    ) -> BadInput {
        BadInput(name, Wire.chat(fields: fields), .refused(status, code, naming: naming), closes: closes)
    }

    static let table: [BadInput] = [
        refused("none", [], "missing_api_key", naming: "No API key"),
        refused("empty", ["authorization: "], "invalid_authorization", naming: "Bearer KEY"),
        refused("a bare key", ["authorization: \(good.text)"], "invalid_authorization", naming: "Bearer KEY"),
        refused("Basic", ["authorization: Basic dXNlcjpwdw=="], "invalid_authorization", naming: "Bearer KEY"),
        refused("Bearer alone", ["authorization: Bearer"], "invalid_authorization", naming: "Bearer KEY"),
        refused(
            "Bearer and a tab", ["authorization: Bearer\t\(good.text)"], "invalid_authorization", naming: "Bearer KEY"),
        refused("SQL", ["authorization: Bearer ' OR 1=1; --"], "invalid_authorization", naming: "no key"),
        refused(
            "two keys in one", ["authorization: Bearer \(good.text) \(good.text)"], "invalid_authorization",
            naming: "no key"),
        refused(
            "two headers", ["authorization: Bearer \(good.text)", "authorization: Bearer \(good.text)"], status: 400,
            "two_credentials", naming: "More than one Authorization"),
        refused(
            "two different", ["authorization: Bearer \(good.text)", "x-api-key: \(stranger.text)"], status: 400,
            "two_credentials",
            naming: "Two different"),
        refused(
            "a provider's key", ["authorization: Bearer sk-proj-abc"], "invalid_api_key", naming: "not the provider's"),
        refused(
            "a stranger's key", ["authorization: Bearer \(stranger.text)"], "invalid_api_key", naming: "not one of"),
        refused(
            "a key with a wrong end", ["x-api-key: \(good.text.dropLast())0"], "invalid_api_key", naming: "not one of"),
        refused("half a key", ["api-key: \(good.text.prefix(30))"], "invalid_api_key", naming: "not one of"),
        refused("an expired key", ["authorization: Bearer \(expired.text)"], "expired_api_key", naming: "expired"),
        refused("a key that is not UTF-8", ["x-api-key: planb_\u{E9}"], "invalid_api_key", naming: "not one of"),
        refused(
            "1 MB", ["authorization: Bearer " + String(repeating: "a", count: 1 << 20)], status: 431,
            "malformed_request",
            naming: "16384 bytes"),
        BadInput(
            "none, before 100 Continue", Array(Wire.chat(fields: ["expect: 100-continue"]).head.utf8),
            .refused(401, "missing_api_key", naming: "No API key"), closes: true),
        BadInput("Bearer", Wire.chat(fields: ["authorization: Bearer \(good.text)"]), .answered),
        BadInput("bearer", Wire.chat(fields: ["authorization: bearer \(good.text)"]), .answered),
        BadInput("two spaces", Wire.chat(fields: ["authorization: Bearer  \(good.text)"]), .answered),
        BadInput("x-api-key", Wire.chat(fields: ["x-api-key: \(good.text)"]), .answered),
        BadInput("api-key", Wire.chat(fields: ["api-key: \(good.text)"]), .answered),
        BadInput("x-goog-api-key", Wire.chat(fields: ["x-goog-api-key: \(good.text)"]), .answered),
        BadInput("query", Wire.chat().with { $0.target += "?key=\(good.text)" }, .answered),
        BadInput(
            "broken query", Wire.chat().with { $0.target += "?key=%ff" },
            .refused(400, "invalid_query", naming: "UTF-8"), closes: true),
        BadInput(
            "the same twice", Wire.chat(fields: ["authorization: Bearer \(good.text)", "api-key: \(good.text)"]),
            .answered),
    ]

    @Test("get their exact answer, and no secret goes to the provider", arguments: table)
    func credential(_ bad: BadInput) async throws {
        var wishes = Wishes()
        wishes.mode = .production
        wishes.keys = KeyRing(pepper: Self.pepper, keys: [Self.good.key, Self.expired.key])
        try await TestGateway.run(wishes) { (house) async throws in
            try await BadInputTests().check(
                bad, house, good: Wire.chat(fields: ["authorization: Bearer \(Self.good.text)"]))
            for request in house.primary.requests {
                #expect(!request.target.contains(Self.good.text))
                #expect(!request.headers.contains { $0.value.contains(Self.good.text) })
            }
        }
    }
}
