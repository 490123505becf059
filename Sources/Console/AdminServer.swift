import Foundation
import Hummingbird
import Logging
import NIOCore
import NIOPosix
public import PlanBCluster
public import PlanBEngine
public import PlanBLedger
public import PlanBSettings
public import PlanBVocabulary

/// The admin port: metrics, status, keys and their history, and the console, for operators. Programs need a token, browsers
/// a session.
public struct AdminServer: Sendable {
    private let gateway: Gateway
    private let token: Secret
    private let address: ListenerSettings.Address
    private let administration: any KeyAdministration
    private let ledger: LedgerAccess?
    private let cluster: (@Sendable () -> ClusterState)?
    private let shared: (any SharedConfiguration)?
    private let rehearsals: RehearsalAccess?
    private let feed: LedgerFeed?
    private let settings: (@Sendable () -> LoadedSettings)?

    /// A server on `address`. `token` is the port's own, which may do everything; those of the configuration may do what
    /// their roles say. `ledger` is what questions about the past are answered from; `cluster` says who else is there, and
    /// `shared` is what all of them have in common; `rehearsals` is who runs drills; `feed` is what the console watches requests
    /// with, and `settings` the configuration that it shows.
    public init(
        gateway: Gateway, token: Secret, address: ListenerSettings.Address, administration: any KeyAdministration,
        ledger: LedgerAccess? = nil, cluster: (@Sendable () -> ClusterState)? = nil,
        shared: (any SharedConfiguration)? = nil, rehearsals: RehearsalAccess? = nil, feed: LedgerFeed? = nil,
        settings: (@Sendable () -> LoadedSettings)? = nil
    ) {
        self.gateway = gateway
        self.administration = administration
        self.token = token
        self.address = address
        self.ledger = ledger
        self.cluster = cluster
        self.shared = shared
        self.rehearsals = rehearsals
        self.feed = feed
        self.settings = settings
    }

    /// Serves until the surrounding task is cancelled. Runs on a thread of its own, never on the data plane's.
    public func run(onReady: @escaping @Sendable (Int) async -> Void = { _ in }) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var logger = Logger(label: "planb.admin")
        logger.logLevel = .critical
        let router = Router(context: AdminContext.self)
        let (gateway, ledger, cluster, rehearsals) = (gateway, ledger, cluster, rehearsals)
        let threads = NIOThreadPool(numberOfThreads: 2)
        threads.start()
        let now = { @Sendable in Int64(Date().timeIntervalSince1970 * 1000) }
        let insight = ledger.map { ledger in
            InsightAPI(store: ledger.store, snapshot: { gateway.snapshot }, now: now)
        }
        let console = try console(threads, insight, now: now)
        router.add(
            middleware: AdminGate(
                door: console.door, names: { gateway.snapshot.listener.adminNames },
                pages: ErrorPages(templates: console.templates, now: now)))
        let drills = { @Sendable () async throws -> RehearsalFacts? in
            guard let rehearsals else { return nil }
            return try await threads.runIfActive { RehearsalFacts(rehearsals.desk, now: now()) }
        }
        let facts = { @Sendable in cluster.map { ClusterFacts($0(), now: gateway.clockTime) } }
        router.get("metrics") { request, _ in
            let form = Exposition.Form(accept: request.headers[.accept] ?? "")
            let page = MetricsPage(gateway: gateway, ledger: ledger, cluster: facts(), drills: try await drills())
            return Self.reply(page.bytes(form), type: form.contentType)
        }
        for path in ["status", "api/v1/status"] {
            router.get(RouterPath(path)) { _, _ in
                let status = gateway.statusDocument(gateway.snapshot, isForOperators: true)
                guard let drills = try await drills() else { return Self.reply(status, type: "application/json") }
                return Self.reply(Self.adding("readiness", drills.json, to: status), type: "application/json")
            }
        }
        router.get("api/v1/nodes") { _, _ in
            Self.reply(ByteBuffer(string: facts()?.json ?? "{\"nodes\":[]}"), type: "application/json")
        }
        if let shared { SharedConfigurationRoutes(shared: shared).add(to: router) }
        router.get("api/v1/budgets") { _, _ in
            Self.reply(gateway.budgetsDocument, type: "application/json")
        }
        router.get("api/v1/openapi.json") { _, _ in
            Self.reply(ByteBuffer(string: OpenAPIDocument.json), type: "application/json")
        }
        KeyRoutes(administration: administration).add(to: router)
        if let rehearsals {
            let api = RehearsalAPI(access: rehearsals, administration: administration, now: now)
            RehearsalRoutes(api: api, threads: threads).add(to: router)
        }
        if let ledger {
            let api = LedgerAPI(store: ledger.store, now: now)
            LedgerRoutes(api: api, threads: threads, administration: administration).add(to: router)
            router.get("api/v1/ledger") { _, _ in
                Self.reply(ByteBuffer(string: LedgerFacts(ledger).json), type: "application/json")
            }
        }
        if let insight { InsightRoutes(api: insight, threads: threads).add(to: router) }
        console.add(to: router)
        LiveEvents(gateway: gateway, feed: feed, now: now).add(to: router)
        let application = Application(
            router: router,
            configuration: .init(
                address: .hostname(address.host, port: address.port), serverName: nil),
            onServerRunning: { channel in await onReady(channel.localAddress?.port ?? 0) },
            eventLoopGroupProvider: .shared(group), logger: logger)
        do {
            try await application.run()
        } catch {
            try? await threads.shutdownGracefully()
            try? await group.shutdownGracefully()
            throw error
        }
        try await threads.shutdownGracefully()
        try await group.shutdownGracefully()
    }

    /// The console's pages, of what this gateway has.
    private func console(
        _ threads: NIOThreadPool, _ insight: InsightAPI?, now: @escaping @Sendable () -> Int64
    ) throws -> WebConsole {
        var pages = [ReadinessPage(gateway: gateway, desk: rehearsals?.desk, ledger: ledger).page]
        pages += LivePage(gateway: gateway, ledger: ledger, isWatchable: feed != nil).pages
        var actions: [WebAction] = []
        if let rehearsals {
            let api = RehearsalAPI(access: rehearsals, administration: administration, now: now)
            let rehearsals = RehearsalPages(api: api, gateway: gateway)
            pages += rehearsals.pages
            actions += rehearsals.actions
        }
        let keys = KeyPages(administration: administration)
        pages.append(keys.page)
        actions += keys.actions
        if let settings { pages.append(ConfigurationPage(settings: settings).page) }
        if let ledger, let insight {
            pages += InsightPages.all(insight, store: ledger.store, snapshot: { [gateway] in gateway.snapshot })
        }
        return WebConsole(
            door: AdminDoor(token: token, gateway: gateway),
            templates: try WebTemplates(pages, others: WebConsole.templates), threads: threads, pages: pages,
            actions: actions, now: now)
    }

    /// A JSON object with one more member, whose value is JSON.
    static func adding(_ name: String, _ value: String, to object: ByteBuffer) -> ByteBuffer {
        guard let end = object.readableBytesView.lastIndex(of: UInt8(ascii: "}")) else { return object }
        var text = ByteBuffer(bytes: object.readableBytesView[..<end])
        text.writeString("\(text.readableBytes > 1 ? "," : "")\"\(name)\":\(value)}")
        return text
    }

    static func reply(_ body: ByteBuffer, type: String, status: HTTPResponse.Status = .ok) -> Response {
        Response(status: status, headers: headers(type), body: .init(byteBuffer: body))
    }

    static func headers(_ type: String) -> HTTPFields {
        [
            .contentType: type, .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
            .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'",
        ]
    }
}
