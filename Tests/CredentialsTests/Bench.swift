import Foundation
import NIOCore
import NIOPosix
import PlanBEngine
import PlanBProviders
import PlanBTransport
import PlanBVocabulary
import Synchronization

@testable import PlanBCredentials

/// A folder, an environment and a clock for one test; requests go over real sockets.
final class Bench: Sendable {
    /// A clock that a test sets.
    final class Clock: TimeSource {
        private let epoch: Mutex<Int64>
        init(_ epoch: Int64) { self.epoch = Mutex(epoch) }
        func now() -> Instant { SystemTime().now() }
        func epochSeconds() -> Int64 { epoch.withLock { $0 } }
        func advance(_ seconds: Int64) { epoch.withLock { $0 += seconds } }
    }

    /// 2026-11-21T02:00:00Z
    static let epoch: Int64 = 1_795_226_400
    let folder: String
    let clock = Clock(Bench.epoch)
    let lines = Mutex<[String]>([])

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("planb-credentials-\(UUID())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func path(_ name: String) -> String { "\(folder)/\(name)" }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        let url = URL(fileURLWithPath: path(name))
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
        return url.path
    }

    static var fetcher: LoopFetcher { LoopFetcher(loop: MultiThreadedEventLoopGroup.singleton.next()) }

    /// A world without a home folder but `HOME=folder`, and whose metadata services are nowhere.
    func world(_ environment: [String: String] = [:]) -> World {
        World(environment: environment.merging(["HOME": folder]) { own, _ in own }, fetcher: Self.fetcher, time: clock)
    }

    func service(_ environment: [String: String]) -> CredentialService {
        CredentialService(
            environment: environment.merging(["HOME": folder]) { own, _ in own }, fetcher: Self.fetcher, time: clock,
            entropy: Entropy(seed: 1), log: { line in self.lines.withLock { $0.append(line) } }, onRenewal: {})
    }
}

extension CloudCredential.Grant {
    var token: String? {
        guard case .token(let secret) = value else { return nil }
        return secret.reveal { String(decoding: $0, as: UTF8.self) }
    }

    /// `id/secret/token`
    var keys: String? {
        guard case .keys(let keys) = value else { return nil }
        let text = { (secret: Secret) in secret.reveal { String(decoding: $0, as: UTF8.self) } }
        return ([keys.accessKeyID, text(keys.secretKey)] + (keys.sessionToken.map { [text($0)] } ?? [])).joined(
            separator: "/")
    }
}
