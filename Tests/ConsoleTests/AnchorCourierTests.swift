import NIOCore
import NIOPosix
import PlanBEngine
import PlanBVocabulary
import Synchronization
import Testing

@testable import PlanBConsole

/// Anchors of the evidence on their way.
struct AnchorCourierTests {
    /// Answers with statuses in order, the last one for ever; 0: no answer.
    private final class FakeFetcher: Fetcher {
        let statuses: Mutex<[Int]>
        let bodies = Mutex<[String]>([])
        let heads = Mutex<[String]>([])

        init(_ statuses: [Int]) { self.statuses = Mutex(statuses) }

        func fetch(_ request: FetchRequest) async throws(AttemptFailure) -> FetchAnswer {
            bodies.withLock { $0.append(request.body.reveal { String(decoding: $0, as: UTF8.self) }) }
            heads.withLock { $0.append(request.head.reveal { String(decoding: $0, as: UTF8.self) }) }
            let status = statuses.withLock { $0.count > 1 ? $0.removeFirst() : $0.first ?? 0 }
            guard status > 0 else { throw AttemptFailure(.refused) }
            return FetchAnswer(status: status, body: ByteBuffer())
        }
    }

    private static let hook = AnchorCourier.Place.webhook(
        Origin(host: "a.example", port: 8443, isTLS: true), path: "/x")

    @Test("A webhook is told until it takes it, and then no more")
    func webhook() async {
        let fetcher = FakeFetcher([0, 500, 302, 204])
        let courier = AnchorCourier([Self.hook], fetcher: fetcher, say: { _ in })
        #expect(await courier.deliver(at: "").isEmpty)
        courier.take("{\"number\":1}")
        for _ in 0..<3 { #expect(await courier.deliver(at: "") == [0]) }
        #expect(await courier.deliver(at: "").isEmpty)
        #expect(await courier.deliver(at: "").isEmpty)
        #expect(fetcher.bodies.withLock { $0 } == Array(repeating: "{\"number\":1}", count: 4))
        let head = fetcher.heads.withLock { $0.first ?? "" }
        #expect(head.hasPrefix("POST /x HTTP/1.1\r\nhost: a.example:8443\r\n") && head.hasSuffix("\r\n\r\n"))
        #expect(head.contains("\r\ncontent-length: 12\r\n"))
    }

    @Test("Of anchors that wait only the newest is told")
    func newest() async {
        let fetcher = FakeFetcher([0, 200])
        let courier = AnchorCourier([Self.hook], fetcher: fetcher, say: { _ in })
        courier.take("1")
        #expect(await courier.deliver(at: "") == [0])
        courier.take("2")
        courier.take("3")
        #expect(await courier.deliver(at: "").isEmpty)
        #expect(fetcher.bodies.withLock { $0 } == ["1", "3"])
    }

    /// Keeps what it reads until the connection ends.
    private final class Reader: ChannelInboundHandler, @unchecked Sendable {
        typealias InboundIn = ByteBuffer
        private var text = ""
        private let done: AsyncStream<String>.Continuation
        init(_ done: AsyncStream<String>.Continuation) { self.done = done }
        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            text += String(buffer: unwrapInboundIn(data))
        }
        func channelInactive(context: ChannelHandlerContext) { done.yield(text) }
    }

    @Test("A syslog server gets a message of RFC 5424, framed by its length")
    func syslog() async throws {
        let (texts, done) = AsyncStream.makeStream(of: String.self)
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Reader(done)) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(server.localAddress?.port)
        let courier = AnchorCourier(
            [.syslog(host: "127.0.0.1", port: port)], fetcher: FakeFetcher([0]), say: { _ in })
        courier.take("{\"number\":1,\"é\":2}")
        #expect(await courier.deliver(at: "2026-11-22T12:00:00.000Z").isEmpty)
        for await text in texts.prefix(1) {
            let message = "<110>1 2026-11-22T12:00:00.000Z - planb - evidence - {\"number\":1,\"é\":2}"
            #expect(text == "\(message.utf8.count) \(message)")
        }
        try await server.close()
        courier.take("2")
        #expect(await courier.deliver(at: "") == [0])
    }
}
