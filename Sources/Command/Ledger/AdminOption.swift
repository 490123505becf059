import ArgumentParser
import Foundation
import NIOCore
import NIOPosix
import PlanBEngine
import PlanBSettings
import PlanBTransport
import PlanBVocabulary
import Synchronization

/// `--admin`, and where else the admin port and its token can be found.
struct AdminOption: ParsableArguments {
    @Option(
        name: .customLong("admin"),
        help: "The admin port. Default: $PLANB_ADMIN_URL, the configuration's, http://127.0.0.1:8701.")
    var url: String?
    @Option(
        name: .customLong("config"),
        help: """
            The configuration file, for the admin port and the data folder with its token. Default: $PLANB_CONFIG, \
            ./planb.yaml, /etc/planb/planb.yaml. $PLANB_ADMIN_TOKEN counts first.
            """)
    var path: String?

    /// A client of the running gateway.
    func client() throws -> AdminClient {
        let environment = ProcessInfo.processInfo.environment
        let settings = Settings.locate(explicit: path, environment: environment).flatMap {
            try? Settings.load(path: $0, environment: environment)
        }
        if path != nil, settings == nil {
            throw Terminal.complaint("the configuration cannot be used; planb check says why", exit: .couldNotRun)
        }
        return AdminClient(
            origin: try origin(environment, settings),
            token: try token(environment, settings?.dataDirectory ?? ".planb"))
    }

    private func origin(_ environment: [String: String], _ settings: LoadedSettings?) throws -> Origin {
        let named = url ?? environment["PLANB_ADMIN_URL"].flatMap { $0.isEmpty ? nil : $0 }
        guard let named else {
            let address = settings?.snapshot.listener.admin
            // A listener on all addresses is reached on this one.
            let host = address.map { ["0.0.0.0", "::"].contains($0.host) ? "127.0.0.1" : $0.host } ?? "127.0.0.1"
            return Origin(host: host, port: address?.port ?? 8701, isTLS: false, allowsPrivate: true)
        }
        guard let parts = URLComponents(string: named), let scheme = parts.scheme?.lowercased(),
            ["http", "https"].contains(scheme), let host = parts.host, !host.isEmpty, parts.user == nil,
            ["", "/"].contains(parts.path), parts.query == nil
        else {
            throw ValidationError("--admin and PLANB_ADMIN_URL are like http://127.0.0.1:8701")
        }
        let isTLS = scheme == "https"
        return Origin(
            host: host.trimmingCharacters(in: ["[", "]"]), port: parts.port ?? (isTLS ? 443 : 80), isTLS: isTLS,
            allowsPrivate: true)
    }

    private func token(_ environment: [String: String], _ folder: String) throws -> Secret {
        if let token = environment["PLANB_ADMIN_TOKEN"], !token.isEmpty { return Secret(token) }
        let path = folder + "/admin.token"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw Terminal.complaint(
                "the admin port needs its token: set PLANB_ADMIN_TOKEN, or make \(path) readable (the gateway makes it at "
                    + "its first start)", exit: .couldNotRun)
        }
        return Secret(text.trimmingCharacters(in: .whitespacesAndNewlines))
    }
}

/// Asks the admin port of a running gateway.
struct AdminClient {
    let origin: Origin
    let token: Secret

    /// The answer to a question; ends the command if there is none.
    func get(_ path: String, _ query: [(String, String?)] = []) async throws -> Data {
        let answer = Mutex(Data())
        try await send("GET", path, query, body: nil) { part in answer.withLock { $0.append(part) } }
        return answer.withLock { $0 }
    }

    /// The answer to an order.
    func post(_ path: String, _ body: [String: String]) async throws -> Data {
        let answer = Mutex(Data())
        try await send("POST", path, [], body: try JSONEncoder().encode(body)) { part in
            answer.withLock { $0.append(part) }
        }
        return answer.withLock { $0 }
    }

    /// The answer, part by part, however long it is.
    func stream(
        _ path: String, _ query: [(String, String?)], to use: @escaping @Sendable (Data) -> Void
    ) async throws {
        try await send("GET", path, query, body: nil, to: use)
    }

    private func send(
        _ method: String, _ path: String, _ query: [(String, String?)], body: Data?,
        to use: @escaping @Sendable (Data) -> Void
    ) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let request = FetchRequest(
            origin: origin, head: head(method, target(path, query), body), body: Secret(Array(body ?? Data())),
            limit: .seconds(120))
        let complaint = Mutex(Data())
        let status: Int
        do throws(AttemptFailure) {
            status = try await LoopFetcher(loop: group.next()).download(request) { status, bytes in
                let part = Data(bytes.readableBytesView)
                if status == 200 { use(part) } else { complaint.withLock { $0.append(part.prefix(65536)) } }
            }
        } catch {
            try? await group.shutdownGracefully()
            throw Terminal.complaint(
                "the gateway's admin port at \(origin.authority) does not answer (\(error.outcome)): is it running? "
                    + "--admin names another one", exit: .couldNotRun)
        }
        try? await group.shutdownGracefully()
        guard status != 200 else { return }
        throw Self.complaint(status, complaint.withLock { $0 }, at: origin)
    }

    private static func complaint(_ status: Int, _ body: Data, at origin: Origin) -> ExitCode {
        let object = try? JSONSerialization.jsonObject(with: body) as? [String: Any]
        let message = (object?["error"] as? [String: Any])?["message"] as? String
        switch status {
        case 400: return Terminal.complaint(message ?? "the question makes no sense", exit: ExitCode(2))
        case 401:
            return Terminal.complaint(
                "the admin port at \(origin.authority) does not take this token: is it of another gateway?",
                exit: .couldNotRun)
        case 404: return Terminal.complaint(message ?? "this gateway has no ledger to ask", exit: .no)
        default:
            return Terminal.complaint(message ?? "the admin port answered with status \(status)", exit: .couldNotRun)
        }
    }

    private func target(_ path: String, _ query: [(String, String?)]) -> String {
        let pairs = query.compactMap { name, value in value.map { "\(name)=\(Self.escaped($0))" } }
        return path + (pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&"))
    }

    /// A part of a URL.
    static func escaped(_ text: String) -> String {
        var allowed = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        allowed.insert(charactersIn: "-._~,:")
        return text.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
    }

    private func head(_ method: String, _ target: String, _ body: Data?) -> Secret {
        var text = "\(method) \(target) HTTP/1.1\r\nhost: \(origin.authority)\r\nconnection: close\r\n"
        if let body { text += "content-type: application/json\r\ncontent-length: \(body.count)\r\n" }
        var bytes = Array((text + "authorization: Bearer ").utf8)
        token.reveal { bytes += $0 }
        return Secret(bytes + Array("\r\n\r\n".utf8))
    }
}
