import NIOCore
import PlanBEngine
import PlanBPolicy
import PlanBTesting
import PlanBVocabulary
import Testing

@testable import PlanBRehearsal
@testable import PlanBWire

/// Recordings from the request of a user to the proposal, without waiting for anything.
struct RecordingTests {
    private static let secret = "sk-proj-abcdEFGH1234abcdEFGH1234abcdEFGH1234abcd"

    private let stage: Stage
    private let service: RehearsalService

    init() {
        var plan = RehearsalPlan()
        plan.mayRecord = true
        stage = Stage(plan)
        service = stage.service()
    }

    /// Has a user ask for something, which `a` answers.
    private func ask(_ prompt: String, _ headers: [String] = []) async throws {
        try await send(
            "/v1/chat/completions",
            #"{"model":"gpt-4.1","messages":[{"role":"user","content":\#(FlowText.text(.string(prompt)))}]}"#, headers)
    }

    private func send(_ path: String, _ body: String, _ headers: [String] = []) async throws {
        var text = ByteBuffer(string: "POST \(path) HTTP/1.1\r\nhost: localhost\r\n")
        for header in headers { text.writeString(header + "\r\n") }
        text.writeString("content-length: \(body.utf8.count)\r\n\r\n")
        var parser = HTTPRequestParser()
        let head = try #require(try parser.parseHead(&text))
        let upstream = ScriptedUpstream(
            stage.time,
            [
                "a": [
                    .answer(
                        status: 200, contentType: "application/json",
                        pieces: [
                            .text(
                                #"{"id":"c","model":"m","choices":[{"index":0,"finish_reason":"stop","message":"#
                                    + #"{"role":"assistant","content":"hi"}}],"usage":{"prompt_tokens":3}}"#)
                        ])
                ]
            ])
        let received = Received()
        let request = ClientRequest(
            head: head, arrival: stage.time.now(), isLoopback: true, body: BufferedBody(body),
            memory: ConnectionMemory())
        await stage.gateway.handle(request, upstream: upstream, sink: CollectingSink(received))
        #expect(received.status == 200 && upstream.requests.map(\.host) == ["a"])
    }

    /// What the service does ten times a second.
    private func beat() {
        for observation in service.inbox.take() { #expect(service.isRecorded(observation)) }
        service.tendRecordings()
    }

    @Test func whatComesOutIsRedactedAndHandedOutOnce() async throws {
        let id = try service.record(RecordingOrder(route: "gpt-4.1", count: 1))
        try await ask("Never mind.", ["x-planb-rehearse: off"])
        #expect(service.recording(id)?.isRunning == true && service.recording(id)?.yaml == nil)
        try await ask("Write to john.doe@example.org, say: \"#1 it's done\"")
        beat()
        #expect(service.recording(id)?.isRunning == false)
        #expect(service.recording(id) == nil)
    }

    /// Whatever a client speaks, the proposal is in the words of a golden file.
    @Test(arguments: [
        (
            "/v1/messages",
            #"{"model":"gpt-4.1","max_tokens":50,"top_k":3,"system":"Be brief.","messages":[{"role":"user","content":"What is a hull?"}],"#
                + #""tools":[{"name":"look_up","input_schema":{"type":"object"}}]}"#
        ),
        (
            "/v1/responses",
            #"{"model":"gpt-4.1","store":false,"instructions":"Be brief.","input":"What is a hull?","max_output_tokens":50,"#
                + #""tools":[{"type":"function","name":"look_up","parameters":{"type":"object"}}]}"#
        ),
        (
            "/v1beta/models/gpt-4.1:generateContent",
            #"{"systemInstruction":{"parts":[{"text":"Be brief."}]},"contents":[{"role":"user","parts":[{"text":"What is a hull?"}]}],"#
                + #""generationConfig":{"maxOutputTokens":50},"#
                + #""tools":[{"functionDeclarations":[{"name":"look_up","parameters":{"type":"OBJECT"}}]}]}"#
        ),
    ])
    func otherDialectsAreRecordedAsChatCompletions(path: String, body: String) async throws {
        let id = try service.record(RecordingOrder(route: "gpt-4.1", count: 1))
        try await send(path, body)
        for _ in 0..<3 { beat() }
        let state = try #require(service.recording(id))
        #expect(state.kept == 1 && state.unusable.isEmpty, "\(state.counts)")
        let yaml = try #require(state.yaml)
        for words in ["Be brief.", "What is a hull?", "look_up", "50"] { #expect(yaml.contains(words)) }
    }

    @Test func whatIsTooLongIsNotEvenTranslated() async throws {
        let long = String(repeating: "long ", count: 8000)
        let body = #"{"model":"gpt-4.1","max_tokens":50,"messages":[{"role":"user","content":"\#(long)"}]}"#
        let id = try service.record(RecordingOrder(route: "gpt-4.1", count: 1, duration: 60_000))
        try await send("/v1/messages", body)
        beat()
        stage.time.advance(.minutes(1))
        for _ in 0..<3 { beat() }
        let state = try #require(service.recording(id))
        #expect(state.kept == 0 && state.unusable.keys.contains { $0.contains("32 KiB") }, "\(state.counts)")
    }

    @Test func theProposalIsAGoldenFile() async throws {
        let id = try service.record(RecordingOrder(route: "gpt-4.1", count: 3, duration: 60_000))
        for _ in 0..<2 { try await ask("Write to john.doe@example.org, say: \"#1 it's done\"") }
        try await ask("Never mind.", ["x-planb-rehearse: off"])
        beat()
        #expect(service.recording(id)?.isRunning == true)
        stage.time.advance(.minutes(1))
        for _ in 0..<3 { beat() }
        let state = try #require(service.recording(id))
        #expect((state.seen, state.kept, state.duplicates, state.refused) == (2, 1, 1, 1))
        #expect(state.counts == "2 seen, 1 kept, 1 near-duplicates dropped, 1 refused (no consent)")
        // SettingsTests/RehearsalSettingsTests.swift shows that this can be read.
        #expect(
            state.yaml == """
                # Proposed by `planb rehearse --record`: 1 prompts out of 2 requests whose callers consented.
                # Read every prompt before you keep it. Keys, mail addresses, numbers and the like were taken out; names of
                # people were not. Checks are of form only: add {contains: …}, {regex: …} or {judge: …} where you know what
                # is right.
                version: 1
                prompts:
                  - name: "recorded-1"
                    messages:
                      - {"role": "user", "content": "Write to [mail], say: \\"#1 it's done\\""}
                    checks: []   # the answer had no form to check: say what has to be in it

                """)
        #expect(stage.gateway.drills.running.isEmpty)
    }

    @Test func noSecretComesOut() async throws {
        let id = try service.record(RecordingOrder(route: "gpt-4.1", count: 1))
        try await ask("Why does \(Self.secret) not work for john.doe@example.org?")
        for _ in 0..<3 { beat() }
        let yaml = try #require(service.recording(id)?.yaml)
        #expect(!yaml.contains(Self.secret) && !yaml.contains("john.doe") && yaml.contains("not work for"))
    }

    @Test func withoutConsentOfTheRouteNothingBegins() {
        let stage = Stage(RehearsalPlan(golden: Stage.golden(3)))
        let refusal = #expect(throws: RehearsalRefusal.self) {
            try stage.service().record(RecordingOrder(route: "gpt-4.1"))
        }
        #expect(refusal?.kind == .notAllowed && refusal?.description.contains("record: golden") == true)
    }

    @Test(arguments: [
        (RecordingOrder(route: "gpt-5"), RehearsalRefusal.Kind.unknown),
        (RecordingOrder(route: "gpt-4.1", count: 0), .invalid),
        (RecordingOrder(route: "gpt-4.1", count: 1001), .invalid),
        (RecordingOrder(route: "gpt-4.1", duration: 0), .invalid),
        (RecordingOrder(route: "gpt-4.1", duration: .max), .invalid),
    ])
    func whatMakesNoSenseIsRefused(order: RecordingOrder, kind: RehearsalRefusal.Kind) {
        let refusal = #expect(throws: RehearsalRefusal.self) { try service.record(order) }
        #expect(refusal?.kind == kind)
    }

    @Test func oneAtATimeAndAnEndedOneKeepsNothing() async throws {
        let id = try service.record(RecordingOrder(route: "gpt-4.1"))
        let refusal = #expect(throws: RehearsalRefusal.self) { try service.record(RecordingOrder(route: "gpt-4.1")) }
        #expect(refusal?.kind == .notNow)
        try await ask("What is two and two?")
        beat()
        #expect(service.abort(id, actor: "x"))
        let state = try #require(service.recording(id))
        #expect(!state.isRunning && state.yaml == nil && state.kept == 0 && state.reason.hasPrefix("x ended it"))
        #expect(!service.abort(id, actor: "x"))
        _ = try service.record(RecordingOrder(route: "gpt-4.1"))
    }

    @Test func whatNobodyFetchesIsForgotten() async throws {
        let id = try service.record(RecordingOrder(route: "gpt-4.1", count: 1))
        try await ask("What is two and two?")
        for _ in 0..<3 { beat() }
        stage.time.advance(.minutes(15))
        beat()
        #expect(service.recording(id) == nil)
    }

    @Test func theEndOfTheGatewayIsTheEndOfRecordings() async throws {
        let id = try service.record(RecordingOrder(route: "gpt-4.1"))
        try await ask("What is two and two?")
        beat()
        service.dropRecordings()
        #expect(service.recording(id) == nil && stage.gateway.drills.running.isEmpty)
    }
}
