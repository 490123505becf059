import Foundation
import NIOCore
import NIOPosix
import PlanBEngine
import PlanBLedger
import PlanBPolicy
import PlanBRehearsal
import PlanBTesting
import PlanBVocabulary
import Synchronization
import Testing

@testable import PlanBConsole

/// An admin port with a viewer, an operator and an admin, asked byte by byte: what a client sends is what the test says.
struct ConsolePort: Sendable {
    let port: Int
    let time: ManualTime

    struct Answer {
        var status: Int
        var headers: [(name: String, value: String)]
        var body: String

        subscript(name: String) -> String? { headers.first { $0.name == name }?.value }

        /// The session that was begun, as a browser sends it back.
        var cookie: String? {
            self["set-cookie"].flatMap { $0.split(separator: ";").first.map(String.init) }
        }

        /// What forms of the page carry.
        var formToken: String? {
            guard let range = body.range(of: "name=\"form_token\" value=\"") else { return nil }
            return String(body[range.upperBound...].prefix { $0 != "\"" })
        }
    }

    struct NoLedger: LedgerSink {
        func append(_ entries: [LedgerEntry]) {}
    }

    /// Keys that are only written down.
    final class Keys: KeyAdministration {
        let asked = Mutex<[String]>([])
        func list() throws(AdminRefusal) -> String { "[]" }
        func create(_ wish: KeyWish, actor: String) throws(AdminRefusal) -> IssuedKey {
            asked.withLock { $0.append("\(actor) creates \(wish.name)") }
            return IssuedKey(id: "aaaaaaaa", key: "planb_aaaaaaaa_secret")
        }
        func rotate(id: String, overlap: Int, actor: String) throws(AdminRefusal) -> IssuedKey {
            asked.withLock { $0.append("\(actor) rotates \(id) \(overlap)") }
            return IssuedKey(id: id, key: "planb_\(id)_other")
        }
        func revoke(id: String, actor: String) throws(AdminRefusal) {
            asked.withLock { $0.append("\(actor) revokes \(id)") }
        }
        func note(actor: String, action: String, subject: String, detail: String) throws(AdminRefusal) {}
        func audit(limit: Int) throws(AdminRefusal) -> String { "{}" }
    }

    static func token(_ role: AdminRole) -> String { "\(role)-0123456789abcdef" }

    static func snapshot(_ tokens: [AdminToken], hosts: [String] = []) -> Snapshot {
        Snapshot(
            generation: 1, mode: .production, targets: [], routes: RouteTable([]),
            keys: KeyRing(pepper: Secret("p"), keys: []),
            listener: ListenerSettings(
                listen: .init(host: "127.0.0.1", port: 1), admin: .init(host: "127.0.0.1", port: 0),
                adminHosts: hosts),
            adminTokens: tokens)
    }

    static let tokens = AdminRole.allCases.map {
        AdminToken(name: "the-\($0)", role: $0, source: FixedSecret(Secret(token($0))))
    }

    /// Serves while `body` runs.
    static func serve(
        keys: Keys = Keys(), feed: LedgerFeed? = nil,
        _ body: @escaping @Sendable (ConsolePort, Gateway) async throws -> Void
    ) async throws {
        let time = ManualTime()
        let gateway = Gateway(
            snapshot: snapshot(tokens), time: time, ledger: NoLedger(), ids: RequestIDs(seed: (1, 2)),
            entropy: Entropy(seed: 1))
        let server = AdminServer(
            gateway: gateway, token: Secret("own-0123456789abcdef"), address: .init(host: "127.0.0.1", port: 0),
            administration: keys, feed: feed)
        let (ports, found) = AsyncStream.makeStream(of: Int.self)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await server.run { port in found.yield(port) } }
            for await port in ports.prefix(1) { try await body(ConsolePort(port: port, time: time), gateway) }
            tasks.cancelAll()
            while let result = await tasks.nextResult() { _ = result }
        }
    }

    /// Sends a request with these headers and no others but `Host`, which is left out if it is nil.
    func ask(
        _ method: String, _ path: String, host: String? = "localhost", _ headers: [String] = [], body: String = ""
    ) async throws -> Answer {
        var lines = ["\(method) \(path) HTTP/1.1", "connection: close"]
        if let host { lines.append("host: \(host)") }
        lines += headers
        if !body.isEmpty { lines.append("content-length: \(body.utf8.count)") }
        return try await send(lines.joined(separator: "\r\n") + "\r\n\r\n" + body)
    }

    /// Sends a form as a browser does from a page of `origin`.
    func form(
        _ path: String, _ fields: [(String, String)], cookie: String? = nil, origin: String? = "http://localhost",
        site: String? = nil
    ) async throws -> Answer {
        let allowed = CharacterSet.alphanumerics
        let body = fields.map { "\($0.0)=\($0.1.addingPercentEncoding(withAllowedCharacters: allowed) ?? "")" }
            .joined(separator: "&")
        var headers = ["content-type: application/x-www-form-urlencoded"]
        if let cookie { headers.append("cookie: \(cookie)") }
        if let origin { headers.append("origin: \(origin)") }
        if let site { headers.append("sec-fetch-site: \(site)") }
        return try await ask("POST", path, headers, body: body)
    }

    /// Signs in; the cookie.
    func signIn(_ token: String) async throws -> String {
        let answer = try await form("/sign-in", [("token", token)])
        #expect(answer.status == 303)
        return try #require(answer.cookie)
    }

    private func send(_ text: String) async throws -> Answer {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: text))
            var bytes = ByteBuffer()
            for try await var part in inbound {
                bytes.writeBuffer(&part)
                // A stream goes on: its first words are enough.
                if String(buffer: bytes).contains("retry: 1000\n") { break }
            }
            return try Self.read(String(buffer: bytes))
        }
    }

    private static func read(_ text: String) throws -> Answer {
        let halves = try #require(text.range(of: "\r\n\r\n"))
        let lines = text[..<halves.lowerBound].components(separatedBy: "\r\n")
        let status = try #require(lines.first?.split(separator: " ").dropFirst().first.flatMap { Int($0) })
        let headers = lines.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
            return (
                name: parts[0].lowercased(),
                value: (parts.count > 1 ? parts[1] : "").trimmingCharacters(in: .whitespaces)
            )
        }
        return Answer(status: status, headers: headers, body: String(text[halves.upperBound...]))
    }
}
