import NIOCore
import NIOPosix

/// Runs a load to its end on one event loop.
enum Load {
    /// - Returns: the report, one line of JSON.
    static func run<Check: AnswerCheck & Sendable>(
        total: Int, options: LoadOptions, request: ByteBuffer, check: Check
    ) throws -> String {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        let timeout = TimeAmount.seconds(Int64(options.timeout))
        let report = loop.flatSubmit { () -> EventLoopFuture<String> in
            let done = loop.makePromise(of: Void.self)
            let run = LoadRun(total: total, done: done)
            let connector = LoadConnector(run: run, loop: loop, options: options, request: request, check: check)
            connector.start()
            loop.assumeIsolated().scheduleTask(in: timeout) { run.giveUp("not finished after \(options.timeout) s") }
            return done.futureResult.assumeIsolated().map { run.json }.nonisolated()
        }
        defer { group.shutdownGracefully { _ in } }
        return try report.wait()
    }
}

/// Opens the connections of a run, and opens one again when the gateway closed it.
final class LoadConnector<Check: AnswerCheck & Sendable> {
    private let run: LoadRun
    private let loop: any EventLoop
    private let options: LoadOptions
    private let request: ByteBuffer
    private let check: Check
    private var refused = 0

    init(run: LoadRun, loop: any EventLoop, options: LoadOptions, request: ByteBuffer, check: Check) {
        self.run = run
        self.loop = loop
        self.options = options
        self.request = request
        self.check = check
    }

    func start() {
        run.start()
        let now = NIODeadline.now()
        for index in 0..<options.connections {
            let offset = options.pace.map { .nanoseconds($0.offset.nanoseconds * Int64(index)) } ?? TimeAmount.zero
            connect(due: now + offset)
        }
    }

    private func connect(due: NIODeadline) {
        let bound = NIOLoopBound(self, eventLoop: loop)
        ClientBootstrap(group: loop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 8192))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(bound.value.connection(due: due))
                }
            }
            .connect(host: "127.0.0.1", port: options.port)
            .assumeIsolated()
            .whenFailure { self.connectFailed($0) }
    }

    private func connection(due: NIODeadline) -> LoadConnection<Check> {
        LoadConnection(run: run, request: request, check: check, due: due, period: options.pace?.period) {
            guard self.run.isOpen else { return }
            self.run.addReconnect()
            self.connect(due: .now())
        }
    }

    private func connectFailed(_ error: any Error) {
        refused += 1
        if refused > options.connections {
            run.giveUp("cannot connect to port \(options.port): \(error)")
        } else if run.isOpen {
            loop.assumeIsolated().scheduleTask(in: .milliseconds(10)) { self.connect(due: .now()) }
        }
    }
}
