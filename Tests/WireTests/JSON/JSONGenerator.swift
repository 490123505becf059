import PlanBWire

/// Makes up documents: a value, and one of the many ways to write it.
struct JSONGenerator {
    var random: SplitMix

    init(seed: UInt64) { random = SplitMix(seed: seed) }

    mutating func value(depth: Int = 5) -> JSONValue {
        switch random.below(depth == 0 ? 5 : 9) {
        case 0: return .null
        case 1: return .bool(random.below(2) == 0)
        case 2: return .number(number())
        case 3, 4: return .string(string())
        case 5, 6: return .array((0..<random.below(5)).map { _ in value(depth: depth - 1) })
        default: return .object((0..<random.below(5)).map { _ in JSONPair(string(), value(depth: depth - 1)) })
        }
    }

    /// Writes a value with random whitespace and escapes.
    mutating func text(of value: JSONValue) -> String {
        switch value {
        case .null: space() + "null" + space()
        case .bool(let flag): space() + "\(flag)" + space()
        case .number(let text): space() + text + space()
        case .string(let text): space() + quoted(text) + space()
        case .array(let elements): space() + "[" + list(elements.map { text(of: $0) }) + "]" + space()
        case .object(let pairs):
            space() + "{" + list(pairs.map { space() + quoted($0.name) + space() + ":" + text(of: $0.value) }) + "}"
                + space()
        }
    }

    private mutating func list(_ items: [String]) -> String {
        items.isEmpty ? space() : items.joined(separator: ",")
    }

    private mutating func space() -> String {
        random.below(3) > 0
            ? "" : String((0..<random.below(3)).map { _ in [" ", "\n", "\t", "\r"][random.below(4)] as Character })
    }

    private mutating func number() -> String {
        func digits(_ count: Int) -> String { (0..<count).map { _ in String(random.below(10)) }.joined() }
        var text = random.below(2) == 0 ? "-" : ""
        text += random.below(3) == 0 ? "0" : String(random.below(9) + 1) + digits(random.below(20))
        if random.below(3) == 0 { text += "." + digits(random.below(9) + 1) }
        if random.below(4) == 0 { text += ["e", "E", "e+", "E-"][random.below(4)] + digits(random.below(4) + 1) }
        return text
    }

    private mutating func string() -> String {
        let ranges: [ClosedRange<UInt32>] = [
            0x00...0x1F, 0x20...0x7E, 0x20...0x7E, 0x20...0x7E, 0x22...0x22, 0x5C...0x5C, 0x7F...0x7FF, 0x800...0xD7FF,
            0xE000...0xFFFF, 0x10000...0x10FFFF,
        ]
        var text = String.UnicodeScalarView()
        for _ in 0..<random.below(24) {
            let code = UInt32.random(in: ranges[random.below(ranges.count)], using: &random)
            if let scalar = UnicodeScalar(code) { text.append(scalar) }
        }
        return String(text)
    }

    private mutating func quoted(_ text: String) -> String {
        var json = String.UnicodeScalarView("\"".unicodeScalars)
        for scalar in text.unicodeScalars {
            let mustEscape = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
            if mustEscape || random.below(8) == 0 {
                json.append(contentsOf: escape(scalar).unicodeScalars)
            } else {
                json.append(scalar)
            }
        }
        return String(json) + "\""
    }

    private mutating func escape(_ scalar: UnicodeScalar) -> String {
        let short: [UnicodeScalar: String] = [
            "\"": #"\""#, "\\": #"\\"#, "/": #"\/"#, "\u{08}": #"\b"#, "\u{0C}": #"\f"#, "\n": #"\n"#, "\r": #"\r"#,
            "\t": #"\t"#,
        ]
        if random.below(2) == 0, let text = short[scalar] { return text }
        return String(scalar).utf16.map { unit in
            let digits = String(unit, radix: 16, uppercase: random.below(2) == 0)
            return #"\u"# + String(repeating: "0", count: 4 - digits.count) + digits
        }.joined()
    }
}
