import Foundation

/// Reports as JSON, on one line with members in a fixed order.
public enum ReportJSON {
    /// `value` as JSON text. Characters that a terminal may take for commands are escaped.
    public static func text(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        guard let data = try? encoder.encode(value) else { return "{}" }
        return quiet(String(decoding: data, as: UTF8.self))
    }

    /// Outside of strings JSON has none of these characters, so that each may be written as an escape.
    private static func quiet(_ text: String) -> String {
        var shown = ""
        shown.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator:
                for unit in String(scalar).utf16 {
                    let hex = String(unit, radix: 16)
                    shown += "\\u" + String(repeating: "0", count: 4 - hex.utf8.count) + hex
                }
            default: shown.unicodeScalars.append(scalar)
            }
        }
        return shown
    }
}
