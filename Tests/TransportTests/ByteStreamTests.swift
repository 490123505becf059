import NIOCore
import NIOPosix
import PlanBVocabulary
import Synchronization
import Testing

@testable import PlanBTransport

@Suite("A connection as a stream of bytes", .timeLimit(.minutes(1)))
struct ByteStreamTests {
    /// Runs `body` on the loop of a stream whose peer reads nothing.
    private func withBlockedStream(
        _ body: @escaping @Sendable (ByteStream, SystemTime) async -> Void
    ) async throws {
        let group = MultiThreadedEventLoopGroup.singleton
        let server = try await ServerBootstrap(group: group).childChannelOption(.autoRead, value: false)
            .bind(host: "127.0.0.1", port: 0).get()
        let loop = group.next()
        let stream = ByteStream(deadlines: DeadlineQueue(loop: loop, clock: SystemTime()))
        let channel = try await ClientBootstrap(group: loop)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(stream) }
            }
            .connect(to: #require(server.localAddress)).get()
        let executor = LoopExecutor(loop)
        await withTaskExecutorPreference(executor) {
            // More than the kernel takes without a reader.
            while stream.isWritable { stream.send(ByteBuffer(repeating: 0, count: 1 << 20)) }
            await body(stream, SystemTime())
        }
        try? await channel.close().get()
        try await server.close().get()
    }

    @Test("A wait for a reader ends when the wait is cancelled, however long it may last")
    func cancelledWriter() async throws {
        try await withBlockedStream { stream, time in
            stream.channel?.eventLoop.execute { stream.cancel() }
            await stream.becomeWritable(before: .distantFuture)
            #expect(!stream.isWritable)
            #expect(stream.isCancelled)
        }
    }

    @Test("A wait for a reader, and one for the last byte to leave, end at their deadline")
    func lateWriter() async throws {
        try await withBlockedStream { stream, time in
            let deadline = time.now() + .milliseconds(20)
            await stream.becomeWritable(before: deadline)
            #expect(time.now() >= deadline)
            let next = time.now() + .milliseconds(20)
            await stream.becomeFlushed(before: next)
            #expect(time.now() >= next)
        }
    }

    @Test("A wait ends when the connection does")
    func closedWriter() async throws {
        try await withBlockedStream { stream, time in
            stream.channel?.eventLoop.execute { stream.close() }
            await stream.becomeWritable(before: .distantFuture)
            #expect(stream.isEnded)
            // Nothing can be waited for any more.
            await stream.becomeFlushed(before: .distantFuture)
            guard case .ended = await stream.fill(before: .distantFuture) else {
                Issue.record("a closed stream gave something else than its end")
                return
            }
        }
    }
}
