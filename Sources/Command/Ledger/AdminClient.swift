import ArgumentParser
import Foundation
import NIOCore
import NIOPosix
import PlanBEngine
import PlanBTransport
import PlanBVocabulary
import Synchronization

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

    /// The answer to any request, whatever its status; nil: there is none within `limit`.
    func exchange(
        _ method: String, _ path: String, body: Data? = nil, within limit: Instant.Span = .seconds(120)
    ) async -> (status: Int, body: Data)? {
        let answer = Mutex(Data())
        let status = try? await transfer(method, path, [], body, limit) { _, part in
            answer.withLock { $0.append(part.prefix(16 << 20)) }
        }
        return status.map { ($0, answer.withLock { $0 }) }
    }

    private func send(
        _ method: String, _ path: String, _ query: [(String, String?)], body: Data?,
        to use: @escaping @Sendable (Data) -> Void
    ) async throws {
        let complaint = Mutex(Data())
        let status: Int
        do throws(AttemptFailure) {
            status = try await transfer(method, path, query, body, .seconds(120)) { status, part in
                if status == 200 { use(part) } else { complaint.withLock { $0.append(part.prefix(65536)) } }
            }
        } catch { throw silence(error) }
        guard status != 200 else { return }
        throw Self.complaint(status, complaint.withLock { $0 }, at: origin)
    }

    private func transfer(
        _ method: String, _ path: String, _ query: [(String, String?)], _ body: Data?, _ limit: Instant.Span,
        part: @escaping @Sendable (Int, Data) -> Void
    ) async throws(AttemptFailure) -> Int {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let request = FetchRequest(
            origin: origin, head: head(method, target(path, query), body), body: Secret(Array(body ?? Data())),
            limit: limit)
        let result: Result<Int, AttemptFailure>
        do throws(AttemptFailure) {
            result = .success(
                try await LoopFetcher(loop: group.next()).download(request) { part($0, Data($1.readableBytesView)) })
        } catch { result = .failure(error) }
        try? await group.shutdownGracefully()
        return try result.get()
    }

    private func silence(_ failure: AttemptFailure) -> ExitCode {
        Terminal.complaint(
            "the gateway's admin port at \(origin.authority) does not answer (\(failure.outcome)): is it running? "
                + "--admin names another one", exit: .couldNotRun)
    }

    /// What an answer other than the wanted one means.
    static func complaint(_ status: Int, _ body: Data, at origin: Origin) -> ExitCode {
        let object = try? JSONSerialization.jsonObject(with: body) as? [String: Any]
        let message = (object?["error"] as? [String: Any])?["message"] as? String
        switch status {
        case 400: return Terminal.complaint(message ?? "the question makes no sense", exit: ExitCode(2))
        case 401:
            return Terminal.complaint(
                "the admin port at \(origin.authority) does not take this token: is it of another gateway?",
                exit: .couldNotRun)
        case 409: return Terminal.complaint(message ?? "this gateway does not change that", exit: .no)
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
