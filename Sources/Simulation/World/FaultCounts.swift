/// How often each fault was met at each stage.
struct FaultCounts {
    private var counts = [Int](repeating: 0, count: FaultKind.allCases.count * Stage.allCases.count)

    mutating func count(_ kind: FaultKind, _ stage: Stage) { counts[place(kind, stage)] += 1 }

    subscript(kind: FaultKind, stage: Stage) -> Int { counts[place(kind, stage)] }

    /// The cell that was met least often, of all that are possible.
    var rarest: (kind: FaultKind, stage: Stage, count: Int)? {
        var rarest: (kind: FaultKind, stage: Stage, count: Int)?
        for kind in FaultKind.allCases {
            for stage in kind.stages where self[kind, stage] < rarest?.count ?? .max {
                rarest = (kind, stage, self[kind, stage])
            }
        }
        return rarest
    }

    mutating func add(_ other: FaultCounts) {
        for index in counts.indices { counts[index] += other.counts[index] }
    }

    private func place(_ kind: FaultKind, _ stage: Stage) -> Int {
        kind.rawValue * Stage.allCases.count + stage.rawValue
    }
}
