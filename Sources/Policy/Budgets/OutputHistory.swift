/// How many tokens answers have: a histogram with classes a fifth apart, in which what is old fades.
struct OutputHistory: Sendable {
    /// So many answers have to be known before they are believed.
    static let fewest = 10
    /// What is believed before.
    static let usual = 500
    private static let most = 256
    private static let classes = 96

    private var counts: [UInt16] = Array(repeating: 0, count: OutputHistory.classes)
    private var total = 0
    /// 95 % of the answers had no more tokens than this; nil: too few are known.
    private(set) var p95: Int?

    mutating func note(_ tokens: Int) {
        if total >= Self.most {
            total = 0
            for index in counts.indices {
                counts[index] /= 2
                total += Int(counts[index])
            }
        }
        counts[Self.place(of: tokens)] += 1
        total += 1
        guard total >= Self.fewest else { return }
        // As many as make up 95 %, counted from below.
        let wanted = total - total / 20
        var seen = 0
        for index in counts.indices {
            seen += Int(counts[index])
            if seen >= wanted {
                p95 = Self.most(of: index)
                return
            }
        }
    }

    /// Up to four tokens a class each, then four classes to a doubling.
    private static func place(of tokens: Int) -> Int {
        guard tokens > 4 else { return max(0, tokens) }
        let above = tokens - 1
        let octave = above.bitWidth - 1 - above.leadingZeroBitCount
        return min(classes - 1, 5 + (octave - 2) * 4 + (above >> (octave - 2)) & 3)
    }

    /// The most tokens of the class at `index`.
    private static func most(of index: Int) -> Int {
        guard index > 4 else { return index }
        return (5 + (index - 5) % 4) << ((index - 5) / 4)
    }
}
