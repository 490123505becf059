/// "Did you mean": the names closest to a misspelt one.
public enum NearestName {
    /// At most `limit` of `candidates`, closest first, each within a third of its length of `name`.
    public static func suggestions(for name: String, among candidates: [String], limit: Int = 3) -> [String] {
        guard name.utf8.count <= 128 else { return [] }
        return candidates.compactMap { candidate -> (Int, String)? in
            guard candidate.utf8.count <= 128 else { return nil }
            let distance = distance(Array(name.lowercased().utf8), Array(candidate.lowercased().utf8))
            let allowed = max(1, max(name.utf8.count, candidate.utf8.count) / 3)
            return distance <= allowed ? (distance, candidate) : nil
        }
        .sorted { $0 < $1 }.prefix(limit).map(\.1)
    }

    /// Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours.
    static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for row in 1...left.count {
            var current = [row] + [Int](repeating: 0, count: right.count)
            for column in 1...right.count {
                let substitution = last[column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1)
                var best = min(substitution, last[column] + 1, current[column - 1] + 1)
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    best = min(best, beforeLast[column - 2] + 1)
                }
                current[column] = best
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
