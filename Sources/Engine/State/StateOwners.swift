import PlanBDialects
import PlanBPolicy
import PlanBVocabulary
import Synchronization

/// Whose account made what: ids of responses and of their items, by the answers that went through this process. A cache
/// of what the providers know, not a book: what is not in it is looked for where it can be. See
/// Docs/decisions/005-state.md.
final class StateOwners: Sendable {
    /// Who keeps something, and for whom it was made.
    struct Owner: Sendable, Equatable {
        /// The account at its endpoint, as `UpstreamTarget.holder` names it.
        var holder: String
        /// The caller's id.
        var caller: String
    }

    /// Two halves, the older of which is dropped when the younger is full: what is still used is carried over.
    private struct Halves {
        var young: [String: Owner] = [:]
        var old: [String: Owner] = [:]
    }

    /// In each half. An entry is about 200 bytes.
    private let limit: Int
    private let halves = Mutex(Halves())

    init(limit: Int = 50_000) { self.limit = limit }

    /// Who keeps `id`; nil if that is not known here.
    func owner(of id: String) -> Owner? {
        halves.withLock { halves in
            if let owner = halves.young[id] { return owner }
            guard let owner = halves.old[id] else { return nil }
            Self.keep(owner, id, limit, &halves)
            return owner
        }
    }

    /// Remembers that `owner` keeps `ids`.
    func keep(_ ids: [String], _ owner: Owner) {
        guard !ids.isEmpty else { return }
        halves.withLock { halves in
            for id in ids where id.utf8.count <= 256 { Self.keep(owner, id, limit, &halves) }
        }
    }

    private static func keep(_ owner: Owner, _ id: String, _ limit: Int, _ halves: inout Halves) {
        if halves.young.count >= limit, halves.young[id] == nil {
            halves.old = halves.young
            halves.young = [:]
        }
        halves.young[id] = owner
    }
}

extension UpstreamTarget {
    /// The account that keeps what this target makes, at its endpoint; nil if it is each caller's own.
    var holder: String? {
        let scopes = scopes
        return scopes.account.map { "\($0) at \(scopes.endpoint)" }
    }
}
