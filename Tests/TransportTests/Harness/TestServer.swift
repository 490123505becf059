import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A server for what a fake provider does not do: a test writes down what happens on each connection.
final class TestServer: Sendable {
    typealias Stream = NIOAsyncChannel<ByteBuffer, ByteBuffer>

    /// One connection, in straight code.
    struct Connection {
        /// Which one it is, from 0.
        let number: Int
        fileprivate var incoming: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
        let channel: any Channel
        let server: TestServer
        var unread = ByteBuffer()

        /// The next bytes; nil at the end.
        mutating func receive() async throws -> ByteBuffer? {
            if unread.readableBytes > 0 {
                defer { unread.clear() }
                return unread
            }
            let bytes = try await incoming.next(isolation: #isolation)
            server.received.add(bytes?.readableBytes ?? 0, ordering: .relaxed)
            return bytes
        }

        /// The bytes up to and with this text; what follows stays.
        mutating func receive(through text: String) async throws -> String {
            var all = ByteBuffer()
            while var bytes = try await receive() {
                all.writeBuffer(&bytes)
                let view = all.readableBytesView
                guard let end = view.firstRange(of: Array(text.utf8))?.upperBound else { continue }
                let head = all.readString(length: end - view.startIndex)
                unread = all
                return head ?? ""
            }
            throw ChannelError.eof
        }

        /// One request with its `content-length` body.
        mutating func request() async throws -> String {
            let head = try await receive(through: "\r\n\r\n")
            let length = Answer(Array("HTTP/1.1 200 OK\r\n\(head)".utf8)[...]).header("content-length")
            var missing = Int(length ?? "0") ?? 0
            while missing > 0, var bytes = try await receive() {
                let taken = min(missing, bytes.readableBytes)
                missing -= taken
                bytes.moveReaderIndex(forwardBy: taken)
                unread = bytes
            }
            return head
        }

        func send(_ text: String) async throws { try await send(Array(text.utf8)) }

        func send(_ bytes: [UInt8]) async throws {
            // Returns when the kernel has it: what is counted is out, and nothing is lost when the connection is closed.
            try await channel.writeAndFlush(ByteBuffer(bytes: bytes))
            server.sent.add(bytes.count, ordering: .relaxed)
        }

        /// A small good answer.
        func answer(_ content: String = "hello") async throws {
            let body =
                #"{"id":"a","object":"chat.completion","model":"m","choices":[{"index":0,"message":{"role":"assistant","#
                + "\"content\":\"\(content)\"},\"finish_reason\":\"stop\"}]}"
            try await send(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
            )
        }
    }

    let port: Int
    /// Bytes that were read from all connections.
    let received = Atomic(0)
    /// Bytes that all connections could be rid of.
    let sent = Atomic(0)
    /// Connections that were accepted.
    let connections = Atomic(0)
    /// Connections that are over.
    let ended = Atomic(0)
    /// What the test may tell the connections.
    let signal = Signal()

    private init(port: Int) { self.port = port }

    /// Runs `body` with a server that does `serve` on each connection.
    static func run(
        host: String = "127.0.0.1", tls: NIOSSLContext? = nil,
        serve: @escaping @Sendable (inout Connection) async throws -> Void,
        _ body: @Sendable (TestServer) async throws -> Void
    ) async throws {
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: host, port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls)) }
                    return try Stream(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(isOutboundHalfClosureEnabled: false))
                }
            }
        let server = TestServer(port: channel.channel.localAddress?.port ?? 0)
        try await channel.executeThenClose { inbound in
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                tasks.addTask {
                    await withDiscardingTaskGroup { connections in
                        do {
                            for try await stream in inbound {
                                connections.addTask { await server.serve(stream, serve) }
                            }
                        } catch {}
                    }
                }
                defer { tasks.cancelAll() }
                try await body(server)
            }
        }
    }

    private func serve(
        _ stream: Stream, _ serve: @escaping @Sendable (inout Connection) async throws -> Void
    ) async {
        let number = connections.wrappingAdd(1, ordering: .relaxed).oldValue
        // A connection that breaks is what many tests are about: they look at the other side.
        try? await stream.executeThenClose { incoming, _ in
            var connection = Connection(
                number: number, incoming: incoming.makeAsyncIterator(), channel: stream.channel, server: self)
            try await serve(&connection)
        }
        ended.add(1, ordering: .relaxed)
    }
}

/// A flag to wait for.
final class Signal: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream() }

    /// Lets one waiter go on.
    func raise() { continuation.yield() }

    func wait() async {
        var iterator = stream.makeAsyncIterator()
        await iterator.next()
    }
}
