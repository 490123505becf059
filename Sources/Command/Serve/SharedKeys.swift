import PlanBEngine
import PlanBLedger
import PlanBSettings
import PlanBVocabulary
import Synchronization

/// Keys that are the same on all nodes: what this one does with what the database has.
final class SharedKeys: Sendable {
    private let data: String
    private let isDemo: Bool
    private let cache: KeyCache
    /// A connection of its own, for changes.
    private let store: any SharedStore
    /// Where the keys are, for messages.
    let place: String
    private let confirmedAt = Mutex<Int64>(0)
    /// The version that is in the cache, and whether it has still to be put in force.
    private let latest = Mutex<(version: Int64, isDue: Bool)>((0, false))

    /// The shared keys of `settings`; nil if its keys are in a file.
    init?(_ settings: LoadedSettings) throws {
        guard settings.sharedKeys != nil, let store = try LedgerStores.sharedStore(settings.ledger) else {
            return nil
        }
        data = settings.dataDirectory
        isDemo = settings.snapshot.mode == .demo
        cache = KeyCache(data: data)
        place = settings.ledger.place
        self.store = store
    }

    /// The keys as they can be changed.
    var keyStore: KeyStore { KeyStore(shelf: SharedKeyShelf(store, place: place), dataDirectory: data) }

    /// Takes over what the database has by now; whether it has to be put in force (`arePutInForce`).
    func refresh() throws -> Bool {
        try take(try store.document(SharedKeyShelf.document))
    }

    /// Takes over what the database has; whether it has to be put in force. If nobody has written keys yet, this node does: those of
    /// its own file from before it shared any, else a first one, which is said once.
    func take(_ document: SharedDocument?) throws -> Bool {
        defer { store.close() }
        try SharedPepper(data: data, store: store).agree()
        if let document { return try keep(document) }
        let file = KeyStore(file: "\(data)/keys.yaml", dataDirectory: data)
        if try store.replace(SharedKeyShelf.document, version: 0, with: file.text()), try file.text().isEmpty, !isDemo {
            let issued = try keyStore.create(name: "first")
            let key = issued.text.reveal { String(decoding: $0, as: UTF8.self) }
            Terminal.say("planb: there were no keys; made one for all nodes, shown only now: \(key)")
        }
        guard let document = try store.document(SharedKeyShelf.document) else { return false }
        return try keep(document)
    }

    /// What no node could read must not be what this one starts with. Of two that come at the same time the later one counts.
    private func keep(_ document: SharedDocument) throws -> Bool {
        if let complaint = KeyStore.complaint(of: document.text, place: "the keys in \(place)") { throw complaint }
        return try latest.withLock { latest in
            guard document.version >= latest.version else { return latest.isDue }
            if try cache.write(document.text) { latest.isDue = true }
            latest.version = document.version
            return latest.isDue
        }
    }

    /// What is in the cache is in force now.
    func arePutInForce() { latest.withLock { $0.isDue = false } }

    // MARK: - Trust

    /// Before anything was heard: the keys of the disk are believed for what is left of their time.
    func begin(_ trust: KeyTrust, _ maxStale: Instant.Span, now: Instant, epoch: Int64) {
        // A clock that is behind what was written cannot tell how long ago that was.
        guard let confirmed = cache.confirmedAt(), confirmed <= epoch + 60 else { return trust.withhold() }
        let age = max(0, min(epoch.subtractingReportingOverflow(confirmed).partialValue, 1 << 32))
        trust.extend(until: now + Instant.Span(nanoseconds: maxStale.nanoseconds - age * 1_000_000_000))
    }

    /// At `now` the database had the same.
    func confirm(_ trust: KeyTrust, _ maxStale: Instant.Span, now: Instant, epoch: Int64) {
        trust.extend(until: now + maxStale)
        let isTime = confirmedAt.withLock { confirmedAt in
            guard epoch - confirmedAt >= 30 || epoch < confirmedAt else { return false }
            confirmedAt = epoch
            return true
        }
        if isTime { cache.confirm(epoch) }
    }
}
