/// What a text is compared by: the hashes of all its runs of five letters, without case, digits and white space. Two texts
/// resemble each other if four fifths of what either has, both have (Jaccard 1901; Broder 1997).
struct LikenessPrint: Sendable {
    private static let run = 5
    /// More of a text does not tell it better from others.
    private static let longest = 4096

    private let marks: Set<UInt64>

    init(_ text: String) {
        var marks: Set<UInt64> = []
        var window: [UInt32] = []
        var letters = 0
        for scalar in text.unicodeScalars where scalar.properties.isAlphabetic {
            guard letters < Self.longest else { break }
            letters += 1
            window.append((0x41...0x5A).contains(scalar.value) ? scalar.value | 0x20 : scalar.value)
            if window.count > Self.run { window.removeFirst() }
            if window.count == Self.run { marks.insert(Self.hash(window)) }
        }
        // What is shorter than a run is compared as it is.
        if marks.isEmpty { marks.insert(Self.hash(text.unicodeScalars.prefix(64).map(\.value))) }
        self.marks = marks
    }

    func resembles(_ other: LikenessPrint) -> Bool {
        let smaller = min(marks.count, other.marks.count)
        let larger = max(marks.count, other.marks.count)
        guard smaller * 5 >= larger * 4 else { return false }
        let shared = marks.intersection(other.marks).count
        return shared * 5 >= (marks.count + other.marks.count - shared) * 4
    }

    /// FNV-1a over 32-bit units: no secret hangs on it, and it is the same in every process.
    private static func hash(_ window: [UInt32]) -> UInt64 {
        window.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
