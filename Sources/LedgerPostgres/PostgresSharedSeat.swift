#if Postgres
    import PlanBLedger
    import PlanBLedgerSQL
    import PlanBVocabulary
    import Synchronization

    /// A connection to what several gateways share, in the database of `ledger`, whose schema it has: brought up to date
    /// before the first use, and again after a failure, since it may be another database by then.
    final class PostgresSharedSeat: Sendable {
        private let ledger: PostgresLedgerStore
        private let seat: PostgresSeat
        private let isPrepared = Atomic(false)

        /// - Parameters:
        ///   - greeting: what a new connection is told first.
        ///   - url: as for `PostgresDatabase`.
        init(ledger: PostgresLedgerStore, greeting: [String], url: @escaping @Sendable () -> Secret?) {
            self.ledger = ledger
            seat = PostgresSeat(place: ledger.database.place, greeting: greeting, url: url)
        }

        func transaction<Answer>(
            _ body: (any SQLConnection) throws(StoreFailure) -> Answer
        ) throws(StoreFailure) -> Answer {
            try prepare()
            do throws(StoreFailure) { return try seat.transaction(PostgresSeat.begin, body) } catch {
                isPrepared.store(false, ordering: .relaxed)
                throw error
            }
        }

        /// Waits for what other connections notify this one of; the texts.
        func notices(atMost span: Instant.Span) throws(StoreFailure) -> [String] {
            try prepare()
            return try seat.notices(atMost: span)
        }

        /// Over a connection that is not kept.
        private func prepare() throws(StoreFailure) {
            guard !isPrepared.load(ordering: .relaxed) else { return }
            defer { ledger.close() }
            try ledger.prepare()
            isPrepared.store(true, ordering: .relaxed)
        }

        func close() { seat.close() }
    }
#endif
