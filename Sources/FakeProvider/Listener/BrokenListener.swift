public import NIOCore
import NIOPosix
import Synchronization

/// A port where connections fail before there is any HTTP.
public final class BrokenListener: Sendable {
    /// How connections fail.
    public enum Manner: String, Sendable, Equatable, Codable, CaseIterable {
        /// Nobody listens: the kernel refuses the connection. The port stays taken, so that nobody else can get it.
        case refuses
        /// Connections are accepted and read, and nothing is ever said.
        case neverAnswers = "never_answers"
        /// Connections are accepted and closed with an RST.
        case resets
        /// Connections are accepted and closed with a FIN.
        case closes
        /// The kernel makes the connection; nobody accepts it, nothing is read.
        case blackHole = "black_hole"
        /// The queue of the kernel is full: the connection is never made, a client waits for its own timeout.
        case connectHangs = "connect_hangs"
    }

    /// The port.
    public let port: Int
    /// How connections fail.
    public let manner: Manner
    private let channels: [any Channel]
    private let accepted: Accepted
    private let owned: MultiThreadedEventLoopGroup?

    /// Connections that were accepted so far; those that only the kernel knows do not count.
    public var connections: Int { accepted.count }

    /// Starts to fail.
    ///
    /// - Parameters:
    ///   - host: The address.
    ///   - port: The port; 0 takes a free one.
    ///   - group: Where connections live; one event loop of its own when nil.
    /// - Throws: What the system says when the port cannot be had (`IOError`).
    public static func start(
        _ manner: Manner, host: String = "127.0.0.1", port: Int = 0, group: (any EventLoopGroup)? = nil
    ) async throws -> BrokenListener {
        let owned = group == nil ? MultiThreadedEventLoopGroup(numberOfThreads: 1) : nil
        let group = group ?? owned ?? .singletonMultiThreadedEventLoopGroup
        let accepted = Accepted()
        do {
            let channels = try await open(manner, host, port, group, accepted)
            let port = channels.first?.localAddress?.port ?? port
            return BrokenListener(manner, port, channels, accepted, owned)
        } catch {
            try? await owned?.shutdownGracefully()
            throw error
        }
    }

    private init(
        _ manner: Manner, _ port: Int, _ channels: [any Channel], _ accepted: Accepted,
        _ owned: MultiThreadedEventLoopGroup?
    ) {
        self.manner = manner
        self.port = port
        self.channels = channels
        self.accepted = accepted
        self.owned = owned
    }

    /// Closes everything. Returns when that is done.
    public func shutdown() async {
        // A connection that is closed in good order would keep its port for a minute after (TIME_WAIT).
        if manner == .refuses, let holder = channels.first {
            reset(holder)
            try? await holder.closeFuture.get()
        }
        for channel in channels + accepted.close() { try? await channel.close() }
        try? await owned?.shutdownGracefully()
    }

    private static func open(
        _ manner: Manner, _ host: String, _ port: Int, _ group: any EventLoopGroup, _ accepted: Accepted
    ) async throws -> [any Channel] {
        switch manner {
        case .refuses:
            // A connected socket holds the port and does not listen on it.
            let anchor = try await bootstrap(group, accepted, nil).bind(host: host, port: 0).get()
            guard let address = anchor.localAddress else { return [anchor] }
            let local = try SocketAddress.makeAddressResolvingHost(host, port: port)
            let holder = try await ClientBootstrap(group: group).bind(to: local).connect(to: address).get()
            return [holder, anchor]
        case .blackHole, .connectHangs:
            let server = try await ServerBootstrap(group: group)
                .serverChannelOption(.backlog, value: manner == .blackHole ? CInt(1024) : CInt(0))
                .serverChannelOption(.autoRead, value: false)
                .bind(host: host, port: port).get()
            guard manner == .connectHangs, let address = server.localAddress else { return [server] }
            // A queue of length 0 takes one connection.
            let filler = try await ClientBootstrap(group: group).connect(to: address).get()
            return [server, filler]
        case .neverAnswers, .resets, .closes:
            let ending: Behaviour.Cut.Manner? = manner == .resets ? .rst : manner == .closes ? .fin : nil
            return [try await bootstrap(group, accepted, ending).bind(host: host, port: port).get()]
        }
    }

    private static func bootstrap(
        _ group: any EventLoopGroup, _ accepted: Accepted, _ ending: Behaviour.Cut.Manner?
    ) -> ServerBootstrap {
        ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    accepted.add(channel)
                    try channel.pipeline.syncOperations.addHandler(SilentHandler(ending))
                }
            }
    }
}

/// The connections that were accepted, so that they can be closed.
private final class Accepted: Sendable {
    private let state = Mutex((count: 0, channels: [ObjectIdentifier: any Channel]()))

    var count: Int { state.withLock { $0.count } }

    func add(_ channel: any Channel) {
        state.withLock {
            $0.count += 1
            $0.channels[ObjectIdentifier(channel)] = channel
        }
        channel.closeFuture.whenComplete { _ in
            self.state.withLock { _ = $0.channels.removeValue(forKey: ObjectIdentifier(channel)) }
        }
    }

    func close() -> [any Channel] { state.withLock { Array($0.channels.values) } }
}

/// Reads and says nothing, or ends the connection at once.
private final class SilentHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let ending: Behaviour.Cut.Manner?

    init(_ ending: Behaviour.Cut.Manner?) { self.ending = ending }

    func channelActive(context: ChannelHandlerContext) {
        switch ending {
        case .rst: reset(context.channel)
        case .fin: context.close(mode: .output, promise: nil)
        case .stall, nil: break
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
