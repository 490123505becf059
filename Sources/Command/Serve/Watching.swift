import NIOCore
import PlanBEngine
import PlanBJournal
import PlanBTransport
import PlanBWatch

/// Who puts on record what happens to the gateway, and tells those whom `notify:` names.
struct Watching: Sendable {
    let gateway: Gateway
    let log: EventLog
    let leadership: Leadership
    /// Messages are sent from here.
    let loop: any EventLoop

    /// Watches until the surrounding task is cancelled.
    func run(_ reloader: Reloader) async {
        await Watchman(
            gateway,
            .init(
                node: log.journal.node, time: SystemTime(), leads: { leadership.isHere },
                webhooks: { reloader.telling.webhooks }, reloadProblem: { reloader.telling.problem },
                record: { log.note($0.kind.rawValue, subject: $0.subject, $0.detail) },
                fetcher: LoopFetcher(loop: loop), say: { Terminal.note($0) })
        ).run()
    }
}
