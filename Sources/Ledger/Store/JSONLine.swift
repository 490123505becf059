/// JSON and CSV of rows, as texts: exports and answers of the admin port.
public enum JSONLine {
    /// Appends `text` as a JSON string.
    public static func append(_ text: String, to line: inout String) {
        line += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": line += "\\\""
            case "\\": line += "\\\\"
            case "\n": line += "\\n"
            case "\r": line += "\\r"
            case "\t": line += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let hex = String(scalar.value, radix: 16)
                line += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: line.unicodeScalars.append(scalar)
            }
        }
        line += "\""
    }
}

/// Fields of RFC 4180.
public enum CSVLine {
    /// Appends `field`. What a spreadsheet would take for a formula is quoted with an apostrophe in front, so that a name
    /// somebody chose is never run.
    public static func append(_ field: String, to line: inout String) {
        var field = field
        if let first = field.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first), Int(field) == nil {
            field = "'" + field
        }
        let isPlain = !field.unicodeScalars.contains { $0 == "," || $0 == "\"" || $0 == "\n" || $0 == "\r" }
        if isPlain { return line += field }
        line += "\""
        for scalar in field.unicodeScalars {
            if scalar == "\"" { line += "\"" }
            line.unicodeScalars.append(scalar)
        }
        line += "\""
    }

    /// A line of `fields`, with its line break.
    public static func line(_ fields: [String]) -> String {
        var line = ""
        for (index, field) in fields.enumerated() {
            if index > 0 { line += "," }
            append(field, to: &line)
        }
        return line + "\r\n"
    }
}
