import NIOCore
import PlanBVocabulary
import PlanBWire
import Testing

@testable import PlanBEngine

struct RetryAfterTests {
    /// Sun, 06 Nov 1994 08:49:37 GMT.
    static let epoch: Int64 = 784_111_777

    @Test(arguments: [
        ("retry-after: 3", 3000), ("retry-after: 0", 0), ("retry-after: 1.5", 1500), ("retry-after-ms: 250", 250),
        ("retry-after-ms: 250\r\nretry-after: 1", 1000), ("retry-after: Sun, 06 Nov 1994 08:50:07 GMT", 30_000),
        ("retry-after: Sun, 06 Nov 1994 08:00:00 GMT", 0), ("retry-after: 8259", 3_600_000),
        ("x-ratelimit-reset-requests: 1s", 1000), ("x-ratelimit-reset-tokens: 6m0s", 360_000),
        ("x-ratelimit-reset-requests: 120ms", 120), ("x-ratelimit-reset-requests: 0h2m3s", 123_000),
        ("x-ratelimit-reset: 12", 12_000), ("x-ratelimit-reset: 784111787", 10_000),
        ("x-ratelimit-reset-requests: 1s\r\nx-ratelimit-reset-tokens: 20s", 20_000),
        ("x-ratelimit-remaining-tokens: 5000\r\nx-ratelimit-reset-tokens: 20s\r\nx-ratelimit-reset-requests: 1s", 1000),
        ("retry-after: 2\r\nx-ratelimit-reset-tokens: 20s", 2000),
    ])
    func everyFormIsUnderstood(header: String, milliseconds: Int) throws {
        #expect(try wait(header) == .milliseconds(milliseconds))
    }

    @Test(arguments: [
        "retry-after: soon", "retry-after: -1", "retry-after: 1e300", "retry-after: nan", "retry-after: inf",
        "retry-after:", "retry-after: Mon, 99 Foo 1994 08:49:37 GMT", "retry-after: Sunday, 06-Nov-94 08:49:37 GMT",
        "retry-after-ms: 99999999999999999999", "x-ratelimit-reset-requests: 1x", "x-ratelimit-reset-requests: s",
        "x-ratelimit-reset-requests: 5m7", "retry-after: 0x1p1023", "date: Sun, 06 Nov 1994 08:49:37 GMT",
    ])
    func whatCannotBeReadSaysNothing(header: String) throws { #expect(try wait(header) == nil) }

    private func wait(_ header: String) throws -> Instant.Span? {
        var parser = HTTPResponseParser()
        var bytes = ByteBuffer(string: "HTTP/1.1 429 Slow Down\r\n\(header)\r\ncontent-length: 0\r\n\r\n")
        let head = try #require(try parser.parseHead(&bytes, requestWasHead: false))
        return RetryAfter.read(head.fields, epoch: Self.epoch)
    }
}
