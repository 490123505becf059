import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// A client without a codec: it sends bytes, keeps every byte that comes back, and knows how the connection ended.
final class RawClient: Sendable {
    enum End: Equatable {
        case fin, reset
    }

    private let channel: any Channel
    private let recorder: Recorder

    static func connect(_ port: Int) async throws -> RawClient {
        let recorder = Recorder()
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(RecordingHandler(recorder))
                }
            }
            .connect(host: "127.0.0.1", port: port).get()
        return RawClient(channel, recorder)
    }

    private init(_ channel: any Channel, _ recorder: Recorder) {
        self.channel = channel
        self.recorder = recorder
    }

    /// A connection, and this text sent over it.
    static func send(_ text: String, to port: Int) async throws -> RawClient {
        let client = try await connect(port)
        try await client.send(text)
        return client
    }

    func send(_ text: String) async throws { try await channel.writeAndFlush(ByteBuffer(string: text)) }
    func close() async throws { try await channel.close() }

    var bytes: [UInt8] { recorder.state.withLock { $0.bytes } }
    var text: String { String(decoding: bytes, as: UTF8.self) }
    var end: End? { recorder.state.withLock { $0.end } }

    /// Waits until so many bytes, or a text with this ending, or the end of the connection is there.
    @discardableResult
    func wait(until condition: @escaping @Sendable ([UInt8]) -> Bool) async -> [UInt8] {
        await recorder.wait { $0.end != nil || condition($0.bytes) }
        return bytes
    }

    @discardableResult
    func wait(for ending: String) async -> String {
        let suffix = Array(ending.utf8)
        return String(decoding: await wait { $0.suffix(suffix.count).elementsEqual(suffix) }, as: UTF8.self)
    }

    /// Waits until the connection has ended.
    func ended() async -> End {
        await recorder.wait { $0.end != nil }
        return end ?? .fin
    }
}

final class Recorder: Sendable {
    struct State {
        var bytes: [UInt8] = []
        var end: RawClient.End?
        fileprivate var waiters: [(condition: (State) -> Bool, continuation: CheckedContinuation<Void, Never>)] = []
    }

    let state = Mutex(State())

    func change(_ body: (inout State) -> Void) {
        let woken = state.withLock { state in
            body(&state)
            let snapshot = state
            let woken = state.waiters.filter { $0.condition(snapshot) }
            state.waiters.removeAll { $0.condition(snapshot) }
            return woken.map(\.continuation)
        }
        for continuation in woken { continuation.resume() }
    }

    func wait(_ condition: @escaping @Sendable (State) -> Bool) async {
        await withCheckedContinuation { continuation in
            let isThere = state.withLock { state in
                if condition(state) { return true }
                state.waiters.append((condition, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }
}

private final class RecordingHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let recorder: Recorder

    init(_ recorder: Recorder) { self.recorder = recorder }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data).readableBytesView
        // An endless stream is not kept to its end.
        recorder.change { $0.bytes += $0.bytes.count < 4 << 20 ? bytes : bytes[bytes.endIndex...] }
    }

    func channelInactive(context: ChannelHandlerContext) { recorder.change { $0.end = $0.end ?? .fin } }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? IOError, error.errnoCode == ECONNRESET { recorder.change { $0.end = .reset } }
        context.close(promise: nil)
    }
}
