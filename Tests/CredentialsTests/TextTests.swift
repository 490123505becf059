import Testing

@testable import PlanBCredentials

/// What is read from environments, files and answers.
struct TextTests {
    @Test(
        "Addresses of services are taken apart",
        arguments: [
            ("https://sts.eu-west-3.amazonaws.com", "sts.eu-west-3.amazonaws.com", 443, "/", true, false),
            ("http://127.0.0.1:99/a?b=c", "127.0.0.1", 99, "/a?b=c", true, true),
            ("http://localhost?x=1", "localhost", 80, "/?x=1", true, true),
            ("http://[fd00:ec2::254]/x", "fd00:ec2::254", 80, "/x", false, true),
            ("http://[::1]:8080", "::1", 8080, "/", true, true),
            ("http://169.254.170.2/v2", "169.254.170.2", 80, "/v2", false, true),
            ("http://169.254.evil.example/", "169.254.evil.example", 80, "/", false, false),
            ("http://127.0.0.1.example/", "127.0.0.1.example", 80, "/", false, false),
            ("http://10.0.0.1/", "10.0.0.1", 80, "/", false, false),
            ("http://169.254.+1.1/", "169.254.+1.1", 80, "/", false, false),
            ("http://0127.0.0.1/", "0127.0.0.1", 80, "/", false, false),
        ])
    func addresses(text: String, host: String, port: Int, target: String, isSafe: Bool, isMetadata: Bool) throws {
        let url = try #require(ServiceURL(text))
        #expect(url.host == host && url.port == port && url.target == target)
        #expect(url.isSafe == isSafe && url.isMetadata == isMetadata)
    }

    @Test(
        "What is no address of a service is refused",
        arguments: [
            "", "ftp://x", "https://", "https://u:p@x/", "https://x/#f", "https://x:0/", "https://x:99999/",
            "https://x:/",
            "https://x y/", "https://x/\r\nheader: 1", "http://[::1", "https://x\\y/",
        ])
    func noAddresses(text: String) { #expect(ServiceURL(text) == nil) }

    @Test(
        "Times",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-11-21T02:00:00Z", 1_795_226_400),
            ("2026-11-21T02:00:00.123456Z", 1_795_226_400), ("2026-11-21T03:30:00+01:30", 1_795_226_400),
            ("2026-11-21t01:00:00-01:00", 1_795_226_400), ("2024-02-29T23:59:60z", 1_709_251_200),
        ] as [(String, Int64)])
    func times(text: String, epoch: Int64) { #expect(Timestamp.epoch(text) == epoch) }

    @Test(
        "What is no time",
        arguments: [
            "", "2026-11-21", "2026-13-01T00:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T02:00:00",
            "2026-11-21T02:00:00.Zx", "x026-11-21T02:00:00Z",
        ])
    func noTimes(text: String) { #expect(Timestamp.epoch(text) == nil) }

    @Test("Elements of flat XML, with their entities; nested and broken ones are none")
    func xml() {
        let text = "<A><B>x&amp;lt;&lt;</B><C><D/></C><E>open"
        #expect(XMLText.value(of: "B", in: text) == "x&lt;<")
        #expect(XMLText.value(of: "C", in: text) == nil && XMLText.value(of: "E", in: text) == nil)
        #expect(XMLText.value(of: "F", in: text) == nil)
    }

    @Test("Only plain words of a service stand in an error")
    func words() {
        #expect(CredentialFailure.word("invalid_grant") == " (invalid_grant)")
        for text in [nil, "", "two words", "a\nb", "ü", String(repeating: "x", count: 65)] {
            #expect(CredentialFailure.word(text) == "")
        }
    }

    @Test(
        "Base64 without padding",
        arguments: [([], ""), ([0xFB], "-w"), ([0xFB, 0xFF], "-_8"), ([0, 1, 2], "AAEC")] as [([UInt8], String)])
    func base64(bytes: [UInt8], text: String) {
        #expect(SignedToken.base64URL(bytes) == text)
        let standard = text.replacing("-", with: "+").replacing("_", with: "/")
        #expect(SignedToken.bytes(base64: standard[...]) == bytes)
    }

    /// Numbers from a seed.
    private struct Dice: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    @Test("Nothing that files, environments and services may say ends the process")
    func hostile() throws {
        var dice = Dice(state: 1)
        let pieces = [
            "[", "]", "profile ", "default", "=", "\n", "\r\n", " ", "\t", "#", ";", "\"", "a", "<Code>", "</Code>",
            "&amp;",
            "https://", "http://", ":", "/", "@", "?", "99999", "-1", "::", "169.254.", "2026-11-21T", "02:00:00", ".5",
            "Z",
            "+01:00", "-----BEGIN ", "-----END ", "CERTIFICATE-----", "é", "\u{0}",
        ]
        for _ in 0..<4000 {
            let count = Int.random(in: 0...24, using: &dice)
            let text = (0..<count).map { _ in pieces.randomElement(using: &dice) ?? "" }.joined()
            for isConfiguration in [true, false] {
                let profiles = AWSProfile.read(Array(text.utf8), isConfiguration: isConfiguration)
                #expect(profiles.count <= count)
            }
            if let url = ServiceURL(text) { #expect(url.target.hasPrefix("/") && (1...65_535).contains(url.port)) }
            _ = Timestamp.epoch(text)
            _ = XMLText.value(of: "Code", in: text)
            _ = PEMBlock.block(endingIn: "CERTIFICATE", in: text)
            _ = SignedToken.bytes(base64: text[...])
            #expect(CredentialFailure.word(text).utf8.count <= 67)
        }
    }
}
