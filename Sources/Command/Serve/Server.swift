import Foundation
import NIOCore
import NIOPosix
import PlanBCluster
import PlanBConsole
import PlanBCredentials
import PlanBEngine
import PlanBJournal
import PlanBLedger
import PlanBLedgerWriter
import PlanBSettings
import PlanBTransport
import PlanBVocabulary
import UnixSignals

/// The running gateway: everything is put together here, and every task has its owner here.
struct Server {
    let path: String
    let environment: [String: String]
    let settings: LoadedSettings
    let keys: SharedKeys?

    func run() async throws {
        Hardening.apply()
        let snapshot = settings.snapshot
        let log = try EventLog.open(settings)
        defer { log.close() }
        let feed = log.feed
        let leadership = Leadership()
        let books = try Bookkeeping(
            settings, log, isShared: settings.ledger.isForSeveralNodes, isLeading: { leadership.isHere })
        let watch = StoreWatch(books.service)
        let gateway = Gateway(
            snapshot: snapshot, time: SystemTime(), ledger: feed,
            ids: RequestIDs(seed: (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max))),
            entropy: Entropy(seed: UInt64.random(in: .min ... .max)), sampler: settings.traces?.sampler,
            store: { watch.standing })
        let reloading = Reloading(settings)
        let routing = try SharedRouting(
            path: path, environment: environment, settings: settings, reloading: reloading)
        let cluster = try Cluster(
            settings, keys: keys, routing: routing, node: log.journal.node, gateway: gateway, books: books,
            reloading: reloading)
        leadership.belongs(to: cluster?.service)
        cluster?.begin()
        let isSpentKnown = settings.ledger.isForSeveralNodes || books.restoreBudgets(of: gateway)
        let token = try FirstStart.adminToken(settings, environment)
        let rehearsals = Rehearsals(gateway, settings, node: log.journal.node, leadership)
        // Before the first request, so that it is in the access log.
        let telemetry = Telemetry(gateway, feed, traces: settings.traces, settings: { reloading.settings })
        let group = MultiThreadedEventLoopGroup(numberOfThreads: Processors.allowed)
        let listener: Listener
        do {
            listener = try await Listener.bind(snapshot.listener, gateway: gateway, group: group)
        } catch {
            let place = "\(snapshot.listener.listen.host):\(snapshot.listener.listen.port)"
            throw CannotRun(message: "cannot listen on \(place): \(error)")
        }
        log.note("start", subject: path, "planb \(Build.version), configuration \(snapshot.generation)")
        greet(snapshot, listener)
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup)
        let credentials = CredentialService(
            environment: environment, fetcher: LoopFetcher(loop: group.next()), time: SystemTime(),
            entropy: Entropy(seed: UInt64.random(in: .min ... .max)), log: { Terminal.note($0) },
            onRenewal: { gateway.probeSoon() })
        credentials.adopt(settings.clouds)
        let reloader = Reloader(
            path: path, environment: environment, settings: settings, gateway: gateway, listener: listener,
            credentials: credentials, log: log, onReload: { books.restoreNewBudgets(of: gateway) })
        reloading.begin(reloader)
        try await withThrowingTaskGroup(of: Part.self) { tasks in
            tasks.addTask {
                try await listener.run()
                return .listener
            }
            tasks.addTask {
                await Stopping(gateway: gateway, listener: listener, log: log).run(signals, reloader)
                return .stopping
            }
            tasks.addTask {
                try await runAdmin(
                    gateway, token, snapshot.listener.admin, reloader, books, cluster, routing, rehearsals, feed)
                return .other
            }
            tasks.addTask {
                await books.run(for: gateway, isSpentKnown: isSpentKnown)
                return .other
            }
            tasks.addTask {
                await cluster?.service.run()
                return .other
            }
            tasks.addTask {
                await ModelSupervision(settings: settings, loop: group.next()).run()
                return .other
            }
            tasks.addTask {
                await TargetProber(loop: group.next(), gateway: gateway).run()
                return .other
            }
            tasks.addTask {
                await rehearsals.run()
                return .other
            }
            tasks.addTask {
                await Watching(gateway: gateway, log: log, leadership: leadership, loop: group.next()).run(reloader)
                return .other
            }
            tasks.addTask {
                await credentials.run()
                return .other
            }
            tasks.addTask {
                await reloader.watch()
                return .other
            }
            tasks.addTask {
                await telemetry.run()
                return .other
            }
            tasks.addTask {
                await Footprint.shrinkAfterStart()
                return .other
            }
            // The end of the listener, once it was drained, or of the patience with it is the end of the process.
            defer {
                tasks.cancelAll()
                listener.stopAccepting()
                listener.closeAll()
            }
            while try await tasks.next() == .other {}
        }
        await telemetry.finish()
        try await group.shutdownGracefully()
    }

    private enum Part { case listener, stopping, other }

    private func runAdmin(
        _ gateway: Gateway, _ token: Secret, _ address: ListenerSettings.Address, _ reloader: Reloader,
        _ books: Bookkeeping, _ cluster: Cluster?, _ routing: SharedRouting?, _ rehearsals: Rehearsals,
        _ feed: LedgerFeed
    ) async throws {
        do {
            try await AdminServer(
                gateway: gateway, token: token, address: address,
                administration: KeyAdministrator(reloader: reloader, shared: keys), ledger: books.access,
                cluster: cluster?.state, shared: routing, rehearsals: rehearsals.access, feed: feed,
                settings: { reloader.settings }
            ).run()
        } catch {
            guard !Task.isCancelled else { return }
            throw CannotRun(message: "cannot serve the admin port \(address.host):\(address.port): \(error)")
        }
    }

    private func greet(_ snapshot: Snapshot, _ listener: Listener) {
        let scheme = snapshot.listener.tls == nil ? "http" : "https"
        let host = listener.address.host.contains(":") ? "[\(listener.address.host)]" : listener.address.host
        let base = "\(scheme)://\(host):\(listener.address.port)"
        let admin = snapshot.listener.admin
        let console = "http://\(admin.host.contains(":") ? "[\(admin.host)]" : admin.host):\(admin.port)"
        Terminal.say("planb \(Build.version): listening on \(base), console on \(console) (configuration \(path))")
        guard snapshot.mode == .demo else { return }
        Terminal.say("Demo mode: this machine only, no key needed. Try:")
        Terminal.say("  curl \(base)/v1/chat/completions -H 'content-type: application/json' \\")
        Terminal.say(
            "    -d '{\"model\": \"gpt-4.1\", \"messages\": [{\"role\": \"user\", \"content\": \"Say hello.\"}]}'")
    }
}
