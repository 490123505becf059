#if Postgres
    import Foundation
    import PlanBLedger
    import PlanBLedgerSQL
    import PlanBVocabulary

    /// Where one connection sits, and those who want it wait.
    final class PostgresSeat: @unchecked Sendable {
        /// What is read after waiting for a lock must be what is there then, whatever the server's default is.
        static let begin = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"

        private let place: String
        private let url: @Sendable () -> Secret?
        /// What a new connection is told first.
        private let greeting: [String]
        // The lock guards the connection, which is used by one thread at a time.
        private let lock = NSLock()
        private var connection: PostgresConnection?

        init(place: String, greeting: [String] = [], url: @escaping @Sendable () -> Secret?) {
            self.place = place
            self.greeting = greeting
            self.url = url
        }

        func transaction<Answer>(
            _ begin: String, _ body: (any SQLConnection) throws(StoreFailure) -> Answer
        ) throws(StoreFailure) -> Answer {
            lock.lock()
            defer { lock.unlock() }
            let connection = try connected()
            do throws(StoreFailure) {
                try connection.command(begin)
                let answer = try body(connection)
                try connection.command("COMMIT")
                return answer
            } catch {
                // What cannot be taken back ends with its connection.
                if (try? connection.command("ROLLBACK")) == nil { self.connection = nil }
                throw error
            }
        }

        /// Waits for what other connections notify this one of; the texts.
        func notices(atMost span: Instant.Span) throws(StoreFailure) -> [String] {
            lock.lock()
            defer { lock.unlock() }
            let connection = try connected()
            do throws(StoreFailure) { return try connection.notices(atMost: span) } catch {
                self.connection = nil
                throw error
            }
        }

        private func connected() throws(StoreFailure) -> PostgresConnection {
            if let connection, connection.isAlive { return connection }
            connection = nil
            guard let url = url() else {
                throw StoreFailure(.away, "the ledger in \(place): the reference to its URL cannot be resolved")
            }
            let new = try PostgresConnection(url, place: place)
            for statement in greeting { try new.command(statement) }
            connection = new
            return new
        }

        func close() {
            lock.lock()
            defer { lock.unlock() }
            connection = nil
        }
    }
#endif
