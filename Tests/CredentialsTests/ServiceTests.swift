import PlanBEngine
import PlanBVocabulary
import Synchronization
import Testing

@testable import PlanBCredentials

/// What is kept, when it is renewed, and what happens when it cannot be.
struct ServiceTests {
    /// A metadata server of Google whose tokens count up; it fails while told to.
    final class Metadata: Sendable {
        private struct State {
            var count = 0
            var isDown = false
            var lifetime = 3600
        }
        private let state = Mutex(State())
        func fail(_ isDown: Bool) { state.withLock { $0.isDown = isDown } }
        func live(_ seconds: Int) { state.withLock { $0.lifetime = seconds } }

        func answer(_: FakeServer.Request) -> FakeServer.Answer {
            state.withLock { state in
                guard !state.isDown else { return .error(503, #"{"error":"unavailable"}"#) }
                state.count += 1
                return .ok(#"{"access_token":"token-\#(state.count)","expires_in":\#(state.lifetime)}"#)
            }
        }
    }

    private static func run(
        _ body: (Bench, CredentialService, CloudCredential, Metadata, FakeServer) async throws -> Void
    ) async throws {
        let bench = try Bench()
        let metadata = Metadata()
        try await FakeServer.run({ metadata.answer($0) }) { server in
            let service = bench.service(["GCE_METADATA_HOST": "127.0.0.1:\(server.port)"])
            let credential = CloudCredential(.init(.google))
            service.adopt([credential])
            try await body(bench, service, credential, metadata, server)
        }
    }

    private static func turn(_ service: CredentialService) async {
        for credential in service.takeDue() { await service.fetch(credential) }
    }

    private func text(_ credential: CloudCredential, _ bench: Bench) -> String? {
        guard case .token(let token) = credential.current(epoch: bench.clock.epochSeconds()) else { return nil }
        return token.reveal { String(decoding: $0, as: UTF8.self) }
    }

    @Test("A credential is awaited until the first fetch has come to an end")
    func awaited() async throws {
        try await Self.run { bench, service, credential, metadata, server in
            #expect(credential.isAwaited(epoch: Bench.epoch) && text(credential, bench) == nil)
            await Self.turn(service)
            #expect(!credential.isAwaited(epoch: Bench.epoch) && text(credential, bench) == "token-1")
            #expect(credential.refusal == nil && server.requests.count == 1)
        }
    }

    @Test("What is being fetched is not fetched a second time")
    func single() async throws {
        try await Self.run { _, service, credential, _, server in
            let due = service.takeDue()
            #expect(due.count == 1 && service.takeDue().isEmpty)
            await service.fetch(credential)
            #expect(service.takeDue().isEmpty && server.requests.count == 1)
        }
    }

    @Test("It is renewed ahead of its end, and the one before serves until then")
    func ahead() async throws {
        try await Self.run { bench, service, credential, _, server in
            await Self.turn(service)
            bench.clock.advance(2600)
            #expect(service.takeDue().isEmpty)
            bench.clock.advance(600)
            #expect(text(credential, bench) == "token-1")
            await Self.turn(service)
            #expect(text(credential, bench) == "token-2" && server.requests.count == 2)
        }
    }

    @Test("An expired credential is never used, and says why there is none")
    func expired() async throws {
        try await Self.run { bench, service, credential, metadata, _ in
            await Self.turn(service)
            metadata.fail(true)
            bench.clock.advance(3100)
            await Self.turn(service)
            #expect(text(credential, bench) == "token-1" && credential.refusal == nil)
            bench.clock.advance(494)
            #expect(text(credential, bench) == "token-1")
            bench.clock.advance(2)
            #expect(text(credential, bench) == nil && !credential.isAwaited(epoch: bench.clock.epochSeconds()))
            bench.clock.advance(10)
            await Self.turn(service)
            #expect(credential.refusal?.contains("the metadata server of Google answered 503 (unavailable)") == true)
            metadata.fail(false)
            bench.clock.advance(60)
            await Self.turn(service)
            #expect(text(credential, bench) == "token-2" && credential.problem == nil)
            let lines = bench.lines.withLock { $0 }
            #expect(lines.count == 2 && lines[0].hasSuffix("the last ones stay in use while they are good"))
            #expect(lines[1] == "planb: credentials: Google Cloud: fetched again")
            #expect(!lines.joined().contains("token-"))
        }
    }

    @Test("Failures are tried again ever later")
    func backoff() async throws {
        try await Self.run { bench, service, _, metadata, server in
            metadata.fail(true)
            var asked: [Int64] = []
            for second in 0..<200 as Range<Int64> {
                let before = server.requests.count
                await Self.turn(service)
                if server.requests.count > before { asked.append(second) }
                bench.clock.advance(1)
            }
            #expect(asked.first == 0 && (6...12).contains(asked.count), "\(asked)")
            #expect(bench.lines.withLock { $0.count } <= 2)
        }
    }

    @Test("A credential that was refused is fetched again, but not for each refusal")
    func doubted() async throws {
        try await Self.run { bench, service, credential, _, server in
            await Self.turn(service)
            credential.doubt()
            #expect(service.takeDue().isEmpty)
            bench.clock.advance(31)
            await Self.turn(service)
            #expect(text(credential, bench) == "token-2" && server.requests.count == 2)
            bench.clock.advance(31)
            #expect(service.takeDue().isEmpty)
            bench.clock.advance(-86_400)
            credential.doubt()
            await Self.turn(service)
            #expect(text(credential, bench) == "token-3")
        }
    }

    @Test("What the configuration does not have any more is not fetched any more")
    func dropped() async throws {
        try await Self.run { bench, service, credential, _, server in
            await Self.turn(service)
            service.adopt([credential])
            #expect(service.takeDue().isEmpty)
            service.adopt([])
            bench.clock.advance(4000)
            #expect(service.takeDue().isEmpty && server.requests.count == 1)
        }
    }

    @Test("An answer that is longer than any credential is not read to its end")
    func oversized() async throws {
        let bench = try Bench()
        let long = #"{"access_token":"\#(String(repeating: "x", count: 300 << 10))","expires_in":60}"#
        try await FakeServer.run({ _ in .ok(long) }) { server in
            let service = bench.service(["GCE_METADATA_HOST": "127.0.0.1:\(server.port)"])
            let credential = CloudCredential(.init(.google))
            service.adopt([credential])
            await Self.turn(service)
            #expect(credential.refusal?.hasSuffix("sent more than 256 KiB") == true, "\(credential.refusal ?? "")")
        }
    }

    @Test("It works by itself until it is cancelled")
    func running() async throws {
        try await Self.run { bench, service, credential, _, server in
            await withTaskGroup(of: Void.self) { tasks in
                tasks.addTask { await service.run() }
                while credential.isAwaited(epoch: Bench.epoch) { await Task.yield() }
                tasks.cancelAll()
            }
            #expect(text(credential, bench) == "token-1" && server.requests.count == 1)
        }
    }

    @Test("A token that has ended when it comes is a clock that is wrong")
    func late() async throws {
        try await Self.run { bench, service, credential, metadata, _ in
            metadata.live(-5)
            await Self.turn(service)
            #expect(text(credential, bench) == nil && credential.refusal != nil)
        }
    }
}
