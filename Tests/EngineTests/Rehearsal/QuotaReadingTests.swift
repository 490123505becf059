import NIOCore
import PlanBWire
import Testing

@testable import PlanBEngine

struct QuotaReadingTests {
    static let openAI = """
        x-ratelimit-limit-requests: 5000
        x-ratelimit-limit-tokens: 160000
        x-ratelimit-remaining-requests: 4999
        x-ratelimit-remaining-tokens: 159976
        """
    static let anthropic = """
        anthropic-ratelimit-input-tokens-limit: 80000
        anthropic-ratelimit-input-tokens-remaining: 79000
        anthropic-ratelimit-output-tokens-limit: 16000
        anthropic-ratelimit-output-tokens-remaining: 15000
        anthropic-ratelimit-requests-limit: 1000
        anthropic-ratelimit-requests-remaining: 999
        anthropic-ratelimit-tokens-limit: 96000
        anthropic-ratelimit-tokens-remaining: 96000
        anthropic-ratelimit-tokens-reset: 2025-08-21T12:40:59Z
        """
    static let mistral = """
        X-RateLimit-Limit-Req-Minute: 60
        X-RateLimit-Remaining-Req-Minute: 59
        X-RateLimit-Limit-Tokens-Minute: 500000
        X-RateLimit-Remaining-Tokens-Minute: 499000
        """
    static let fireworks = "x-ratelimit-limit-tokens-prompt: 900000\nx-ratelimit-limit-tokens-generated: 36000"

    @Test(arguments: [
        ("openai", openAI, QuotaReading(requests: 5000, requestsLeft: 4999, tokens: 160_000, tokensLeft: 159_976)),
        ("azure", openAI, QuotaReading(requests: 5000, requestsLeft: 4999, tokens: 160_000, tokensLeft: 159_976)),
        ("azure", "x-ratelimit-remaining-requests: 9", QuotaReading(requestsLeft: 9)),
        ("groq", openAI, QuotaReading(tokens: 160_000, tokensLeft: 159_976)),
        (
            "anthropic", anthropic,
            QuotaReading(
                requests: 1000, requestsLeft: 999, tokens: 80_000, tokensLeft: 79_000, outputTokens: 16_000,
                outputTokensLeft: 15_000)
        ),
        ("anthropic", "anthropic-ratelimit-tokens-limit: 96000", QuotaReading(tokens: 96_000)),
        ("mistral", mistral, QuotaReading(requests: 60, requestsLeft: 59, tokens: 500_000, tokensLeft: 499_000)),
        ("openai-compatible", "x-ratelimit-limit-req-minute: 60", QuotaReading(requests: 60)),
        ("fireworks", fireworks, QuotaReading(tokens: 900_000, outputTokens: 36_000)),
        ("openai", "x-ratelimit-remaining-tokens: 0", QuotaReading(tokensLeft: 0)),
    ])
    func whatIsDocumentedIsRead(provider: String, lines: String, expected: QuotaReading) throws {
        #expect(try read(lines, provider) == expected)
    }

    /// Elsewhere the same name is a day's, or nobody says what it is.
    @Test(arguments: ["openai-compatible", "together", "vllm", "llama.cpp", "cohere", "gemini", "bedrock", ""])
    func unknownUnitsSayNothing(provider: String) throws { #expect(try read(Self.openAI, provider) == nil) }

    @Test(arguments: [
        "-1", "0", "1e6", "0x10", "+5", " ", "many", "12 000", "12,000", "1.5", "99999999999999", "9223372036854775808",
        "\u{0664}\u{0662}", "nan", "5;w=60",
    ])
    func hostileLimitsSayNothing(value: String) throws {
        #expect(try read("x-ratelimit-limit-requests: \(value)", "openai") == nil)
        #expect(try read("anthropic-ratelimit-output-tokens-limit: \(value)", "anthropic") == nil)
    }

    @Test func nothingIsNothing() throws {
        #expect(try read("date: today", "openai") == nil)
        #expect(QuotaReading.read(HTTPFields(), from: "openai") == nil)
    }

    private func read(_ lines: String, _ provider: String) throws -> QuotaReading? {
        var parser = HTTPResponseParser()
        let fields = lines.split(separator: "\n").joined(separator: "\r\n")
        var bytes = ByteBuffer(string: "HTTP/1.1 200 OK\r\n\(fields)\r\ncontent-length: 0\r\n\r\n")
        let head = try #require(try parser.parseHead(&bytes, requestWasHead: false))
        return QuotaReading.read(head.fields, from: provider)
    }
}
