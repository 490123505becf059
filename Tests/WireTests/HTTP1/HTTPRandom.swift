/// SplitMix64 (Steele, Lea, Flood 2014): the same seed gives the same run on every machine.
struct HTTPRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// `bytes` cut at up to `cuts` random places. Pieces can be empty.
    mutating func split(_ bytes: [UInt8], cuts: Int) -> [[UInt8]] {
        let places = (0..<Int.random(in: 0...cuts, using: &self)).map { _ in
            Int.random(in: 0...bytes.count, using: &self)
        }
        var pieces: [[UInt8]] = []
        var start = 0
        for end in places.sorted() + [bytes.count] {
            pieces.append(Array(bytes[start..<end]))
            start = end
        }
        return pieces
    }
}
