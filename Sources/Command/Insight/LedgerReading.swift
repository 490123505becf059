import Foundation
import PlanBLedger
import PlanBSettings

/// Commands that read the ledger themselves, beside a gateway that may be running.
enum LedgerReading {
    /// What `question` finds; nil if there is no ledger yet, which is said. Ends the command if it cannot be read.
    static func read<Answer>(
        _ settings: LedgerSettings, _ question: (any LedgerStore) throws(StoreFailure) -> Answer
    ) throws -> Answer? {
        if case .sqlite(let path) = settings.database, !FileManager.default.fileExists(atPath: path) {
            Terminal.note("planb: there is no ledger yet (\(path)): nothing was served so far")
            return nil
        }
        let store = try LedgerStores.store(settings)
        defer { store.close() }
        do throws(StoreFailure) { return try question(store) } catch {
            throw Terminal.complaint("the ledger cannot be read: \(error)", exit: .couldNotRun)
        }
    }
}
