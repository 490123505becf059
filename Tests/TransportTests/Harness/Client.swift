import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// The wait was longer than any right answer takes.
struct WaitedInVain: Error {
    var received: String
}

/// A client without a codec: it sends bytes, keeps every byte that comes back, and knows how the connection ended.
final class Client: Sendable {
    fileprivate struct State {
        var bytes: [UInt8] = []
        /// Where the next answer begins.
        var consumed = 0
        var isEnded = false
        var wasReset = false
        var waiters: [Int: (isDone: (borrowing State) -> Bool, promise: EventLoopPromise<Void>)] = [:]
        var lastWaiter = 0
    }

    /// Generous: reached only by a test that fails.
    private static let patience = TimeAmount.seconds(20)
    private let channel: any Channel
    private let recorder: Recorder

    static func connect(
        to port: Int, host: String = "127.0.0.1", tls: NIOSSLContext? = nil, serverName: String? = nil,
        isReading: Bool = true
    ) async throws -> Client {
        let recorder = Recorder()
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.autoRead, value: isReading)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        let handler = try NIOSSLClientHandler(context: tls, serverHostname: serverName)
                        try channel.pipeline.syncOperations.addHandler(handler)
                    }
                    try channel.pipeline.syncOperations.addHandler(RecordingHandler(recorder))
                }
            }
            .connect(host: host, port: port).get()
        return Client(channel, recorder)
    }

    private init(_ channel: any Channel, _ recorder: Recorder) {
        self.channel = channel
        self.recorder = recorder
    }

    func send(_ bytes: [UInt8]) async throws { try await channel.writeAndFlush(ByteBuffer(bytes: bytes)) }
    func send(_ text: String) async throws { try await send(Array(text.utf8)) }
    /// Sends without waiting: the other side may not take it all.
    func pour(_ bytes: [UInt8]) { channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil) }
    func close() async { try? await channel.close().get() }
    func startReading() async throws { try await channel.setOption(.autoRead, value: true).get() }

    /// Everything that was received.
    var bytes: [UInt8] { recorder.state.withLock { $0.bytes } }
    var text: String { String(decoding: bytes, as: UTF8.self) }
    var wasReset: Bool { recorder.state.withLock { $0.wasReset } }

    /// The next complete answer on this connection; nil if the connection ended without one.
    func answer(toHead isHead: Bool = false) async throws -> Answer? {
        try await wait { state in
            state.isEnded || Answer.end(of: state.bytes, from: state.consumed, isHead: isHead, atEnd: false) != nil
        }
        return recorder.state.withLock { state in
            let start = state.consumed
            guard
                let end = Answer.end(of: state.bytes, from: start, isHead: isHead, atEnd: state.isEnded)
            else { return nil }
            state.consumed = end
            return Answer(state.bytes[start..<end])
        }
    }

    /// Waits until this text was received.
    func received(_ text: String) async throws {
        let wanted = Data(text.utf8)
        try await wait { Data($0.bytes).range(of: wanted) != nil || $0.isEnded }
    }

    func received(bytes count: Int) async throws { try await wait { $0.bytes.count >= count || $0.isEnded } }

    /// Waits for more than so many bytes; false if the connection ended without.
    func receivedMore(than count: Int) async throws -> Bool {
        try await wait { $0.bytes.count > count || $0.isEnded }
        return bytes.count > count
    }

    /// Waits until the connection has ended.
    func ended() async throws { try await wait { $0.isEnded } }

    private func wait(until isDone: @escaping @Sendable (borrowing State) -> Bool) async throws {
        let promise = channel.eventLoop.makePromise(of: Void.self)
        let id: Int? = recorder.state.withLock { state in
            if isDone(state) { return nil }
            state.lastWaiter += 1
            state.waiters[state.lastWaiter] = (isDone, promise)
            return state.lastWaiter
        }
        guard let id else { return promise.succeed() }
        let recorder = recorder
        let timer = channel.eventLoop.scheduleTask(in: Self.patience) {
            let waiter = recorder.state.withLock { $0.waiters.removeValue(forKey: id) }
            let text = recorder.state.withLock { String(decoding: $0.bytes.suffix(2000), as: UTF8.self) }
            waiter?.promise.fail(WaitedInVain(received: text))
        }
        defer { timer.cancel() }
        try await promise.futureResult.get()
    }

    fileprivate final class Recorder: Sendable {
        let state = Mutex(State())

        func change(_ body: (inout State) -> Void) {
            let woken = state.withLock { state in
                body(&state)
                guard !state.waiters.isEmpty else { return [EventLoopPromise<Void>]() }
                let ready = state.waiters.filter { $0.value.isDone(state) }
                for id in ready.keys { state.waiters[id] = nil }
                return ready.values.map(\.promise)
            }
            for promise in woken { promise.succeed() }
        }
    }

    private final class RecordingHandler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let recorder: Recorder

        init(_ recorder: Recorder) { self.recorder = recorder }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let bytes = unwrapInboundIn(data).readableBytesView
            recorder.change { $0.bytes += bytes }
        }

        func channelInactive(context: ChannelHandlerContext) { recorder.change { $0.isEnded = true } }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            if let error = error as? IOError, error.errnoCode == ECONNRESET { recorder.change { $0.wasReset = true } }
            context.close(promise: nil)
        }
    }
}
