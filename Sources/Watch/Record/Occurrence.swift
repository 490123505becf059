import PlanBEngine
import PlanBPolicy
import PlanBVocabulary

/// Something that happened to the gateway, as it is put on record: an event of the ledger.
public struct Occurrence: Sendable, Equatable {
    /// The event's kind, one of few stable words.
    public enum Kind: String, Sendable {
        /// The state of a part changed. The subject is its name, the detail `STATE` or `STATE: CAUSE`.
        case health
        /// Changes of a part's state were left out, because there were too many. The detail says how many.
        case flapping
        /// A drill began or ended. The subject is its route, the detail `LEVEL, OUTCOME; ID`.
        case drill
        /// A backup became ready, or is not any more. The subject is `ROUTE BACKUP`, the detail `STATE` or `STATE: LEVEL`.
        case proof
    }

    /// Its kind.
    public var kind: Kind
    /// What it happened to.
    public var subject: String
    /// One line.
    public var detail: String

    /// Something that happened.
    public init(_ kind: Kind, _ subject: String, _ detail: String) {
        self.kind = kind
        self.subject = subject
        self.detail = detail
    }
}

extension Occurrence {
    /// What happened between two looks at a gateway.
    public static func changes(from previous: Observation, to now: Observation) -> [Occurrence] {
        health(previous.parts, now.parts) + drills(previous, now) + proofs(previous, now)
    }

    private static func health(_ previous: [Observation.Part], _ now: [Observation.Part]) -> [Occurrence] {
        guard previous != now else { return [] }
        let before = Dictionary(previous.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let unwell = Set(now.map(\.name))
        let changed = now.filter { before[$0.name] != $0 }.map { Occurrence(.health, $0.name, $0.detail) }
        let well = previous.filter { !unwell.contains($0.name) }.map { Occurrence(.health, $0.name, "closed") }
        return changed + well
    }

    private static func drills(_ previous: Observation, _ now: Observation) -> [Occurrence] {
        guard previous.drills != now.drills else { return [] }
        let before = Dictionary(previous.drills.map { ($0.id, $0.state) }) { $0 == .running ? $1 : $0 }
        // A drill whose end is being written down stands in both lists.
        let newest = Dictionary(now.drills.map { ($0.id, $0) }) { $0.state == .running ? $1 : $0 }
        var seen: Set<String> = []
        var occurrences: [Occurrence] = []
        for note in now.drills.compactMap({ newest[$0.id] }) where seen.insert(note.id).inserted {
            let state = before[note.id]
            if state == nil {
                // What other nodes have done, and left to this one, they have put on record.
                guard note.state == .running || note.started >= previous.epoch - 1000 else { continue }
                occurrences.append(Occurrence(.drill, note.route, "\(note.level.rawValue), begun; \(note.id)"))
            }
            guard note.state != .running, state == nil || state == .running else { continue }
            occurrences.append(Occurrence(.drill, note.route, "\(note.level.rawValue), \(note.outcome); \(note.id)"))
        }
        return occurrences
    }

    private static func proofs(_ previous: Observation, _ now: Observation) -> [Occurrence] {
        guard now.leads, previous.leads, previous.proofs != now.proofs else { return [] }
        let before = Dictionary(previous.proofs.map { ($0.place, $0.state) }, uniquingKeysWith: { first, _ in first })
        // Of a backup that was not there before nothing has changed.
        return now.proofs.filter { before[$0.place].map { [state = $0.state] in $0 != state } ?? false }.map { note in
            Occurrence(.proof, note.place, note.level.map { "\(note.state): \($0.rawValue)" } ?? note.state)
        }
    }
}

extension Observation.Part {
    fileprivate var detail: String { cause.map { "\(state): \($0.rawValue)" } ?? state }
}

extension DrillNote {
    /// How it ended, in a few words.
    var outcome: String {
        switch state {
        case .running: "begun"
        case .ended: "ended: \(verdict)"
        case .aborted, .interrupted: reason.isEmpty ? state.rawValue : "\(state.rawValue): \(reason)"
        }
    }
}

extension ProofNote {
    /// The route and the backup: what the proof is of.
    var place: String { "\(route) \(backup)" }
}
