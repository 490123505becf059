/// How alike two texts are, without a model: the share of words that both have, of all words that one of them has, each as
/// often as it stands there (the index of Jaccard, of multisets). It knows nothing of meaning: "yes" and "no" have nothing
/// in common, nor have "yes" and "certainly". It is good for telling whether one path repeats what the other says as much as
/// the other repeats itself, and for nothing else. An embedding model does better and can be put in its place.
public enum Likeness {
    /// 0 to 1; of two texts without words, 1.
    public static func ofTexts(_ left: String, _ right: String) -> Double {
        var counts: [String: Int] = [:]
        let (mine, theirs) = (Words.of(left), Words.of(right))
        for word in mine { counts[word, default: 0] += 1 }
        var common = 0
        for word in theirs {
            guard let count = counts[word], count > 0 else { continue }
            counts[word] = count - 1
            common += 1
        }
        let all = mine.count + theirs.count - common
        return all > 0 ? Double(common) / Double(all) : 1
    }
}
