import Foundation
import PlanBEngine
import PlanBLedger
import PlanBPolicy
import PlanBRehearsal
import PlanBTesting
import PlanBVocabulary
import Synchronization
import Testing

@testable import PlanBConsole

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// Rehearsals over the admin port, asked as a client would ask.
struct RehearsalRoutesTests {
    /// Has drills by heart, and writes down what it is asked.
    private final class FakeDesk: RehearsalDesk {
        let asked = Mutex<[DrillRequest]>([])
        let aborted = Mutex<[String]>([])
        let recorded = Mutex<[RecordingOrder]>([])
        let refusal: RehearsalRefusal?
        private let routes: [RouteReadiness]

        init(_ routes: [RouteReadiness] = [], refusal: RehearsalRefusal? = nil) {
            self.routes = routes
            self.refusal = refusal
        }

        private func take(_ order: DrillRequest) throws(RehearsalRefusal) {
            asked.withLock { $0.append(order) }
            if let refusal { throw refusal }
        }

        func preview(_ order: DrillRequest) throws(RehearsalRefusal) -> DrillPreview {
            try take(order)
            return DrillPreview(steps: ["this"], requests: 3, cost: 5, userFailures: 2, asks: "that?")
        }

        func start(_ order: DrillRequest) throws(RehearsalRefusal) -> String {
            try take(order)
            return "d/1"
        }

        func abort(_ id: String, actor: String) -> Bool {
            aborted.withLock { $0.append("\(id) \(actor)") }
            return id == "d/1"
        }

        func report(_ id: String) -> DrillReport? { ["d/1", "old", "elsewhere"].contains(id) ? Self.report(id) : nil }

        func reports(route: String?, limit: Int) -> [DrillReport] {
            Array([Self.report("d/1"), Self.report("old")].filter { route == nil || $0.route == route }.prefix(limit))
        }

        func totals() -> [DrillTotal] {
            [
                DrillTotal(route: "r", level: .golden, verdict: .good, count: 2, samples: 40),
                DrillTotal(route: "r", level: .golden, verdict: .good, abort: .spend, count: 1, samples: 5),
            ]
        }

        func record(_ order: RecordingOrder) throws(RehearsalRefusal) -> String {
            if let refusal { throw refusal }
            recorded.withLock { $0.append(order) }
            return "r/1"
        }

        func recording(_ id: String) -> RecordingState? {
            guard id == "r/1" else { return nil }
            var state = RecordingState(id: id, route: "r", isRunning: false, wanted: 5, began: 0, until: 1)
            state.yaml = "canary"
            return state
        }

        func readiness() -> [RouteReadiness] { routes }

        static func report(_ id: String) -> DrillReport {
            var report = DrillReport(
                id: id, route: "r", level: .golden, primary: "a", backup: "b", actor: "x", started: 0,
                userFailureCap: 3, spendCap: nil)
            report.state = id == "old" ? .ended : .running
            report.verdict = .good
            report.differences = [.init(gates: ["tools"], prompt: "canary<b>", primary: "", backup: "canary</b>")]
            return report
        }
    }

    /// Writes down what is noted.
    private final class Notes: KeyAdministration {
        let lines = Mutex<[String]>([])
        let isFull: Bool
        init(isFull: Bool = false) { self.isFull = isFull }
        func list() throws(AdminRefusal) -> String { "[]" }
        func create(_ wish: KeyWish, actor: String) throws(AdminRefusal) -> IssuedKey { throw AdminRefusal(500, "") }
        func rotate(id: String, overlap: Int, actor: String) throws(AdminRefusal) -> IssuedKey {
            throw AdminRefusal(500, "")
        }
        func revoke(id: String, actor: String) throws(AdminRefusal) {}
        func note(actor: String, action: String, subject: String, detail: String) throws(AdminRefusal) {
            if isFull { throw AdminRefusal(500, "the disk is full") }
            lines.withLock { $0.append("\(actor) \(action) \(subject): \(detail)") }
        }
        func audit(limit: Int) throws(AdminRefusal) -> String { "" }
    }

    private struct NoLedger: LedgerSink {
        func append(_ entries: [LedgerEntry]) {}
    }

