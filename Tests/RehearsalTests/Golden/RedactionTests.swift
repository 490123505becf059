import PlanBPolicy
import Testing

@testable import PlanBRehearsal

struct RedactionTests {
    @Test(
        "The table",
        arguments: [
            ("nothing to see here, 42 times", "nothing to see here, 42 times"),
            ("write to jane.doe+x@example.co.uk today", "write to [mail] today"),
            ("jürgen@müller.de, a@b.co", "[mail], [mail]"),
            ("not@all and @home", "not@all and @home"),
            ("key sk-proj-abcDEF123456ghiJKL7890", "key [secret]"),
            ("planb_AbCd1234_0123456789abcdefghijABCDEFGHIJ0123456789abc123456", "[secret]"),
            ("ghp_16C7e42F292c6912E7710c838347Ae178B4a", "[secret]"), ("AKIAIOSFODNN7EXAMPLE", "[secret]"),
            ("AWS: wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY1", "AWS: [secret]"),
            ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9", "[secret]"),
            ("-----BEGIN PRIVATE KEY-----\nMIIE\nabc\n-----END PRIVATE KEY----- and on", "[secret] and on"),
            ("-----BEGIN RSA PRIVATE KEY-----\nMIIE", "[secret]"),
            ("Authorization: Bearer abcdefgh12345678\nnext", "Authorization: [secret]\nnext"),
            ("use Bearer abc.def-12345678 here", "use Bearer [secret] here"),
            ("the bearer of bad news", "the bearer of bad news"),
            ("password: hunter2", "password: *******"), ("password=correcthorsebattery", "password=[secret]"),
            (#"{"api_key": "abcdefghij", "n": 5}"#, #"{"api_key": "[secret]", "n": 5}"#),
            (#"{\"api_key\": \"abcdefghij\"}"#, #"{\"api_key\": \"[secret]\"}"#),
            (#"{"max_tokens": 100}"#, #"{"max_tokens": 100}"#),
            ("call +49 30 901820 now", "call [phone] now"), ("(555) 123-4567", "([phone]"),
            ("01 23 45 67 89", "[phone]"), ("1-800-555-0199", "[phone]"),
            ("on 2026-11-22 at 14:30:15", "on 2026-11-22 at 14:30:15"),
            ("card 4111 1111 1111 1111.", "card [card]."), ("4111-1111-1111-1111", "[card]"),
            ("378282246310005", "[card]"),
            ("order 123456789", "order [number]"), ("page 12345678", "page 12345678"),
            ("1, 2, 3, 4, 5, 6, 7, 8, 9, 10", "1, 2, 3, 4, 5, 6, 7, 8, 9, 10"),
            ("1 2 3 4 5 6 7 8 9 1 2 3", "1 2 3 4 5 6 7 8 9 1 2 3"),
            ("IBAN DE89 3704 0044 0532 0130 00 please", "IBAN [iban] please"), ("GB29NWBK60161331926819", "[iban]"),
            ("from 192.168.17.4:80", "from [ip]:80"), ("2001:db8:85a3::8a2e:370:7334", "[ip]"),
            ("[fe80::1ff:fe23:4567:890a]", "[[ip]]"),
            ("at 12:30:45 std::dead", "at 12:30:45 std::dead"), ("00:1A:2b:3C:4d:5E", "[ip]"),
            ("https://bob:pw@example.org/a/b?token=1#x rest", "https://example.org/a/b rest"),
            ("see https://example.org/a/b.", "see https://example.org/a/b."),
            ("https://a.example/https://bob:pw@b.example/c", "https://a.example/https://b.example/c"),
            ("d41d8cd98f00b204e9800998ecf8427e", "[secret]"), ("3f2504e0-4f89-11d3-9a0c-0305e82c3301", "[secret]"),
            ("👩‍👩‍👧 Grüße an 張偉 — ok", "👩‍👩‍👧 Grüße an 張偉 — ok"),
        ])
    func table(text: String, expected: String) { #expect(Redaction.redact(text) == expected) }

    static let secrets = [
        "jane.doe@example.com", "sk-proj-abcDEF123456ghiJKL7890", "4111111111111111", "4111 1111 1111 1111",
        "DE89370400440532013000", "DE89 3704 0044 0532 0130 00", "+49 170 1234567", "192.168.100.42",
        "2001:db8:85a3::8a2e:370:7334", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N",
        "planb_AbCd1234_0123456789abcdefghijABCDEFGHIJ0123456789abc123456",
        "-----BEGIN EC KEY-----\nMIIE\n-----END EC KEY-----",
        "Authorization: Bearer s3cretS3cret", "password=\"correct horse\"", "https://bob:hunter2@example.org/",
        "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY1", "AKIAIOSFODNN7EXAMPLE", "123456789012",
    ]

    /// What a reader would need of it.
    static func core(_ secret: String) -> String {
        switch secret {
        case "Authorization: Bearer s3cretS3cret": "s3cretS3cret"
        case "password=\"correct horse\"": "correct horse"
        case "https://bob:hunter2@example.org/": "hunter2"
        default: secret
        }
    }

    private static let alphabet = Array(
        "aZ09 0 1 ..:::@@//-_+=#?&()[]{}\"'\\`,;|~\n\t ü張👩 sk- :// pass word: token= Bearer eyJ -----BEGIN 2026-11-22 ::"
    )

    private static func noise(_ chance: inout Chance, most: Int) -> String {
        String(
            (0..<Int(chance.next() % UInt64(most))).map { _ in alphabet[Int(chance.next() % UInt64(alphabet.count))] })
    }

    @Test("No planted secret survives, wherever it is; twice is once; never longer", arguments: 0..<120)
    func properties(seed: UInt64) {
        var chance = Chance(seed)
        for secret in Self.secrets {
            let text = Self.noise(&chance, most: 40) + secret + Self.noise(&chance, most: 40)
            let redacted = Redaction.redact(text)
            #expect(!redacted.contains(Self.core(secret)), "\(text)")
            #expect(Redaction.redact(redacted) == redacted, "\(text)")
            #expect(redacted.utf8.count <= text.utf8.count, "\(text)")
        }
    }

    @Test("Twice is once, over all that finders look for", arguments: 0..<200)
    func idempotent(seed: UInt64) {
        var chance = Chance(seed &+ 10_000)
        var text = ""
        for _ in 0..<12 {
            text += Self.noise(&chance, most: 12)
            let secret = Self.secrets[Int(chance.next() % UInt64(Self.secrets.count))]
            text += secret.prefix(1 + Int(chance.next() % UInt64(secret.count)))
        }
        let once = Redaction.redact(text)
        #expect(Redaction.redact(once) == once, "\(text)")
        #expect(once.utf8.count <= text.utf8.count)
    }

    /// Counts steps instead of time: every finder's looks over a hostile text stay within a multiple of its length.
    @Test(
        "Hostile texts take linear time",
        arguments: [
            "@", "a@", "a@b.", "://", "a://", "a://b@", "?", "#", "-----BEGIN ", "sk-", "sk-sk", "eyJ", "1", "1.", "1:",
            ":", "::",
            "1 ", "1-", "+1", "0", "a", "A1", "token", "token=", "token=\"", "password:", "bearer ", "Bearer a", "DE89",
            "]", "[",
            "\"", "\\", "...1", "1..", " ", "\n", "ü", "2026-11-22", "2026-11-22 ",
        ])
    func linear(piece: String) {
        for length in [20_000, 40_000] {
            let text = String(repeating: piece, count: length / piece.utf8.count)
            let redacted = Redaction.redact(text)
            #expect(redacted.utf8.count <= text.utf8.count)
        }
    }

    @Test func aBeginningNeverShowsHalfASecret() {
        let text = String(repeating: "x ", count: 45) + "sk-proj-abcDEF123456ghiJKL7890 and so on"
        let beginning = Redaction.beginning(of: text, bytes: 100)
        #expect(!beginning.contains("sk-"))
        #expect(beginning.utf8.count <= 100)
        #expect(Redaction.beginning(of: "äöü", bytes: 5) == "ä…")
        #expect(Redaction.beginning(of: "äöü", bytes: 6) == "äöü")
        #expect(Redaction.beginning(of: "abc", bytes: 0).isEmpty)
    }
}
