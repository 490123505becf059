import NIOCore
import NIOPosix
import PlanBEngine
import PlanBLedger
import PlanBSettings
import PlanBTelemetry
import PlanBTransport
import PlanBVocabulary

/// What others are told of requests: traces, and the access log. Both have a thread of their own, and neither is waited for.
struct Telemetry: Sendable {
    private let exporter: TraceExporter?
    private let accessLog: AccessLog
    private let group: MultiThreadedEventLoopGroup?

    /// - Parameter settings: the configuration in force.
    init(
        _ gateway: Gateway, _ feed: LedgerFeed, traces: TraceSettings?,
        settings: @escaping @Sendable () -> LoadedSettings
    ) {
        let counters = gateway.metrics.telemetry
        if let traces {
            let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
            self.group = group
            exporter = TraceExporter(
                traces, feed: feed, fetcher: LoopFetcher(loop: group.next()), time: SystemTime(),
                entropy: Entropy(seed: UInt64.random(in: .min ... .max)), counters: counters,
                addresses: {
                    Dictionary(
                        gateway.snapshot.targets.map {
                            (
                                $0.name,
                                ServerAddress(
                                    host: $0.origin.host, port: $0.origin.port,
                                    provider: GenAINames.provider($0.provider))
                            )
                        }, uniquingKeysWith: { first, _ in first })
                }, say: { Terminal.note($0) })
        } else {
            group = nil
            exporter = nil
        }
        accessLog = AccessLog(
            feed: feed, time: SystemTime(), counters: counters, settings: { settings().accessLog },
            say: { Terminal.note($0) })
    }

    /// Works until the surrounding task is cancelled.
    func run() async {
        accessLog.start()
        await exporter?.run()
    }

    /// What is left goes out, within about a second, when all requests are over.
    func finish() async {
        await withTaskGroup { tasks in
            tasks.addTask { await accessLog.finish(within: 1000) }
            tasks.addTask { await exporter?.finish(within: .seconds(1)) }
        }
        try? await group?.shutdownGracefully()
    }
}