    private struct Answer {
        var status: Int
        var body: String
        var headers: [String: String]
        var object: [String: Any] {
            (try? JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]) ?? [:]
        }
        var message: String { (object["error"] as? [String: Any])?["message"] as? String ?? "" }
    }

    private typealias Ask =
        @Sendable (_ method: String, _ path: String, _ body: String?, _ token: String) async throws -> Answer

    /// An admin port with viewer, operator and admin, each with its role as its token.
    private func serve(
        _ access: RehearsalAccess?, notes: Notes = Notes(), _ body: @escaping @Sendable (Ask) async throws -> Void
    ) async throws {
        let snapshot = Snapshot(
            generation: 1, mode: .production, targets: [], routes: RouteTable([]),
            keys: KeyRing(pepper: Secret("p"), keys: []),
            listener: ListenerSettings(
                listen: .init(host: "127.0.0.1", port: 1), admin: .init(host: "127.0.0.1", port: 0)),
            adminTokens: [AdminRole.viewer, .operator].map {
                AdminToken(name: "the-\($0)", role: $0, source: FixedSecret(Secret("\($0)-0123456789abcdef")))
            })
        let gateway = Gateway(
            snapshot: snapshot, time: ManualTime(), ledger: NoLedger(), ids: RequestIDs(seed: (1, 2)),
            entropy: Entropy(seed: 1))
        let server = AdminServer(
            gateway: gateway, token: Secret("admin-0123456789abcdef"), address: .init(host: "127.0.0.1", port: 0),
            administration: notes, rehearsals: access)
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await server.run { port in found.yield(port) } }
            for await port in ports.prefix(1) {
                try await body { method, path, content, role in
                    var request = URLRequest(url: try #require(URL(string: "http://127.0.0.1:\(port)\(path)")))
                    request.httpMethod = method
                    request.httpBody = content.map { Data($0.utf8) }
                    request.setValue("Bearer \(role)-0123456789abcdef", forHTTPHeaderField: "authorization")
                    let session = URLSession(configuration: .ephemeral)
                    let (data, response) = try await session.data(for: request)
                    let http = try #require(response as? HTTPURLResponse)
                    var headers: [String: String] = [:]
                    for (name, value) in http.allHeaderFields {
                        headers["\(name)".lowercased()] = "\(value)"
                    }
                    return Answer(
                        status: http.statusCode, body: String(decoding: data, as: UTF8.self), headers: headers)
                }
            }
            tasks.cancelAll()
            while let result = await tasks.nextResult() { _ = result }
        }
    }

    private static func route(_ lower: Double, of count: Int = 100) -> RouteReadiness {
        var backup = RouteReadiness.Backup(target: "b\"", state: .proven)
        backup.provenAt = 1000
        backup.score = Scorecard(conformance: .init(passed: count, of: count, lower: lower))
        backup.capacity = CapacityFigure()
        backup.capacity?.ratio = 2.5
        return RouteReadiness(route: "r", state: .proven, primary: "a", minimum: 0.95, backups: [backup])
    }

    @Test("A drill is begun by operators, on record, in the words of the configuration")
    func start() async throws {
        let (desk, notes) = (FakeDesk(), Notes())
        try await serve(RehearsalAccess(desk: desk, record: nil), notes: notes) { ask in
            let body = #"{"route":"r","level":"cutover","backup":"b","share":"2.5%","for":"10m","accept":true}"#
            #expect(try await ask("POST", "/api/v1/rehearsals", body, "viewer").status == 403)
            #expect(try await ask("POST", "/api/v1/rehearsals", body, "nobody").status == 401)
            let answer = try await ask("POST", "/api/v1/rehearsals", body, "operator")
            #expect(answer.status == 202 && answer.body == "{\"id\":\"d/1\"}\n", "\(answer.body)")
            let dry = try await ask(
                "POST", "/api/v1/rehearsals", #"{"route":"r","level":"probe","dry_run":true}"#, "operator")
            #expect(dry.status == 200 && dry.object["asks"] as? String == "that?" && dry.object["cost"] as? Int == 5)
        }
        #expect(
            desk.asked.withLock { $0 } == [
                DrillRequest(
                    route: "r", level: .cutover, backup: "b", share: 0.025, duration: 600_000, isAccepted: true,
                    actor: "the-operator"),
                DrillRequest(route: "r", level: .probe, actor: "the-operator"),
            ])
        #expect(
            notes.lines.withLock { $0 }
                == ["the-operator rehearsal.start d/1: r, cutover, backup b, share 2.5%, for 10m, accepted"])
    }

    @Test("What cannot be begun is said why, and nothing is asked of the desk")
    func mistakes() async throws {
        let desk = FakeDesk()
        try await serve(RehearsalAccess(desk: desk, record: nil)) { ask in
            for (body, message) in [
                ("", "expected a JSON object"), ("[]", "expected a JSON object"), ("{}", "\"route\" is missing"),
                (#"{"route":"r"}"#, "\"level\" is missing"), (#"{"route":1,"level":"probe"}"#, "\"route\" is missing"),
                (#"{"route":"r","level":"chaos"}"#, "there is no level chaos"),
                (#"{"route":"r","level":"probe","shar":"5%"}"#, "there is no member shar"),
                (#"{"route":"r","level":"live","share":"0%"}"#, "share is more than 0%"),
                (#"{"route":"r","level":"live","share":"300%"}"#, "share is more than 0%"),
                (#"{"route":"r","level":"live","share":"5"}"#, "share is more than 0%"),
                (#"{"route":"r","level":"live","share":0.05}"#, "backup, share and for are texts"),
                (#"{"route":"r","level":"live","for":"10"}"#, "for is a length of time"),
                (#"{"route":"r","level":"live","for":"99999999999999999999d"}"#, "for is a length of time"),
            ] {
                let answer = try await ask("POST", "/api/v1/rehearsals", body, "admin")
                #expect(answer.status == 400 && answer.message.hasPrefix(message), "\(body): \(answer.body)")
            }
        }
        #expect(desk.asked.withLock { $0.isEmpty })
    }

    @Test(
        "A refusal of the desk has its status",
        arguments: [
            (RehearsalRefusal(.unknown, "no such route"), 404), (RehearsalRefusal(.invalid, "makes no sense"), 400),
            (RehearsalRefusal(.notAllowed, "no consent"), 403), (RehearsalRefusal(.notNow, "a breaker is open"), 409),
        ])
    func refusals(_ refusal: RehearsalRefusal, _ status: Int) async throws {
        try await serve(RehearsalAccess(desk: FakeDesk(refusal: refusal), record: nil)) { ask in
            for dry in ["", #","dry_run":true"#] {
                let answer = try await ask(
                    "POST", "/api/v1/rehearsals", "{\"route\":\"r\",\"level\":\"probe\"\(dry)}", "admin")
                #expect(answer.status == status && answer.message == refusal.description)
            }
        }
    }

    @Test("A drill that is not in the audit log does not go on")
    func noAudit() async throws {
        let desk = FakeDesk()
        try await serve(RehearsalAccess(desk: desk, record: nil), notes: Notes(isFull: true)) { ask in
            let answer = try await ask("POST", "/api/v1/rehearsals", #"{"route":"r","level":"probe"}"#, "admin")
            #expect(answer.status == 500 && answer.message.contains("the disk is full"))
        }
        #expect(desk.aborted.withLock { $0 } == ["d/1 admin"])
    }

    @Test("Prompts are recorded by operators, on record, and handed out to nobody else")
    func record() async throws {
        let (desk, notes) = (FakeDesk(), Notes())
        try await serve(RehearsalAccess(desk: desk, record: nil), notes: notes) { ask in
            let path = "/api/v1/rehearsals/record"
            #expect(try await ask("POST", path, #"{"route":"r"}"#, "viewer").status == 403)
            let answer = try await ask("POST", path, #"{"route":"r","count":5,"for":"1m"}"#, "operator")
            #expect(answer.status == 202 && answer.body == "{\"id\":\"r/1\"}\n", "\(answer.body)")
            #expect(try await ask("POST", path, #"{"route":"s"}"#, "admin").status == 202)
            for bad in [
                "", "[]", "{}", #"{"route":"r","cuont":1}"#, #"{"route":"r","count":"5"}"#, #"{"route":"r","for":"5"}"#,
            ] {
                #expect(try await ask("POST", path, bad, "admin").status == 400, "\(bad)")
            }
            for id in ["/r%2F1", "//r%2F1", "/%72%2F1"] {
                let seen = try await ask("GET", path + id, nil, "viewer")
                #expect(seen.status >= 400 && !seen.body.contains("canary"))
            }
            let hidden = try await ask("GET", "/api/v1/rehearsals/%72ecord/r%2F1", nil, "viewer")
            #expect(hidden.status >= 400 && !hidden.body.contains("canary"))
            let state = try await ask("GET", path + "/r%2F1", nil, "operator")
            #expect(state.status == 200 && state.object["yaml"] as? String == "canary", "\(state.body)")
            #expect(try await ask("GET", path + "/none", nil, "operator").status == 404)
        }
        #expect(
            desk.recorded.withLock { $0 } == [
                RecordingOrder(route: "r", count: 5, duration: 60_000), RecordingOrder(route: "s"),
            ])
        #expect(
            notes.lines.withLock { $0 } == [
                "the-operator rehearsal.record r/1: r, 5 prompts at most, for 1m",
                "admin rehearsal.record r/1: s, 100 prompts at most, for 10m",
            ])
        let silent = FakeDesk()
        try await serve(RehearsalAccess(desk: silent, record: nil), notes: Notes(isFull: true)) { ask in
            let answer = try await ask("POST", "/api/v1/rehearsals/record", #"{"route":"r"}"#, "admin")
            #expect(answer.status == 500 && answer.message.contains("the disk is full"))
        }
        #expect(silent.aborted.withLock { $0 } == ["r/1 admin"])
    }

    @Test("A drill is ended by operators; one that has ended, or never was, is told apart")
    func abort() async throws {
        let (desk, notes) = (FakeDesk(), Notes())
        try await serve(RehearsalAccess(desk: desk, record: nil), notes: notes) { ask in
            #expect(try await ask("DELETE", "/api/v1/rehearsals/d%2F1", nil, "viewer").status == 403)
            let answer = try await ask("DELETE", "/api/v1/rehearsals/d%2F1", nil, "operator")
            #expect(answer.status == 200 && answer.object["aborted"] as? String == "d/1", "\(answer.body)")
            #expect(try await ask("DELETE", "/api/v1/rehearsals/old", nil, "operator").status == 409)
            let elsewhere = try await ask("DELETE", "/api/v1/rehearsals/elsewhere", nil, "operator")
            #expect(elsewhere.status == 409 && elsewhere.message.contains("node that leads"))
            #expect(try await ask("DELETE", "/api/v1/rehearsals/none", nil, "operator").status == 404)
        }
        #expect(notes.lines.withLock { $0 } == ["the-operator rehearsal.abort d/1: "])
    }

    @Test("Reports in every form; samples are for operators")
    func reports() async throws {
        try await serve(RehearsalAccess(desk: FakeDesk(), record: nil)) { ask in
            let list = try await ask("GET", "/api/v1/rehearsals?route=r&limit=1", nil, "viewer")
            #expect((list.object["rehearsals"] as? [Any])?.count == 1 && !list.body.contains("canary"))
            #expect(try await ask("GET", "/api/v1/rehearsals?limit=0", nil, "viewer").status == 400)
            #expect(try await ask("GET", "/api/v1/rehearsals?rout=r", nil, "viewer").status == 400)
            for (form, type) in [
                ("", "application/json"), ("?format=md", "text/markdown"), ("?format=html", "text/html"),
                ("?format=text", "text/plain"), ("?format=json", "application/json"),
            ] {
                let full = try await ask("GET", "/api/v1/rehearsals/old\(form)", nil, "operator")
                #expect(full.status == 200 && full.headers["content-type"]?.hasPrefix(type) == true)
                #expect(full.body.contains("canary") && full.headers["x-content-type-options"] == "nosniff")
                let short = try await ask("GET", "/api/v1/rehearsals/old\(form)", nil, "viewer")
                #expect(short.status == 200 && !short.body.contains("canary"))
            }
            let html = try await ask("GET", "/api/v1/rehearsals/old?format=html", nil, "operator")
            #expect(html.headers["content-security-policy"]?.contains("default-src 'none'; style-src 'sha256-") == true)
            #expect(!html.body.contains("<b>"))
            #expect(try await ask("GET", "/api/v1/rehearsals/old?format=pdf", nil, "viewer").status == 400)
            #expect(try await ask("GET", "/api/v1/rehearsals/none", nil, "viewer").status == 404)
        }
    }

    @Test("Readiness as JSON, in the status and in metrics")
    func readiness() async throws {
        var none = RouteReadiness(route: "alone", state: .none, primary: "a", minimum: 0.95, backups: [])
        none.stateful = 0.5
        try await serve(RehearsalAccess(desk: FakeDesk([Self.route(0.97), none]), record: nil)) { ask in
            let answer = try ReadinessAnswer(
                answer: Data(try await ask("GET", "/api/v1/readiness", nil, "viewer").body.utf8))
            #expect(!answer.ready && answer.notReady == ["alone"] && answer.routes.count == 2)
            let strict = try ReadinessAnswer(
                answer: Data(try await ask("GET", "/api/v1/readiness?min=98%25", nil, "viewer").body.utf8))
            #expect(strict.notReady == ["r", "alone"] && strict.minimum == 0.98)
            #expect(strict.text.hasSuffix("0 of 2 routes ready"))
            for bad in ["?min=98", "?min=0%25", "?min=", "?mim=95%25"] {
                #expect(try await ask("GET", "/api/v1/readiness\(bad)", nil, "viewer").status == 400)
            }
            let status = try await ask("GET", "/status", nil, "viewer").object
            let routes = try #require(status["readiness"] as? [[String: Any]])
            #expect(status["status"] as? String == "serving" && routes.map { $0["ready"] as? Bool } == [true, false])
            #expect(routes.last?["stateful_share"] as? Double == 0.5 && routes.first?["stateful_share"] == nil)
            let metrics = try await ask("GET", "/metrics", nil, "viewer").body
            for line in [
                #"planb_ready{route="r"} 1"#, #"planb_ready{route="alone"} 0"#,
                #"planb_readiness{route="r",backup="b\"",state="proven"} 1"#,
                #"planb_readiness{route="alone",backup="",state="none"} 1"#,
                #"planb_route_stateful_ratio{route="alone"} 0.5"#,
                #"planb_conformance_lower_bound{route="r",backup="b\""} 0.97"#,
                #"planb_conformance_samples{route="r",backup="b\""} 100"#,
                #"planb_backup_capacity_ratio{route="r",backup="b\""} 2.5"#,
                #"planb_drills_total{route="r",level="golden",verdict="good"} 3"#,
                #"planb_rehearsal_aborts_total{route="r",level="golden",reason="spend"} 1"#,
                #"planb_rehearsal_samples_total{route="r",level="golden"} 45"#,
                #"planb_rehearsal_parity_ratio{route="r",backup="b\"",gate="all"} "#,
                #"planb_rehearsal_parity_ratio_lower{route="r",backup="b\"",gate="all"} 0.97"#,
                #"planb_backup_proof_age_seconds{route="r","#,
                "planb_proof_age_seconds{route=\"r\"",
            ] { #expect(metrics.contains("\n\(line)"), "\(line)") }
            #expect(!metrics.contains("\nplanb_quality_lower_bound{"))
        }
        #expect(!ReadinessAnswer([], minimum: nil, now: 0).ready)
        #expect(ReadinessAnswer([Self.route(0.97)], minimum: nil, now: 0).ready)
    }

    @Test("Evidence is put on record as one asks for it")
    func evidence() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/planb-routes-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let key = try EvidenceKey.open(folder + "/evidence.key")
        let log = EvidenceLog(folder: folder + "/evidence", key: key, anchors: [], node: "n", version: "1")
        try await serve(RehearsalAccess(desk: FakeDesk([Self.route(0.97)]), evidence: log)) { ask in
            let answer = try EvidenceAnswer(
                answer: Data(try await ask("GET", "/api/v1/readiness?evidence=1", nil, "viewer").body.utf8))
            #expect(answer.problems.isEmpty)
            #expect(try answer.isReady(minimum: nil))
            #expect(try !answer.isReady(minimum: 0.98))
            let check = EvidenceCheck(
                [("line", Array((answer.line + "\n").utf8))],
                publicKey: try #require(EvidenceKey.publicKey(key.publicText)))
            #expect(check.isIntact, "\(check)")
        }
        try await serve(RehearsalAccess(desk: FakeDesk(), record: nil)) { ask in
            let answer = try await ask("GET", "/api/v1/readiness?evidence=1", nil, "viewer")
            #expect(answer.status == 404)
        }
        try await serve(
            RehearsalAccess(desk: FakeDesk()) { _, _ throws(EvidenceFailure) in throw EvidenceFailure("full") }
        ) { ask in
            let answer = try await ask("GET", "/api/v1/readiness?evidence=1", nil, "viewer")
            #expect(answer.status == 500)
        }
    }

    @Test("Without rehearsals the paths are not there, and the others are as they were")
    func absent() async throws {
        try await serve(nil) { ask in
            #expect(try await ask("GET", "/api/v1/readiness", nil, "admin").status == 404)
            #expect(try await ask("POST", "/api/v1/rehearsals", "{}", "admin").status == 404)
            #expect(try await ask("GET", "/status", nil, "viewer").object["readiness"] == nil)
            let metrics = try await ask("GET", "/metrics", nil, "viewer").body
            #expect(!metrics.contains("planb_ready"))
        }
    }
}
