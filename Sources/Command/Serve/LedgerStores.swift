import PlanBLedger
import PlanBLedgerSQL
import PlanBLedgerSQLite
import PlanBSettings
import PlanBVocabulary

#if Postgres
    import PlanBLedgerPostgres
#endif

/// The store that a configuration asks for.
enum LedgerStores {
    /// A store, which is opened at its first use. Throws if this build does not have it.
    static func store(_ settings: LedgerSettings) throws -> any LedgerStore {
        switch settings.database {
        case .sqlite(let path): return SQLiteLedgerStore(SQLiteDatabase(path: path))
        case .postgres(let address):
            #if Postgres
                return PostgresLedgerStore(PostgresDatabase(place: address.place) { address.url() })
            #else
                throw CannotRun(
                    message:
                        "this build of planb has no PostgreSQL (\(address.place)): build it with the trait Postgres")
            #endif
        }
    }

    /// What several nodes have in common beside their rows; nil: the database is for one node.
    static func sharedStore(_ settings: LedgerSettings) throws -> (any SharedStore)? {
        guard case .postgres(let address) = settings.database else { return nil }
        #if Postgres
            let url: @Sendable () -> Secret? = { address.url() }
            return PostgresSharedStore(
                ledger: PostgresLedgerStore(PostgresDatabase(place: address.place, url: url)), url: url)
        #else
            // What `store` says.
            _ = address
            return nil
        #endif
    }

    /// What several nodes share of their rehearsals; nil: the database is for one node.
    static func sharedArchive(_ settings: LedgerSettings) -> (any SharedArchive)? {
        guard case .postgres(let address) = settings.database else { return nil }
        #if Postgres
            let url: @Sendable () -> Secret? = { address.url() }
            return PostgresSharedArchive(
                ledger: PostgresLedgerStore(PostgresDatabase(place: address.place, url: url)), url: url)
        #else
            // What `store` says.
            _ = address
            return nil
        #endif
    }
}
