import ArgumentParser
import Foundation
import PlanBConsole
import PlanBEngine
import PlanBVocabulary
import Synchronization

/// Reads what `planb top` shows from the admin port.
final class TopSource: Sendable {
    /// Why there is no reading.
    struct Trouble: Error {
        /// For people.
        var message: String
    }

    /// Sums of the ledger change slowly, and cost the database something.
    private static let usageEvery = Duration.seconds(5)

    private let client: AdminClient
    private let start = ContinuousClock.now
    private let usage = Mutex<(at: ContinuousClock.Instant, data: Data?)?>(nil)

    init(client: AdminClient) { self.client = client }

    /// Everything as it is now.
    ///
    /// - Parameter isFirst: ends the command if there is no gateway; else it throws a `Trouble`.
    func read(isFirst: Bool = false) async throws -> TopReading {
        do throws(Trouble) {
            let status = try await get("/api/v1/status")
            let metrics = try await get("/metrics")
            let moment = ContinuousClock.now
            let budgets = try await get("/api/v1/budgets")
            let usage = await usage()
            let requests = await found("/api/v1/requests?since=1m&limit=1000")
            let passed = (moment - start).components
            let seconds = Double(passed.seconds) + Double(passed.attoseconds) / 1e18
            do throws(UnreadableAnswer) {
                return try TopReading(
                    at: seconds, status: status, metrics: metrics, budgets: budgets, usage: usage, requests: requests)
            } catch {
                throw Trouble(message: "what answers at \(client.origin.authority) is not this version of Plan B")
            }
        } catch {
            if isFirst { throw Terminal.complaint(error.message, exit: .couldNotRun) }
            throw error
        }
    }

    private func get(_ path: String) async throws(Trouble) -> Data {
        guard let answer = await client.exchange("GET", path, within: .seconds(5)) else {
            throw Trouble(message: "the gateway's admin port at \(client.origin.authority) does not answer")
        }
        switch answer.status {
        case 200: return answer.body
        case 401: throw Trouble(message: "the admin port at \(client.origin.authority) does not take this token")
        default:
            throw Trouble(message: "the admin port at \(client.origin.authority) answers with status \(answer.status)")
        }
    }

    /// What a gateway with a ledger answers; nil: it has none, or its database is away.
    private func found(_ path: String) async -> Data? {
        guard let answer = await client.exchange("GET", path, within: .seconds(5)), answer.status == 200 else {
            return nil
        }
        return answer.body
    }

    private func usage() async -> Data? {
        let now = ContinuousClock.now
        if let known = usage.withLock({ $0 }), now - known.at < Self.usageEvery { return known.data }
        let data = await found("/api/v1/usage?since=0s&by=route&limit=1000")
        usage.withLock { $0 = (now, data) }
        return data
    }
}
