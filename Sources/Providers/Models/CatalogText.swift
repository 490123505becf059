import PlanBVocabulary

/// Reads the text that `scripts/generate-catalog` writes. It is our own and checked when it is made: a line that cannot be
/// read is passed over.
struct CatalogText {
    private let text: StaticString

    init(_ text: StaticString) { self.text = text }

    /// Each line's fields. The first is its kind: `V` version, `N` a name's lineage, `T` thinking, `M` an offer, `R` regions.
    func lines(_ kind: UInt8, _ body: ([Substring.UTF8View]) -> Void) {
        let whole = text.description[...].utf8
        for line in whole.split(separator: UInt8(ascii: "\n")) where line.first == kind {
            body(line.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false))
        }
    }

    func read(_ body: (ModelOffer) -> Void) {
        var version = ""
        lines(UInt8(ascii: "V")) { fields in if fields.count > 2 { version = Self.string(fields[2]) } }
        // Most models of a vendor can do the same.
        var known: [Substring: Capabilities] = [:]
        func capabilities(_ field: Substring.UTF8View) -> Capabilities {
            let text = Substring(field)
            if let set = known[text] { return set }
            let set = Capabilities(text.split(separator: ",").compactMap { Capability(rawValue: String($0)) })
            known[text] = set
            return set
        }
        lines(UInt8(ascii: "M")) { fields in
            guard fields.count == 14 else { return }
            let contract = Contract(
                capabilities: KnownAbilities(present: capabilities(fields[8]), absent: capabilities(fields[9])),
                context: Self.integer(fields[5]), body: Self.integer(fields[7]), output: Self.integer(fields[6]))
            body(
                ModelOffer(
                    model: Self.string(fields[1]), lineage: Self.string(fields[2]), provider: Self.string(fields[3]),
                    ids: fields[4].split(separator: UInt8(ascii: " ")).map(Self.string), contract: contract,
                    price: Self.price(fields[10], long: fields[11]), dimensions: Self.integer(fields[12]),
                    ends: fields[13].isEmpty ? nil : Self.string(fields[13]), version: version))
        }
    }

    static func string(_ field: Substring.UTF8View) -> String { String(Substring(field)) }

    private static func integer(_ field: Substring.UTF8View) -> Int? { field.isEmpty ? nil : Int(Substring(field)) }

    private static func price(_ short: Substring.UTF8View, long: Substring.UTF8View) -> Price? {
        guard let rates = rates(numbers(short)[...]) else { return nil }
        let others = numbers(long)
        guard let above = others.first ?? nil, let longRates = Self.rates(others.dropFirst()) else {
            return Price(rates)
        }
        return Price(rates, long: (above, longRates))
    }

    private static func numbers(_ field: Substring.UTF8View) -> [Int?] {
        field.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map(integer)
    }

    private static func rates(_ numbers: ArraySlice<Int?>) -> Price.Rates? {
        let numbers = Array(numbers)
        guard numbers.count == 4, let input = numbers[0], let output = numbers[3] else { return nil }
        return Price.Rates(input: input, cached: numbers[1], written: numbers[2], output: output)
    }
}
