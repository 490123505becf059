import Foundation
import Testing

@testable import PlanBFakeProvider

/// What is true of all dialects.
@Suite struct EveryDialectTests {
    @Test(arguments: Talk.all, [0, 1, 3])
    func aStreamAndAnAnswerInOnePieceAreGood(talk: Talk, calls: Int) {
        let edit = { (answer: inout Behaviour.Answer) in
            if calls > 0 { answer.toolCall = .init(times: calls) }
        }
        let plain = talk.reply(talk.hello, edit)
        #expect(plain.status == 200 && !plain.isStream, "\(plain.events)")
        #expect(plain.body.members != nil)
        let (streaming, body) = talk.streaming
        let stream = streaming.reply(body, edit)
        #expect(stream.isStream)
        for event in stream.events {
            if case .event(_, let data) = event.content { #expect(data == "[DONE]" || JSON.isValid(data), "\(data)") }
        }
        #expect(stream.events.last?.kind == .done)
        #expect(stream.events.contains { $0.kind == .token } || calls > 0)
    }

    @Test(arguments: Talk.all)
    func aMistakeThatIsNotLookedForIsAnsweredWhenTheScriptSaysSo(talk: Talk) {
        let body = #"{"nonsense":1,"# + talk.hello.dropFirst()
        let isRefused = talk.reply(body).status >= 400
        // OpenAI's checks are about what a gateway can break, not about members.
        #expect(isRefused == (talk.dialect != .openAI))
        #expect(talk.reply(body, strict: false).status == 200)
    }

    @Test(arguments: Talk.all, [400, 401, 402, 403, 404, 408, 409, 413, 422, 429, 500, 502, 503, 504, 529, 418, 599])
    func everyStatusHasAnErrorOfTheDialect(talk: Talk, status: Int) {
        for code in [nil, "insufficient_quota", "context_length_exceeded", "content_filter", "unsupported_value", "x"] {
            let reply = talk.error(.init(status: status, code: code))
            #expect(reply.status >= 400)
            #expect(reply.body.members?.isEmpty == false)
        }
        #expect(String(describing: talk.error(.init(status: status, message: "my own")).body).contains("my own"))
    }

    @Test(arguments: Talk.all, Behaviour.presets.map(\.name))
    func everyPresetCanBePlayed(talk: Talk, name: String) throws {
        var script = FaultScript(talk.dialect)
        script.models = ["m"]
        let core = Core(script, [], .init())
        let behaviour = try Behaviour.preset(name)
        let (streaming, body) = talk.streaming
        for request in [talk.request(talk.hello), streaming.request(body)] {
            #expect(!core.playback(request, behaviour).steps.isEmpty)
        }
    }

    @Test(arguments: Talk.all)
    func withoutItsEndMarkAStreamIsNotComplete(talk: Talk) throws {
        let (streaming, body) = talk.streaming
        let reply = streaming.reply(body)
        let kept = try Behaviour.preset("no_done").stream.edit(reply, now: 0).events
        #expect(kept.count == reply.events.count - 1)
        let twice = try Behaviour.preset("done_twice").stream.edit(reply, now: 0).events
        #expect(twice.count == reply.events.count + 1 && twice.last == reply.events.last)
    }

    @Test(arguments: Talk.all, [400, 429, 500, 503, 529])
    func anErrorInAStreamIsAnEventOfTheDialect(talk: Talk, status: Int) {
        let (streaming, body) = talk.streaming
        let reply = streaming.reply(body)
        let events = Behaviour.streamError(status, afterEvents: 2).stream.edit(reply, now: 0).events
        #expect(events.count == 3)
        if case .comment = events.last?.content { Issue.record("a comment") }
        #expect(events[..<2] == reply.events[..<2])
    }

    @Test(arguments: Talk.all)
    func badDataAreInAnEventThatIsRead(talk: Talk) throws {
        let (streaming, body) = talk.streaming
        let reply = streaming.reply(body)
        for name in ["invalid_json", "invalid_utf8", "nul_bytes"] {
            let events = try Behaviour.preset(name).stream.edit(reply, now: 0).events
            guard case .raw(let bytes) = events[2].content else {
                Issue.record("\(events[2])")
                continue
            }
            let isNamed = String(decoding: bytes, as: UTF8.self).hasPrefix("event: content")
            #expect(isNamed == [.anthropic, .cohere].contains(talk.dialect))
            #expect((RawFrame(bytes) != nil) == (talk.dialect == .bedrock))
        }
    }

    @Test func extremeCountsDoNotOverflow() {
        for talk in Talk.all {
            let (streaming, body) = talk.streaming
            for count in [Int.max, Int.min, -1] {
                let edit = { (answer: inout Behaviour.Answer) in
                    (answer.usage.cached, answer.usage.cacheWritten, answer.usage.reasoning) = (count, count, count)
                    (answer.usage.prompt, answer.usage.completion) = (count, count)
                }
                _ = talk.reply(talk.hello, edit)
                _ = streaming.reply(body, edit)
            }
        }
    }
}
