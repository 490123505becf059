import PlanBLedger

/// Figures as reports write them: never a share without its interval and its number of samples.
public enum Figures {
    /// `98.3 %`, of 0 to 1. Rounded down, so that 99.96 % is not shown as everything.
    public static func percent(_ share: Double) -> String { tenths(share) + " %" }

    /// Two digits after the point below 10, one below 100, none above.
    public static func decimal(_ number: Double) -> String {
        guard number.isFinite, number.magnitude < 1e12 else { return "?" }
        let digits = number.magnitude < 10 ? 2 : number.magnitude < 100 ? 1 : 0
        let factor: Double = digits == 2 ? 100 : digits == 1 ? 10 : 1
        let scaled = Int((number.magnitude * factor).rounded())
        var fraction = digits == 0 ? "" : String(String(Int(factor) + scaled % Int(factor)).dropFirst())
        while fraction.hasSuffix("0") { fraction.removeLast() }
        let text = "\(scaled / Int(factor))" + (fraction.isEmpty ? "" : "." + fraction)
        return number < 0 && scaled > 0 ? "-" + text : text
    }

    /// `5.00 USD`, of nanodollars.
    public static func dollars(_ nanodollars: Int) -> String {
        let magnitude = nanodollars.magnitude
        if magnitude > 0, magnitude < 500 { return "less than 0.000001 USD" }
        let micro = magnitude / 1000
        var places = String(1_000_000 + micro % 1_000_000).dropFirst()
        while places.utf8.count > 2, places.last == "0" { places.removeLast() }
        return "\(nanodollars < 0 ? "-" : "")\(micro / 1_000_000).\(places) USD"
    }

    /// `2026-11-22 03:15:00 UTC`, of milliseconds since 1970.
    public static func time(_ milliseconds: Int64) -> String {
        let text = LedgerTime.text(milliseconds: milliseconds)
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8)) UTC"
    }

    /// `00:06:10`, or `2 d 03:00:00`, of milliseconds; what is negative is nothing.
    public static func age(_ milliseconds: Int64) -> String {
        let seconds = max(0, milliseconds) / 1000
        func two(_ number: Int64) -> String { (number < 10 ? "0" : "") + String(number) }
        let clock = "\(two(seconds / 3600 % 24)):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
        return seconds >= 86400 ? "\(seconds / 86400) d \(clock)" : clock
    }

    /// `1 request`, `2 requests`.
    public static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

    /// `98.3`, of 0 to 1: percent, rounded down.
    public static func tenths(_ share: Double) -> String {
        guard share.isFinite else { return "?" }
        let tenths = Int((min(max(share, 0), 1) * 1000 + 1e-9).rounded(.down))
        return tenths % 10 == 0 && tenths == 1000 ? "100" : "\(tenths / 10).\(tenths % 10)"
    }
}
