import PlanBLedger

/// Keeps the rows of a scenario, by request. Confined to its loop, which is what makes it `Sendable`.
final class SimulatedLedger: LedgerSink, @unchecked Sendable {
    private(set) var requests: [[RequestEntry]]
    /// Rows of attempts whose request has no row yet.
    private var open: [AttemptEntry] = []
    private(set) var attempts: [[AttemptEntry]]
    /// What was set aside and spent.
    let books: Books

    init(count: Int, _ route: RoutePlan) {
        books = Books(route.budget, outageShare: route.outageShare)
        requests = Array(repeating: [], count: count)
        attempts = Array(repeating: [], count: count)
    }

    func append(_ entries: [LedgerEntry]) {
        for entry in entries { keep(entry) }
    }

    private func keep(_ entry: LedgerEntry) {
        switch entry {
        case .event: break
        case .open(let entry): books.open(entry)
        case .attempt(let row):
            books.end(row)
            open.append(row)
        case .request(let row):
            // Rehearsals are booked to an account of their own.
            guard row.key != "rehearsal" else { return open.removeAll { $0.request == row.id } }
            guard let index = Int(row.model.dropFirst(RequestBytes.modelPrefix.utf8.count)),
                requests.indices.contains(index)
            else { return }
            requests[index].append(row)
            attempts[index] += open.filter { $0.request == row.id }
            open.removeAll { $0.request == row.id }
        }
    }
}
