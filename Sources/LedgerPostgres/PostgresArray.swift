#if Postgres
    import PlanBLedger

    /// Arrays as PostgreSQL reads them.
    enum PostgresArray {
        /// One column of all rows: `{"a","b",NULL}`.
        static func text(of rows: [[StoreValue]], column: Int) -> String {
            var bytes: [UInt8] = [UInt8(ascii: "{")]
            for (index, row) in rows.enumerated() {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                switch row[column] {
                case .null: bytes.append(contentsOf: "NULL".utf8)
                case .integer(let number): bytes.append(contentsOf: String(number).utf8)
                case .text(let text): append(text, to: &bytes)
                }
            }
            bytes.append(UInt8(ascii: "}"))
            return String(decoding: bytes, as: UTF8.self)
        }

        private static func append(_ text: String, to bytes: inout [UInt8]) {
            bytes.append(UInt8(ascii: "\""))
            for byte in text.utf8 {
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
                bytes.append(byte)
            }
            bytes.append(UInt8(ascii: "\""))
        }
    }
#endif
