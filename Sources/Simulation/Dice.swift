/// Chance in a scenario: numbers that follow from a seed. SplitMix64 (Steele, Lea and Flood, 2014).
struct Dice {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Dice.mix(state)
    }

    /// The finaliser by itself: a hash of 64 bits.
    static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A number below `bound`, which is at least 1.
    mutating func below(_ bound: Int) -> Int { Int(truncatingIfNeeded: next() >> 1) % bound }

    /// A number in `range`.
    mutating func within(_ range: ClosedRange<Int>) -> Int { range.lowerBound + below(range.count) }

    /// Whether something happens that happens in `percent` of 100 cases.
    mutating func percent(_ percent: Int) -> Bool { below(100) < percent }

    /// Whether something happens that happens in `parts` of 65,536 cases.
    mutating func happens(_ parts: Int) -> Bool { Int(truncatingIfNeeded: next() & 0xFFFF) < parts }

    mutating func pick<Element>(_ choices: [Element]) -> Element { choices[below(choices.count)] }
}
