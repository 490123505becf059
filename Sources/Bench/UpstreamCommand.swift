import ArgumentParser
import NIOCore
import NIOPosix

/// `planb-bench upstream`: answers with constants until it is stopped.
struct UpstreamCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "upstream",
        abstract: "A chat completion provider that answers with constants.",
        discussion: "A streamed request gets as many content events as its max_tokens says.")

    @Option(help: "Loopback port to listen on.")
    var port: Int

    @Option(help: "Milliseconds between two events of a stream.")
    var interval = 10

    @Option(help: "Content events of a stream whose request has no max_tokens.")
    var events = 100

    func validate() throws {
        guard (1...65_535).contains(port) else { throw ValidationError("--port must be 1 to 65535") }
        guard (1...60_000).contains(interval) else { throw ValidationError("--interval must be 1 to 60000") }
        guard (1...1_000_000).contains(events) else { throw ValidationError("--events must be 1 to 1000000") }
    }

    func run() throws {
        let answers = FixedAnswers()
        let interval = TimeAmount.milliseconds(Int64(interval))
        let events = events
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let listener = try ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: 4096))
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        UpstreamHandler(answers: answers, interval: interval, defaultEvents: events))
                }
            }
            .bind(host: "127.0.0.1", port: port)
            .wait()
        try listener.closeFuture.wait()
    }
}
