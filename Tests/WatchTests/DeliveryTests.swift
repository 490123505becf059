import Foundation
import PlanBEngine
import PlanBPolicy
import PlanBVocabulary
import Testing

@testable import PlanBWatch

/// Messages on their way.
struct DeliveryTests {
    @Test(
        "What an answer means",
        arguments: [
            (200, .taken), (204, .taken), (299, .taken), (302, .later), (400, .refused), (401, .later), (404, .later),
            (410, .later), (413, .refused), (422, .refused), (429, .later), (500, .later), (503, .later), (nil, .later),
        ] as [(Int?, Outbox.Answer)])
    func answers(status: Int?, expected: Outbox.Answer) {
        #expect(Outbox.Answer(status: status) == expected)
    }

    @Test("A message is tried again at growing intervals, one at a time, in order, for a day")
    func tries() {
        var box = Outbox()
        var now = Instant(nanoseconds: 0)
        box.put(id: "1", body: "a", now: now)
        box.put(id: "2", body: "b", now: now)
        let first = box.begin(now: now)
        #expect(first?.id == "1")
        let other = box.begin(now: now)
        #expect(other == nil)
        var pauses: [Int] = []
        for _ in 0..<9 {
            let isDropped = box.end(.later, now: now)
            #expect(!isDropped)
            var pause = 0
            while box.begin(now: now) == nil {
                pause += 1
                now = now + .seconds(1)
            }
            pauses.append(pause)
        }
        #expect(pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60])
        var isDropped = box.end(.taken, now: now)
        #expect(!isDropped)
        let second = box.begin(now: now)
        #expect(second?.id == "2")
        isDropped = box.end(.later, now: now + Outbox.patience)
        #expect(isDropped)
        #expect(box.isEmpty)
    }

    @Test("A message that is refused for what it says is dropped, and the next one is tried")
    func refused() {
        var box = Outbox()
        let now = Instant(nanoseconds: 0)
        box.put(id: "1", body: "", now: now)
        box.put(id: "2", body: "", now: now)
        _ = box.begin(now: now)
        let isDropped = box.end(.refused, now: now)
        #expect(isDropped)
        let second = box.begin(now: now)
        #expect(second?.id == "2")
    }

    private func object(_ notice: Notice, leftOut: Int = 0) throws -> [String: Any] {
        let text = NoticeText.json(notice, node: "n1", leftOut: leftOut)
        return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test("A message has what is promised")
    func body() throws {
        let alert = Alert(.targetDown, "openai", "given up (endpoint a: refused)", .critical)
        let open = try object(Notice(alert, since: 1_795_000_000_000, time: 1_795_000_002_500))
        #expect(open["kind"] as? String == "target_down" && open["subject"] as? String == "openai")
        #expect(open["detail"] as? String == "given up (endpoint a: refused)" && open["node"] as? String == "n1")
        #expect(open["severity"] as? String == "critical" && open["resolved"] as? Bool == false)
        #expect(open["time"] as? String == "2026-11-18T11:06:42.500Z")
        #expect(
            open["text"] as? String == "Plan B critical: target_down openai: given up (endpoint a: refused). (node n1)")
        #expect(open["subjects"] == nil && open["left_out"] == nil)
        let over = try object(
            Notice(alert, isResolved: true, since: 1_795_000_000_000, time: 1_795_000_065_000), leftOut: 7)
        #expect(over["resolved"] as? Bool == true && over["left_out"] as? Int == 7)
        let text = try #require(over["text"] as? String)
        #expect(text.hasPrefix("Plan B resolved: target_down openai: ") && text.contains("for 65 s."))
    }

    @Test("Many are one message with a list")
    func many() throws {
        let notices = (0..<300).map { Notice(Alert(.quota, "t\($0)", "none left", .warning), since: 0, time: 5) }
        let messages = Notice.summedUp(notices)
        #expect(messages.count == 1)
        let object = try object(messages[0])
        #expect(object["count"] as? Int == 300 && (object["subjects"] as? [String])?.count == 200)
        #expect(object["subject"] as? String == "300 targets")
    }

    @Test(
        "Whatever a name is, the message is JSON and one harmless line",
        arguments: [
            "<!channel> <https://evil.example|click>", "a\u{202E}b\u{0}\u{7}\r\nc", "\"}\\", "é 🦉", "", "\u{2028}&amp;",
            String(repeating: "x", count: 100_000),
        ])
    func hostile(name: String) throws {
        let object = try object(Notice(Alert(.drillAborted, name, name, .warning), since: 0, time: 0))
        let text = try #require(object["text"] as? String)
        #expect(!text.contains { "<>&\r\n\u{0}\u{202E}\u{2028}".contains($0) })
        #expect(text.utf8.count < 5000)
    }

    private static let webhook = Webhook(
        origin: Origin(host: "hooks.example", port: 8443, isTLS: true), target: Secret("/a/b?sig=c"), kinds: [.quota],
        signing: FixedSecret(Secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")))

    @Test("A message is a POST, signed as Standard Webhooks says: its own example")
    func signature() throws {
        let parcel = Outbox.Parcel(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", body: "{\"test\": 2432232314}", since: Instant(nanoseconds: 0))
        let request = try #require(Self.webhook.request(parcel, epoch: 1_614_265_330))
        let head = request.head.reveal { String(decoding: $0, as: UTF8.self) }
        #expect(
            head.hasPrefix("POST /a/b?sig=c HTTP/1.1\r\nhost: hooks.example:8443\r\n") && head.hasSuffix("\r\n\r\n"))
        #expect(head.contains("\r\nwebhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek\r\nwebhook-timestamp: 1614265330\r\n"))
        #expect(head.contains("\r\nwebhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=\r\n"))
        #expect(head.contains("\r\ncontent-length: 20\r\n"))
        #expect(Self.webhook.name == "hooks.example:8443")
    }

    @Test(
        "What is a key to sign with",
        arguments: [
            ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true), ("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true),
            ("whsec_c2hvcnQ=", false), ("whsec_", false), ("correct horse", false),
            ("whsec_" + Data(repeating: 1, count: 65).base64EncodedString(), false),
        ])
    func keys(text: String, isKey: Bool) {
        #expect((SigningKey.bytes(Secret(text)) != nil) == isKey)
    }

    @Test("A message that cannot be signed is not sent")
    func unsigned() {
        var webhook = Self.webhook
        webhook.signing = FixedSecret(Secret("none"))
        let parcel = Outbox.Parcel(id: "1", body: "{}", since: Instant(nanoseconds: 0))
        #expect(webhook.request(parcel, epoch: 0) == nil)
    }
}
