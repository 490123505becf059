import NIOCore
import NIOPosix
import PlanBConsole
import PlanBEngine
import PlanBRehearsal
import PlanBSettings
import PlanBTransport
import PlanBVocabulary

/// The rehearsals of this gateway, on a thread that serves nobody else.
struct Rehearsals: Sendable {
    private let service: RehearsalService
    /// Nil: the key cannot be had, which was said.
    private let evidence: EvidenceKeeping?
    private let group: MultiThreadedEventLoopGroup

    init(
        _ gateway: Gateway, _ settings: LoadedSettings, node: String, _ leadership: Leadership
    ) {
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        evidence = EvidenceKeeping.open(settings, node: node, fetcher: LoopFetcher(loop: group.next()))
        let log = AuditLog(dataDirectory: settings.dataDirectory)
        let time = SystemTime()
        let sharing = LedgerStores.sharedArchive(settings.ledger).map { archive in
            RehearsalSharing(archive: archive, node: node) { Terminal.note($0) }
        }
        service = RehearsalService(
            gateway: gateway, caller: LoopCaller(loop: RehearsalLoop(loop: group.next(), gateway: gateway)),
            world: .init(
                data: settings.dataDirectory, now: { time.epochMilliseconds() },
                leads: { leadership.isHere }, leader: { leadership.leader }, sharing: sharing,
                audit: { actor, action, subject, detail in
                    do throws(KeyStoreFailure) {
                        try log.append(
                            actor: actor, action: action, subject: subject, detail: detail, epoch: time.epochSeconds())
                    } catch { Terminal.note("planb: the audit log cannot be written: \(error)") }
                }, tell: { Terminal.note($0) }))
    }

    /// For the admin port.
    var access: RehearsalAccess {
        evidence.map { RehearsalAccess(desk: service, evidence: $0.log) } ?? RehearsalAccess(desk: service, record: nil)
    }

    /// Rehearses until the surrounding task is cancelled.
    func run() async {
        service.warn()
        await withTaskGroup { tasks in
            tasks.addTask { await service.run() }
            if let log = evidence?.log { tasks.addTask { await keepRecord(in: log) } }
            if let courier = evidence?.courier {
                tasks.addTask { await courier.run { SystemTime().epochMilliseconds() } }
            }
        }
        try? await group.shutdownGracefully()
    }
}

extension Rehearsals {
    /// Puts readiness on record once a day, and when it changes.
    private func keepRecord(in log: EvidenceLog) async {
        let time = SystemTime()
        var last: (states: [String], day: Int64)?
        var isWorking = true
        while !Task.isCancelled {
            let routes = service.readiness()
            let states = routes.map { "\($0.route) \($0.state.rawValue)" }
            let (now, day) = (time.epochMilliseconds(), time.epochMilliseconds() / 86_400_000)
            if last?.states != states || last?.day != day {
                do throws(EvidenceFailure) {
                    _ = try log.record(routes, now: now)
                    (last, isWorking) = ((states, day), true)
                } catch {
                    if isWorking { Terminal.note("planb: readiness cannot be put on record: \(error)") }
                    isWorking = false
                }
            }
            try? await Task.sleep(for: .seconds(60))
        }
    }
}

/// Requests of rehearsals over connections of their own.
private struct LoopCaller: RehearsalCaller {
    let loop: RehearsalLoop

    func ask(
        _ request: RehearsalRequest, at target: String, of route: String, label: String, patience: Instant.Span
    ) async -> DrilledAnswer? {
        await loop.ask(request, at: target, of: route, label: label, patience: patience)
    }

    func probe(_ target: String, asksForAnswer: Bool, freshness: Instant.Span) async -> DrilledAnswer? {
        await loop.probe(target, asksForAnswer: asksForAnswer, freshness: freshness)
    }
}
