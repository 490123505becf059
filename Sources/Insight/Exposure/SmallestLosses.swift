/// The smallest sets of vendors, accounts, clouds, … whose loss leaves a route without a target: minimum hitting sets.
enum SmallestLosses {
    /// Sets of so many are looked for; a route that survives the loss of so many things needs no list.
    static let deepest = 4
    /// So many sets of the smallest size are named.
    static let most = 10

    /// The sets, each as words such as `vendor:openai`. Empty: there is no target, or more than `deepest` losses are needed.
    ///
    /// What covers the same targets is named once, by the first of the kinds in the order of `Dependence`, and what covers fewer
    /// targets than something else is not named.
    static func sets(of places: [Estate.Place]) -> [[String]] {
        guard !places.isEmpty, places.count <= 64 else { return [] }
        let all: UInt64 = places.count == 64 ? .max : (1 << UInt64(places.count)) - 1
        let losses = losses(of: places)
        for size in 1...deepest {
            var found: [[String]] = []
            search(losses, from: 0, size: size, covered: 0, all: all, chosen: [], &found)
            if !found.isEmpty { return found }
        }
        return []
    }

    private struct Loss {
        var word: String
        var targets: UInt64
    }

    private static func losses(of places: [Estate.Place]) -> [Loss] {
        var losses: [Loss] = []
        for kind in Dependence.allCases where kind != .jurisdiction {
            var targets: [String: UInt64] = [:]
            for (index, place) in places.enumerated() {
                if let name = place.dependences[kind] { targets[name, default: 0] |= 1 << UInt64(index) }
            }
            for (name, mask) in targets.sorted(by: { $0.key < $1.key })
            where !losses.contains(where: { $0.targets == mask }) {
                losses.append(Loss(word: "\(kind.rawValue):\(name)", targets: mask))
            }
        }
        return losses.filter { loss in
            !losses.contains { $0.targets != loss.targets && $0.targets & loss.targets == loss.targets }
        }
    }

    private static func search(
        _ losses: [Loss], from first: Int, size: Int, covered: UInt64, all: UInt64, chosen: [String],
        _ found: inout [[String]]
    ) {
        guard found.count < most else { return }
        if covered == all { return found.append(chosen) }
        guard size > 0 else { return }
        for index in first..<max(first, losses.count) where losses[index].targets & ~covered != 0 {
            search(
                losses, from: index + 1, size: size - 1, covered: covered | losses[index].targets, all: all,
                chosen: chosen + [losses[index].word], &found)
        }
    }
}
