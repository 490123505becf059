#if Postgres
    import CLibPQ
    import Foundation
    import PlanBLedger
    import PlanBLedgerSQL
    import PlanBVocabulary

    /// One connection of libpq. Its calls wait for the server; it belongs to one thread at a time.
    final class PostgresConnection: SQLConnection {
        private let handle: OpaquePointer
        private let place: String
        /// The names under which the server knows statements.
        private var names: [String: String] = [:]

        /// Connects.
        init(_ url: Secret, place: String) throws(StoreFailure) {
            self.place = place
            // What the URL says comes last and counts. A server that does not answer must not hold the writer for ever.
            var pairs = [
                ("connect_timeout", "5"), ("application_name", "planb"), ("client_encoding", "UTF8"),
                ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
                ("tcp_user_timeout", "30000"),
                // The server must not wait for hours for a gateway whose machine is gone, with what that had locked.
                (
                    "options",
                    "-c statement_timeout=60000 -c lock_timeout=30000 -c client_min_messages=error "
                        + "-c idle_in_transaction_session_timeout=60000 -c tcp_keepalives_idle=10 "
                        + "-c tcp_keepalives_interval=5 -c tcp_keepalives_count=3"
                ),
            ]
            let text = url.reveal { String(decoding: $0, as: UTF8.self) }
            guard Self.isURL(text) else {
                throw StoreFailure(
                    .away,
                    "the ledger in \(place): its URL is not one that PostgreSQL takes: write postgres://USER:PASSWORD@HOST/NAME, "
                        + "and %2F for / in a password, %25 for %, %40 for @, %3A for :, %3F for ?, %23 for #")
            }
            pairs.append(("dbname", text))
            let keywords = CStrings(pairs.map(\.0))
            let values = CStrings(pairs.map(\.1))
            let made = keywords.lent { keywords in
                values.lent { values in PQconnectdbParams(keywords, values, 1) }
            }
            guard let handle = made else {
                throw StoreFailure(.away, "the ledger in \(place): out of memory")
            }
            self.handle = handle
            guard PQstatus(handle) == CONNECTION_OK else {
                throw StoreFailure(.away, "the ledger in \(place): \(Self.line(PQerrorMessage(handle)))")
            }
        }

        deinit { PQfinish(handle) }

        /// Whether libpq can take it apart. What it says of one that it cannot quotes the password, and is never shown.
        private static func isURL(_ text: String) -> Bool {
            var message: UnsafeMutablePointer<CChar>?
            guard let options = PQconninfoParse(text, &message) else {
                PQfreemem(message)
                return false
            }
            PQconninfoFree(options)
            return true
        }

        /// Whether it may still work.
        var isAlive: Bool { PQstatus(handle) == CONNECTION_OK }

        /// Runs a statement without values.
        func command(_ sql: String) throws(StoreFailure) { _ = try checked(PQexec(handle, sql)) }

        func run(_ sql: String, _ values: [StoreValue]) throws(StoreFailure) -> Int {
            let result = try execute(sql, values.map(Self.text))
            return Int(String(cString: PQcmdTuples(result.pointer))) ?? 0
        }

        func rows(_ sql: String, _ values: [StoreValue]) throws(StoreFailure) -> [[StoreValue]] {
            let result = try execute(sql, values.map(Self.text))
            return result.rows
        }

        func insert(_ rows: [[StoreValue]], with insertion: SQLInsertion) throws(StoreFailure) -> [Bool] {
            let arrays = insertion.isText.indices.map { column in PostgresArray.text(of: rows, column: column) }
            let added = Set(try execute(insertion.bulk, arrays).rows)
            return rows.map { row in added.contains(insertion.keyPlaces.map { row[$0] }) }
        }

        /// Waits until there are notices, at most so long; their texts.
        func notices(atMost span: Instant.Span) throws(StoreFailure) -> [String] {
            // Some may have come with the answer to a statement.
            var texts = taken()
            guard texts.isEmpty else { return texts }
            var socket = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
            let milliseconds = Int32(clamping: max(0, span.nanoseconds / 1_000_000))
            guard poll(&socket, 1, milliseconds) > 0 else { return [] }
            let isOpen = socket.revents & Int16(POLLHUP | POLLERR | POLLNVAL) == 0
            guard PQconsumeInput(handle) == 1, isAlive, isOpen else {
                throw StoreFailure(.away, "the ledger in \(place): \(Self.line(PQerrorMessage(handle)))")
            }
            texts = taken()
            return texts
        }

        private func taken() -> [String] {
            var texts: [String] = []
            while let notice = PQnotifies(handle) {
                texts.append(String(cString: notice.pointee.extra))
                PQfreemem(notice)
            }
            return texts
        }

        private func execute(_ sql: String, _ values: [String?]) throws(StoreFailure) -> PostgresResult {
            let name = try prepared(sql, count: values.count)
            let parameters = CStrings(values)
            let result = parameters.lent {
                PQexecPrepared(handle, name, Int32(values.count), $0, nil, nil, 0)
            }
            return try checked(result)
        }

        private func prepared(_ sql: String, count: Int) throws(StoreFailure) -> String {
            if let name = names[sql] { return name }
            let name = "planb\(names.count)"
            _ = try checked(PQprepare(handle, name, SQLText.numbered(sql), Int32(count), nil))
            names[sql] = name
            return name
        }

        private func checked(_ pointer: OpaquePointer?) throws(StoreFailure) -> PostgresResult {
            guard let pointer else {
                throw StoreFailure(.away, "the ledger in \(place): \(Self.line(PQerrorMessage(handle)))")
            }
            let result = PostgresResult(pointer)
            switch PQresultStatus(pointer) {
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: return result
            default:
                // 5 characters of which the first two are the class.
                let state = PQresultErrorField(pointer, Int32(UInt8(ascii: "C"))).map { String(cString: $0) } ?? ""
                let isTheEntrys = ["22", "23", "54"].contains { state.hasPrefix($0) }
                throw StoreFailure(
                    isTheEntrys ? .entry : .away,
                    "the ledger in \(place): \(Self.line(PQresultErrorMessage(pointer)))")
            }
        }

        private static func text(_ value: StoreValue) -> String? {
            switch value {
            case .null: nil
            case .integer(let number): String(number)
            case .text(let text): text
            }
        }

        /// The first line of a message, which is what went wrong; the others repeat the statement.
        private static func line(_ message: UnsafePointer<CChar>?) -> String {
            guard let message else { return "no reason given" }
            let lines = String(cString: message).split(separator: "\n")
            return lines.first.map { $0.hasPrefix("ERROR:  ") ? String($0.dropFirst(8)) : String($0) }
                ?? "no reason given"
        }
    }

    /// A result, freed with the object.
    private final class PostgresResult {
        let pointer: OpaquePointer

        init(_ pointer: OpaquePointer) { self.pointer = pointer }

        deinit { PQclear(pointer) }

        /// Numbers as numbers, everything else as texts.
        var rows: [[StoreValue]] {
            let columns = 0..<PQnfields(pointer)
            let isNumber = columns.map { [20, 21, 23, 1700].contains(PQftype(pointer, $0)) }
            return (0..<PQntuples(pointer)).map { row in
                columns.map { column in
                    guard PQgetisnull(pointer, row, column) == 0, let bytes = PQgetvalue(pointer, row, column) else {
                        return .null
                    }
                    let text = String(cString: bytes)
                    guard isNumber[Int(column)] else { return .text(text) }
                    return .integer(Int64(text) ?? (text.hasPrefix("-") ? .min : .max))
                }
            }
        }
    }

    /// Texts for C, freed with the object.
    private final class CStrings {
        private let pointers: UnsafeMutablePointer<UnsafePointer<CChar>?>
        private let copies: [UnsafeMutablePointer<CChar>?]

        init(_ texts: [String?]) {
            copies = texts.map { text in text.flatMap { strdup($0) } }
            // The list of keywords of a connection ends with nil.
            pointers = .allocate(capacity: copies.count + 1)
            pointers.initialize(repeating: nil, count: copies.count + 1)
            for (index, copy) in copies.enumerated() { pointers[index] = UnsafePointer(copy) }
        }

        /// The texts, for as long as `use` takes.
        func lent<Answer>(_ use: (UnsafePointer<UnsafePointer<CChar>?>) -> Answer) -> Answer {
            withExtendedLifetime(self) { use(UnsafePointer(pointers)) }
        }

        deinit {
            for copy in copies { free(copy) }
            pointers.deallocate()
        }
    }
#endif
