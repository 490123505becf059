/// How values of the ledger stand in a terminal.
enum ReportText {
    /// A text that somebody may have chosen: without what a terminal would take for a command, and not too long.
    static func shown(_ text: String, limit: Int = 60) -> String {
        if text.isEmpty { return "-" }
        var shown = ""
        for scalar in text.unicodeScalars {
            let isControl =
                scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format
                || scalar.properties.generalCategory == .lineSeparator
            shown.unicodeScalars.append(isControl ? "·" : scalar)
        }
        return shown.count > limit ? shown.prefix(limit - 1) + "…" : shown
    }

    /// `$12.50`, from nanodollars: at least two places, at most six.
    static func dollars(_ nanodollars: Int64) -> String {
        let sign = nanodollars < 0 ? "-" : ""
        let magnitude = nanodollars.magnitude
        if magnitude > 0, magnitude < 500 { return sign + "<$0.000001" }
        let (sum, overflow) = magnitude.addingReportingOverflow(500)
        let micro = (overflow ? magnitude : sum) / 1000
        var places = String(micro % 1_000_000)
        places = String(repeating: "0", count: 6 - places.utf8.count) + places
        while places.utf8.count > 2, places.hasSuffix("0") { places.removeLast() }
        return "\(sign)$\(micro / 1_000_000).\(places)"
    }

    /// `850ms`, `12.3s`, `4m10s`.
    static func duration(_ milliseconds: Int64?) -> String {
        guard let milliseconds else { return "-" }
        if milliseconds < 1000 { return "\(milliseconds)ms" }
        if milliseconds < 60_000 { return "\(milliseconds / 1000).\(milliseconds / 100 % 10)s" }
        let seconds = milliseconds / 1000
        return "\(seconds / 60)m\(seconds % 60)s"
    }
}
