import NIOCore
public import NIOPosix
import NIOSSL
public import PlanBEngine
import PlanBVocabulary
import Synchronization

/// The data port: accepts connections and serves them, each with one async function on its own event loop.
public final class Listener: Sendable {
    private let channel: NIOAsyncChannel<Accepted, Never>
    private let loops: [LoopShell]
    private let gateway: Gateway
    private let server: TLSServerContext?
    /// Where it listens; the port is the one that the system chose if 0 was asked for.
    public let address: ListenerSettings.Address

    /// A connection on its way from the accepting loop to its own.
    struct Accepted: @unchecked Sendable {
        // Touched only on the loop that it belongs to.
        let stream: ByteStream
        let shell: LoopShell
        let isLoopback: Bool
    }

    private init(
        channel: NIOAsyncChannel<Accepted, Never>, loops: [LoopShell], gateway: Gateway,
        server: TLSServerContext?, address: ListenerSettings.Address
    ) {
        self.channel = channel
        self.server = server
        self.loops = loops
        self.gateway = gateway
        self.address = address
    }

    /// Binds the port. `group` gives one loop to each connection in turn.
    public static func bind(
        _ settings: ListenerSettings, gateway: Gateway, group: MultiThreadedEventLoopGroup
    ) async throws -> Listener {
        try await bind(settings, gateway: gateway, group: group, limits: .standard)
    }

    static func bind(
        _ settings: ListenerSettings, gateway: Gateway, group: MultiThreadedEventLoopGroup, limits: TimeLimits
    ) async throws -> Listener {
        let tls = TLSClientContexts()
        let shells = group.makeIterator().map { LoopShell(loop: $0, tls: tls, limits: limits) }
        let server = try settings.tls.map { try TLSServerContext($0) }
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .bind(host: settings.listen.host, port: settings.listen.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try prepare(channel, shells, server)
                }
            }
        let port = channel.channel.localAddress?.port ?? settings.listen.port
        return Listener(
            channel: channel, loops: shells, gateway: gateway, server: server,
            address: ListenerSettings.Address(host: settings.listen.host, port: port))
    }

    private static func prepare(
        _ channel: any Channel, _ shells: [LoopShell], _ server: TLSServerContext?
    ) throws -> Accepted {
        let loop = channel.eventLoop
        guard let shell = shells.first(where: { $0.loop === loop }) else { throw ChannelError.operationUnsupported }
        if let server { try channel.pipeline.syncOperations.addHandler(server.handler()) }
        let stream = ByteStream(deadlines: shell.context.deadlines)
        try channel.pipeline.syncOperations.addHandler(stream)
        let isLoopback = [channel.remoteAddress, channel.localAddress].allSatisfy { $0?.isLoopback ?? false }
        return Accepted(stream: stream, shell: shell, isLoopback: isLoopback)
    }

    /// Serves until the surrounding task is cancelled or `stopAccepting` was called and the last connection has ended.
    public func run() async throws {
        try await channel.executeThenClose { inbound in
            try await withThrowingDiscardingTaskGroup { group in
                for try await accepted in inbound {
                    let gateway = gateway
                    group.addTask(executorPreference: accepted.shell.executor) {
                        await ServerConnection(
                            accepted.stream, accepted.shell.context, gateway, isLoopback: accepted.isLoopback
                        ).run()
                    }
                }
            }
        }
    }

    /// Reads certificate and key again, for connections that are made from now on. Throws, and changes nothing, if they
    /// are not valid. Where to listen, and whether with TLS, stays as it was at the start.
    public func update(_ settings: ListenerSettings) throws {
        if let server, let files = settings.tls { try server.update(files) }
    }

    /// No new connections; idle ones end, busy ones end after their answer.
    public func stopAccepting() {
        channel.channel.close(promise: nil)
        for shell in loops {
            shell.onLoop { context in
                // Connections that were accepted and have not begun to be served find out by this.
                context.isRetiring = true
                context.connections.forEach { $0.retire() }
            }
        }
    }

    /// Every connection ends now, whatever it is doing.
    public func closeAll() {
        for shell in loops { shell.onLoop { $0.connections.forEach { $0.stream.close() } } }
    }

    /// Answers under way end now: an error event, then an abort.
    public func interrupt() {
        for shell in loops { shell.onLoop { $0.connections.forEach { $0.presence.depart(.draining) } } }
    }
}

extension ServerConnection {
    /// Ends when it next can.
    func retire() {
        closes = true
        if !isServing { stream.close() }
    }
}
