/// Which candidates of a plan something is true of. A plan has at most 64: the configuration allows no more.
struct Marks: Sendable, Equatable {
    private var bits: UInt64 = 0

    func contains(_ index: Int) -> Bool { index > 63 || bits & (1 << UInt64(index)) != 0 }

    mutating func insert(_ index: Int) { if index < 64 { bits |= 1 << UInt64(index) } }

    mutating func remove(_ index: Int) { if index < 64 { bits &= ~(1 << UInt64(index)) } }
}
