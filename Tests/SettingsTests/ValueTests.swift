import PlanBEngine
import PlanBVocabulary
import Testing

@testable import PlanBSettings

/// The syntax of single values.
struct ValueTests {
    @Test(
        "Durations",
        arguments: [("0s", 0), ("500ms", 500), ("30s", 30_000), ("5m", 300_000), ("2h", 7_200_000), ("1d", 86_400_000)])
    func duration(_ text: String, _ milliseconds: Int) throws {
        #expect(try DurationText.parse(text) == .milliseconds(milliseconds))
    }

    @Test(
        "What is no duration is refused, without overflow",
        arguments: [
            "", "30", "s", "-1s", "1.5s", "30 s", "30S", "1w", "99999999999999999999s", "9223372036854775807d", "١s",
        ])
    func noDuration(_ text: String) { #expect(throws: ValueProblem.self) { try DurationText.parse(text) } }

    @Test("Sizes", arguments: [("1KiB", 1024), ("32MiB", 32 << 20), ("2GiB", 2 << 30)])
    func size(_ text: String, _ bytes: Int) throws { #expect(try SizeText.parse(text) == bytes) }

    @Test(
        "What is no size is refused, without overflow",
        arguments: ["", "32", "32MB", "0MiB", "1.5GiB", "-1MiB", "9223372036854775807GiB", "4294967297GiB"])
    func noSize(_ text: String) { #expect(throws: ValueProblem.self) { try SizeText.parse(text) } }

    @Test(
        "Addresses to listen on",
        arguments: [
            ("127.0.0.1:8700", "127.0.0.1", 8700), ("[::1]:0", "::1", 0), ("[0:0:0:0:0:0:0:1]:1", "::1", 1),
            ("0.0.0.0:65535", "0.0.0.0", 65535), ("Gateway.internal:80", "gateway.internal", 80),
        ])
    func address(_ text: String, _ host: String, _ port: Int) throws {
        let address = try AddressText.parse(text)
        #expect(address.host == host)
        #expect(address.port == port)
    }

    @Test(
        "What is no address is refused",
        arguments: [
            "", "8700", ":8700", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "::1:8700", "[::1]",
            "[127.0.0.1]:80", "[]:80", "a b:80", "127.0.0.1.evil.example:80", "127.1:80", "0x7f000001:80",
            "127.0.0.1\u{0}x:80", "-a:80",
            "a:+1",
        ])
    func noAddress(_ text: String) { #expect(throws: ValueProblem.self) { try AddressText.parse(text) } }

    @Test(
        "Base URLs",
        arguments: [
            ("https://api.openai.com/v1", true, "api.openai.com", 443, "/v1"),
            ("HTTPS://API.Example.COM", true, "api.example.com", 443, ""),
            ("http://10.0.0.5:8000/v1/", false, "10.0.0.5", 8000, "/v1"),
            ("http://[::1]:80/a/b", false, "::1", 80, "/a/b"), ("http://[2001:DB8::1]", false, "2001:db8::1", 80, ""),
            ("https://h_1/%7Ex", true, "h_1", 443, "/%7Ex"),
        ])
    func url(_ text: String, _ isTLS: Bool, _ host: String, _ port: Int, _ path: String) throws {
        #expect(try EndpointURL.parse(text) == EndpointURL(isTLS: isTLS, host: host, port: port, path: path))
    }

    static let badURLs = [
        "", "api.openai.com", "ftp://a/", "https://", "https:///v1", "https://user:hunter2@host/v1", "https://@h",
        "https://h?x=1", "https://h/v1#f", "https://h:0", "https://h:99999", "https://h:80:80", "https://[::1",
        "https://[::1]x",
        "https://h/a/../b", "https://h//v1", "https://h/a b", "https://h/ü", "https://ü.example", "https://h./v1",
        "https://h/\\evil", "http://0.0.0.0:80", "http://0/", "http://[::]/", "http://169.254.169.254/latest",
        "http://[::ffff:169.254.169.254]/", "http://[64:ff9b::a9fe:a9fe]/", "http://2852039166/", "http://0xA9FEA9FE/",
        "http://169.254.43518/", "http://metadata.google.internal/", "http://[fd00:ec2::254]/", "http://[fe80::1]/",
        "http://100.100.100.200/", "http://224.0.0.1/", "http://255.255.255.255/", "http://127.1/",
        "http://[::1%25lo]/",
    ]

    @Test("What is no base URL, or must never be one, is refused and not repeated", arguments: badURLs)
    func noURL(_ text: String) {
        let problem = #expect(throws: ValueProblem.self) { try EndpointURL.parse(text) }
        #expect(problem.map { !"\($0.message)\($0.hint ?? "")".contains("hunter2") } == true)
    }

    @Test(
        "Origins of web pages",
        arguments: [
            ("https://App.example.com", "https://app.example.com"), ("http://localhost:3000", "http://localhost:3000"),
            ("https://a:443", "https://a"),
        ])
    func origin(_ text: String, _ canonical: String) throws { #expect(try OriginText.parse(text) == canonical) }

    @Test("What is no origin is refused", arguments: ["*", "https://a/", "https://a/b", "a.example", "null"])
    func noOrigin(_ text: String) { #expect(throws: ValueProblem.self) { try OriginText.parse(text) } }

    @Test(
        "Dates",
        arguments: [
            ("1970-01-01", 0), ("2000-02-29", 951_782_400), ("2026-12-31T18:00:00Z", 1_798_740_000),
            ("9999-12-31T23:59:59Z", 253_402_300_799), ("2100-03-01", 4_107_542_400),
        ])
    func timestamp(_ text: String, _ seconds: Int64) throws {
        #expect(try TimestampText.parse(text) == seconds)
        #expect(TimestampText.text(seconds) == (text.count == 10 ? text + "T00:00:00Z" : text))
    }

    @Test(
        "What is no date is refused",
        arguments: [
            "", "2026", "2026-13-01", "2026-02-29", "2100-02-29", "2026-1-1", "2026-01-01T24:00:00Z",
            "2026-01-01T00:00:00+01:00", "1969-12-31",
        ])
    func noTimestamp(_ text: String) { #expect(throws: ValueProblem.self) { try TimestampText.parse(text) } }

    @Test(
        "NO_PROXY",
        arguments: [
            ("*", "any.example", 443, true), ("example.com", "example.com", 443, true),
            ("example.com", "api.example.com", 443, true),
            ("example.com", "badexample.com", 443, false), (".example.com", "api.example.com", 443, true),
            ("*.example.com", "api.example.com", 443, true), ("example.com:8443", "example.com", 443, false),
            ("example.com:8443", "example.com", 8443, true), ("10.0.0.0/8", "10.1.2.3", 443, true),
            ("10.0.0.0/8", "11.1.2.3", 443, false), ("10.0.0.0/8", "10.example", 443, false),
            ("fd00::/8", "fd12::1", 443, true),
            ("::1", "::1", 80, true), ("a, EXAMPLE.com b", "example.com", 80, true), ("", "example.com", 80, false),
            ("10.0.0.0/99", "10.0.0.1", 80, false),
        ])
    func noProxy(_ rules: String, _ host: String, _ port: Int, _ isDirect: Bool) {
        #expect(NoProxy([rules]).matches(host: host, port: port) == isDirect)
    }

    @Test(
        "A region is inside the jurisdiction it is in, and in no other",
        arguments: [
            ("us-east-1", "us", true), ("eu-west-1", "eu", true), ("eu-west-2", "eu", false), ("eu-west-2", "gb", true),
            ("uksouth", "uk", true), ("europe-west6", "eu", false), ("swedencentral", "eu", true), ("eu", "eu", true),
            ("us-east-1", "us-east-1", true), ("us", "us-east-1", false), ("eastus", "eu", false),
            ("moon-1", "moon-1", true),
            ("moon-1", "us", false), ("us-east-99", "us", false),
        ])
    func jurisdiction(_ region: String, _ fence: String, _ isInside: Bool) {
        #expect(Jurisdiction.is(region, inside: fence) == isInside)
    }
}
