public import NIOCore
import NIOPosix
import Synchronization

/// A provider that breaks on purpose.
///
/// It answers like the provider whose dialect it speaks, and fails in the ways that a script or a test asks for. It
/// reads and writes HTTP/1.1 with code of its own that can also write what HTTP forbids, and shares no codec with the
/// gateway that is tested against it.
///
/// Call ``shutdown()`` when done; a provider that is only dropped closes its sockets some time later.
public final class FakeProvider: Sendable {
    private let core: Core
    private let listener: any Channel
    private let owned: MultiThreadedEventLoopGroup?
    private let isDown = Atomic(false)

    /// Starts to listen.
    ///
    /// - Parameters:
    ///   - host: The address to listen on.
    ///   - port: The port; 0 takes a free one.
    ///   - behaviours: What is done with the first requests, one each.
    ///   - script: What is done with the others.
    ///   - group: Where connections live; one event loop of its own when nil.
    /// - Throws: What the system says when it cannot listen there (`IOError`).
    public static func start(
        host: String = "127.0.0.1", port: Int = 0, behaviours: [Behaviour] = [],
        script: FaultScript = FaultScript(), options: Options = Options(), group: (any EventLoopGroup)? = nil
    ) async throws -> FakeProvider {
        let owned = group == nil ? MultiThreadedEventLoopGroup(numberOfThreads: 1) : nil
        let core = Core(script, behaviours, options)
        do {
            let listener = try await ServerBootstrap(group: group ?? owned ?? .singletonMultiThreadedEventLoopGroup)
                .serverChannelOption(.backlog, value: 1024)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelInitializer { channel in Self.add(channel, to: core) }
                .bind(host: host, port: port).get()
            return FakeProvider(core, listener, owned)
        } catch {
            try? await owned?.shutdownGracefully()
            throw error
        }
    }

    /// Starts to listen on a free port, and always behaves like this.
    public static func start(_ behaviour: Behaviour) async throws -> FakeProvider {
        try await start(script: FaultScript(behaviour))
    }

    /// Starts to listen on a free port, speaks this dialect, and always behaves like this.
    public static func start(_ dialect: Dialect, _ behaviour: Behaviour = .ok) async throws -> FakeProvider {
        try await start(script: FaultScript(dialect, behaviour))
    }

    private init(_ core: Core, _ listener: any Channel, _ owned: MultiThreadedEventLoopGroup?) {
        self.core = core
        self.listener = listener
        self.owned = owned
    }

    private static func add(_ channel: any Channel, to core: Core) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            guard let number = core.opened(channel) else { throw ChannelError.ioOnClosedChannel }
            channel.closeFuture.whenComplete { _ in core.closed(channel) }
            try channel.pipeline.syncOperations.addHandler(ConnectionHandler(core: core, number: number))
        }
    }

    deinit {
        guard !isDown.exchange(true, ordering: .relaxed) else { return }
        for channel in core.close() + [listener] { channel.close(promise: nil) }
        owned?.shutdownGracefully { _ in }
    }
}

extension FakeProvider {
    /// The port that it listens on.
    public var port: Int { listener.localAddress?.port ?? 0 }
    /// The base for clients: `http://127.0.0.1:8720`.
    public var baseURL: String {
        let host = listener.localAddress?.ipAddress ?? "127.0.0.1"
        return "http://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }
    /// The last requests, in the order of arrival.
    public var requests: [ReceivedRequest] { core.requests }
    /// All counts at one moment.
    public var counters: Counters { core.counters }
    /// Connections that are open now.
    public var openConnections: Int { counters.openConnections }
    /// Connections that were accepted.
    public var totalConnections: Int { counters.totalConnections }
    /// Requests whose client closed the connection before the answer was complete.
    public var cancelledRequests: Int { counters.cancelledRequests }

    /// Behaves like this with all requests that follow, in place of the script.
    public func set(_ behaviour: Behaviour) { core.steer { $0.set(behaviour) } }
    /// Behaves like this with the next requests, one each, before anything else applies.
    public func enqueue(_ behaviours: [Behaviour]) { core.steer { $0.enqueue(behaviours) } }
    /// Goes back to the script: forgets what was set and enqueued.
    public func followScript() { core.steer { $0.clear() } }

    /// Waits until the counts are as a test needs them. False if they were not within `limit`, if the task was cancelled,
    /// or if the provider shut down.
    public func wait(
        within limit: Duration = .seconds(20), until condition: @escaping @Sendable (Counters) -> Bool
    ) async -> Bool {
        await withTaskGroup(of: Bool.self) { tasks in
            tasks.addTask { await self.core.wait(until: condition) }
            tasks.addTask {
                try? await Task.sleep(for: limit)
                return false
            }
            defer { tasks.cancelAll() }
            return await tasks.next() ?? false
        }
    }

    /// Closes the port and all connections, and ends the event loop if it is its own. Returns when all that is done.
    public func shutdown() async {
        guard !isDown.exchange(true, ordering: .relaxed) else { return }
        try? await listener.close()
        for channel in core.close() { try? await channel.close() }
        try? await owned?.shutdownGracefully()
    }
}
