public import PlanBEngine
import PlanBVocabulary
import Synchronization

/// Fetches the credentials of `credentials: auto` and renews them ahead of their end, apart from all requests: there is one
/// fetch for each credential at a time, however many requests use it.
public final class CredentialService: Sendable {
    private struct Entry {
        var credential: CloudCredential
        /// Seconds since 1970.
        var due: Int64
        var lastFetch: Int64
        var failures = 0
        var isFetching = false
    }

    private let environment: [String: String]
    private let fetcher: any Fetcher
    private let time: any TimeSource
    private let entropy: Entropy
    private let log: @Sendable (String) -> Void
    private let onRenewal: @Sendable () -> Void
    private let entries = Mutex<[CloudCredential.Key: Entry]>([:])

    /// A service that has nothing to do yet.
    /// - Parameters:
    ///   - environment: where clouds say how to come by credentials.
    ///   - fetcher: sends what has to be sent.
    ///   - log: takes lines for the operator; they hold no secret.
    ///   - onRenewal: called when a credential is there that was not, or that was refused before.
    public init(
        environment: [String: String], fetcher: any Fetcher, time: any TimeSource, entropy: Entropy,
        log: @escaping @Sendable (String) -> Void, onRenewal: @escaping @Sendable () -> Void
    ) {
        self.environment = environment
        self.fetcher = fetcher
        self.time = time
        self.entropy = entropy
        self.log = log
        self.onRenewal = onRenewal
    }

    /// Takes care of these, and of no others any more.
    public func adopt(_ credentials: [CloudCredential]) {
        let now = time.epochSeconds()
        entries.withLock { entries in
            let previous = entries
            entries = [:]
            for credential in credentials {
                entries[credential.key] =
                    previous[credential.key].flatMap { $0.credential === credential ? $0 : nil }
                    ?? Entry(credential: credential, due: now, lastFetch: 0)
            }
        }
    }

    /// Works until the surrounding task is cancelled. Blocks on files: not for event loops.
    public func run() async {
        await withDiscardingTaskGroup { fetches in
            while !Task.isCancelled {
                for credential in takeDue() { fetches.addTask { await self.fetch(credential) } }
                let isIdle = entries.withLock { $0.isEmpty }
                try? await Task.sleep(for: isIdle ? .seconds(1) : .milliseconds(200))
            }
        }
    }

    /// What is to be fetched now; it counts as being fetched from here on.
    func takeDue() -> [CloudCredential] {
        let now = time.epochSeconds()
        return entries.withLock { entries in
            var due: [CloudCredential] = []
            for (key, entry) in entries where !entry.isFetching {
                // A clock that was set back must not keep a doubt waiting.
                let isLongAgo = now < entry.lastFetch || now - entry.lastFetch >= Renewal.leastBetweenDoubts
                let isDoubted = isLongAgo && entry.credential.takeDoubt()
                guard isDoubted || entry.due <= now else { continue }
                entries[key]?.isFetching = true
                due.append(entry.credential)
            }
            return due
        }
    }

    /// Fetches one credential, and notes when the next time is.
    func fetch(_ credential: CloudCredential) async {
        let result: Result<CloudCredential.Grant, CredentialFailure>
        do throws(CredentialFailure) {
            result = .success(try checked(try await grant(for: credential.key)))
        } catch {
            result = .failure(error)
        }
        let now = time.epochSeconds()
        let chance = entropy.next()
        guard !Task.isCancelled else {
            end(credential) { $0.due = now }
            return
        }
        switch result {
        case .success(let grant):
            let wasMissing = credential.current(epoch: now) != grant.value
            let wasFailing = end(credential) { entry in
                defer { entry.failures = 0 }
                entry.due = now + Renewal.pause(remaining: grant.expires.map { $0 - now }, chance: chance)
                return entry.failures > 0
            }
            credential.renew(grant)
            if wasFailing == true { log("planb: credentials: \(credential.key.identity): fetched again") }
            if wasMissing { onRenewal() }
        case .failure(let failure):
            credential.fail(failure.message, epoch: now)
            let failures = end(credential) { entry in
                entry.failures += 1
                entry.due = now + Renewal.pause(afterFailures: entry.failures, chance: chance)
                return entry.failures
            }
            // The first of a row, then now and then: a minute's silence is enough for a log.
            guard let failures, failures == 1 || failures % 10 == 0 else { return }
            let isUsed = credential.current(epoch: now) != nil
            log(
                "planb: credentials: \(failure.message)"
                    + (isUsed ? "; the last ones stay in use while they are good" : "; its targets are left out"))
        }
    }

    @discardableResult
    private func end<Value: Sendable>(
        _ credential: CloudCredential, _ change: (inout Entry) -> Value
    ) -> Value? {
        let now = time.epochSeconds()
        return entries.withLock { entries in
            guard var entry = entries[credential.key], entry.credential === credential else { return nil }
            entry.isFetching = false
            entry.lastFetch = now
            let value = change(&entry)
            entries[credential.key] = entry
            return value
        }
    }

    private func checked(_ grant: CloudCredential.Grant) throws(CredentialFailure) -> CloudCredential.Grant {
        if let end = grant.expires, end <= time.epochSeconds() {
            throw CredentialFailure(
                "what was fetched has expired already; the clock of this machine, or of the one that gave it, is wrong")
        }
        return grant
    }

    private func grant(for key: CloudCredential.Key) async throws(CredentialFailure) -> CloudCredential.Grant {
        let world = World(
            environment: environment, fetcher: fetcher, time: time, network: key.network,
            allowsPrivate: key.allowsPrivate)
        switch key.identity {
        case .aws(let region): return try await AWSChain(world: world, region: region).grant()
        case .google: return try await GoogleChain(world: world).grant()
        case .entra(let scope): return try await EntraChain(world: world, scope: scope).grant()
        }
    }
}
