import PlanBVocabulary

/// A price for people and scripts, in dollars per million tokens as texts, since binary fractions are no money.
public struct PriceSummary: Sendable, Encodable {
    /// A million tokens of prompt.
    public let input: String
    /// A million that were read from the cache; nil: as input.
    public let cached: String?
    /// A million that were written to it; nil: as input.
    public let written: String?
    /// A million generated tokens.
    public let output: String
    /// Whole requests with longer prompts cost otherwise.
    public let above: Int?
    /// What is paid by the hour.
    public let perHour: String?
    /// The version of the catalog, or `configuration`.
    public let from: String

    private enum CodingKeys: String, CodingKey {
        case input, cached, written, output, above, from
        case perHour = "per_hour"
    }

    init(_ price: Price, from: String) {
        input = Self.dollars(price.rates.input)
        cached = price.rates.cached.map(Self.dollars)
        written = price.rates.written.map(Self.dollars)
        output = Self.dollars(price.rates.output)
        above = price.long?.above
        perHour = price.hourly.map { Self.dollars($0 / 1000) }
        self.from = from
    }

    var text: String {
        var parts = ["\(input) in"]
        if let cached { parts.append("\(cached) cached") }
        if let written { parts.append("\(written) written") }
        parts.append("\(output) out")
        var text = parts.joined(separator: ", ") + " USD per million tokens"
        if let above { text += ", more above \(above) tokens" }
        if let perHour { text += ", \(perHour) USD per hour" }
        return text + " (\(from))"
    }

    /// Millionths of a dollar as dollars, with two digits after the point or as many as it takes.
    static func dollars(_ millionths: Int) -> String {
        let (whole, rest) = millionths.quotientAndRemainder(dividingBy: 1_000_000)
        var digits = String(rest + 1_000_000).dropFirst()
        while digits.count > 2, digits.last == "0" { digits.removeLast() }
        return "\(whole).\(digits)"
    }
}
