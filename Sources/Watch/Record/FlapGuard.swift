public import PlanBVocabulary

/// Keeps a part that comes and goes from filling the ledger: some changes a minute are put on record, the rest is counted, and the
/// last state is put on record in any case.
public struct FlapGuard: Sendable {
    private struct Subject {
        /// When changes were put on record, in the last minute.
        var times: [Instant] = []
        /// The newest change, which has to wait.
        var owed: Occurrence?
        /// Changes that came before it, and were overtaken.
        var leftOut = 0
    }

    /// More changes of one part are not put on record within a minute.
    public static let most = 6
    private static let window = Instant.Span.minutes(1)

    private var subjects: [String: Subject] = [:]

    /// Nothing has happened.
    public init() {}

    /// What of `occurrences` is to be put on record now, with what had to wait before. To be called with nothing, too, so
    /// that what waits is not forgotten.
    public mutating func admit(_ occurrences: [Occurrence], now: Instant) -> [Occurrence] {
        guard !occurrences.isEmpty || !subjects.isEmpty else { return [] }
        var admitted = overdue(now: now)
        for occurrence in occurrences {
            guard occurrence.kind == .health else {
                admitted.append(occurrence)
                continue
            }
            var subject = subjects[occurrence.subject] ?? Subject()
            if subject.owed == nil, subject.times.count < Self.most {
                subject.times.append(now)
                admitted.append(occurrence)
            } else {
                if subject.owed != nil { subject.leftOut += 1 }
                subject.owed = occurrence
            }
            subjects[occurrence.subject] = subject
        }
        return admitted
    }

    private mutating func overdue(now: Instant) -> [Occurrence] {
        var overdue: [Occurrence] = []
        for name in subjects.keys.sorted() {
            guard var subject = subjects[name] else { continue }
            subject.times.removeAll { now - $0 >= Self.window }
            if let owed = subject.owed, subject.times.count < Self.most {
                if subject.leftOut > 0 {
                    overdue.append(Occurrence(.flapping, name, "\(subject.leftOut) changes of its state were left out"))
                }
                overdue.append(owed)
                subject.times.append(now)
                (subject.owed, subject.leftOut) = (nil, 0)
            }
            subjects[name] = subject.times.isEmpty && subject.owed == nil ? nil : subject
        }
        return overdue
    }
}
