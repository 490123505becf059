/// How alike two texts are by an embedding model: the cosine of the angle between their vectors.
enum Cosine {
    /// -1 to 1; nil: the vectors cannot be compared, as their lengths differ, or one is nothing but zeros.
    static func of(_ left: [Double], _ right: [Double]) -> Double? {
        guard !left.isEmpty, left.count == right.count else { return nil }
        var (product, mine, theirs) = (0.0, 0.0, 0.0)
        for (one, other) in zip(left, right) {
            product += one * other
            mine += one * one
            theirs += other * other
        }
        let length = (mine * theirs).squareRoot()
        guard length.isFinite, length > 0, product.isFinite else { return nil }
        return min(1, max(-1, product / length))
    }
}
