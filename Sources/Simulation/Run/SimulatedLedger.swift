import PlanBLedger

/// Keeps the rows of a scenario, by request. Confined to its loop, which is what makes it `Sendable`.
final class SimulatedLedger: LedgerSink, @unchecked Sendable {
    private(set) var requests: [[RequestEntry]]
    /// Rows of attempts whose request has no row yet.
    private var open: [AttemptEntry] = []
    private(set) var attempts: [[AttemptEntry]]

    init(count: Int) {
        requests = Array(repeating: [], count: count)
        attempts = Array(repeating: [], count: count)
    }

    func append(_ entries: [LedgerEntry]) {
        for entry in entries { keep(entry) }
    }

    private func keep(_ entry: LedgerEntry) {
        switch entry {
        case .open, .event: break
        case .attempt(let row): open.append(row)
        case .request(let row):
            guard let index = Int(row.model.dropFirst(RequestBytes.modelPrefix.utf8.count)),
                requests.indices.contains(index)
            else { return }
            requests[index].append(row)
            attempts[index] += open.filter { $0.request == row.id }
            open.removeAll { $0.request == row.id }
        }
    }
}
