/// How often each fault was met at each stage.
struct FaultCounts {
    private var counts = [Int](repeating: 0, count: FaultKind.allCases.count * Stage.allCases.count)

    mutating func count(_ kind: FaultKind, _ stage: Stage) { counts[place(kind, stage)] += 1 }

    subscript(kind: FaultKind, stage: Stage) -> Int { counts[place(kind, stage)] }

    mutating func add(_ other: FaultCounts) {
        for index in counts.indices { counts[index] += other.counts[index] }
    }

    private func place(_ kind: FaultKind, _ stage: Stage) -> Int {
        kind.rawValue * Stage.allCases.count + stage.rawValue
    }
}
