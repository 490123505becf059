import PlanBVocabulary

/// Reads a target's `price:`.
struct PriceBuilder {
    let findings: Findings

    /// The price, and which list it is from; nil and nothing if it is not known.
    ///
    /// - Parameters:
    ///   - entry: what the configuration says.
    ///   - known: what the catalog says, in its `version`.
    ///   - isOwn: one's own hardware, where a token costs nothing.
    func price(_ entry: Tree.Entry?, known: Price?, version: String, isOwn: Bool) -> (Price?, String) {
        let standard: (Price?, String) =
            known.map { ($0, version) } ?? (isOwn ? (Price(input: 0, output: 0), "own hardware") : (nil, ""))
        guard let entry, entry.value.entries != nil else { return standard }
        let tree = entry.value
        let hourly = amount(tree["per_hour"]).map { $0 / 1000 }
        var price: Price?
        switch (tree["input"], tree["output"]) {
        case (_?, _?):
            guard let input = perToken(tree["input"]), let output = perToken(tree["output"]) else { return (nil, "") }
            price = Price(
                Price.Rates(
                    input: input, cached: perToken(tree["cached"]), written: perToken(tree["written"]), output: output))
        case (nil, nil):
            for key in ["cached", "written"] {
                if let other = tree.entry(key) { needsBoth(other) }
            }
            // What is paid by the hour is not paid by the token as well.
            price = hourly == nil ? known : Price(input: 0, output: 0)
        case (let one?, nil), (nil, let one?):
            needsBoth(Tree.Entry(key: tree["input"] == nil ? "output" : "input", place: one.place, value: one))
        }
        if let discount = tree["discount"], let text = discount.text, let share = try? ShareText.parse(text) {
            guard let whole = price, hourly == nil || tree["input"] != nil else {
                findings.error(
                    discount.place, "there is no price of tokens to take the discount off",
                    hint: "write input and output")
                return (nil, "")
            }
            price = whole.discounted(basisPoints: share)
        }
        price?.hourly = hourly
        return (price, "configuration")
    }

    private func needsBoth(_ entry: Tree.Entry) {
        findings.error(
            entry.place, "a price has \"input\" and \"output\", and this is \"\(entry.key)\" alone",
            hint: "write price: {input: \"1.50 USD\", output: \"6.00 USD\"}, per million tokens")
    }

    /// Dollars for a million tokens are millionths of a dollar, a million picodollars, for one.
    private func perToken(_ tree: Tree?) -> Int? { amount(tree).map { $0 / 1_000_000 } }

    /// In picodollars; what cannot be read was reported by the grammar.
    private func amount(_ tree: Tree?) -> Int? { tree?.text.flatMap { try? MoneyText.parse($0) } }
}
