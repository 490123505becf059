import NIOCore

/// Collects slices and turns them into steps: which bytes share a write, and how fast they go.
struct StepWriter {
    private let behaviour: Behaviour
    private var steps: [WireStep] = []

    init(_ behaviour: Behaviour) { self.behaviour = behaviour }

    mutating func add(_ slices: [WireSlice]) {
        // More than a gigabyte per second is no limit, and a product that could overflow.
        let speed = behaviour.bytesPerSecond.map { min(max($0, 1), 1 << 30) }
        // Pieces are cut while playing, so that a slow answer does not take a step per byte.
        let whole: Bool
        if case .perEvent = behaviour.writes { whole = false } else { whole = true }
        for slice in slices.divided(whole ? .whole : .perEvent) {
            if slice.pause > 0 { steps.append(.wait(slice.pause)) }
            guard !slice.bytes.isEmpty else { continue }
            let buffer = ByteBuffer(bytes: slice.bytes)
            if let speed {
                // Twenty pieces a second, but at least a byte each.
                let size = min(max(speed / 20, 1), pieceSize ?? .max)
                steps.append(.pieces(buffer, size: size, bytesPerSecond: speed))
            } else if let pieceSize {
                steps.append(.pieces(buffer, size: pieceSize, bytesPerSecond: nil))
            } else {
                steps.append(.write(buffer))
            }
        }
    }

    private var pieceSize: Int? {
        if case .bytes(let count) = behaviour.writes { max(count, 1) } else { nil }
    }

    /// The steps, ended by `last`.
    mutating func finish(_ slices: [WireSlice] = [], pause: Int = 0, _ last: WireStep) -> [WireStep] {
        add(slices)
        if pause > 0 { steps.append(.wait(pause)) }
        return steps + [last]
    }

    /// The steps of `intro`, and then those of `cycle` for ever.
    mutating func endless(_ intro: [WireSlice], _ cycle: [WireSlice]) -> [WireStep] {
        add(intro)
        let start = steps.count
        add(cycle)
        return steps + [steps.count == start ? .cut(.stall) : .loop(start)]
    }
}
