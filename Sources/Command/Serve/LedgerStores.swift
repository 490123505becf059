import PlanBLedger
import PlanBLedgerSQL
import PlanBLedgerSQLite
import PlanBSettings

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
}
