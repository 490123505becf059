import PlanBVocabulary
import Testing

@testable import PlanBSimulation

struct TimerHeapTests {
    @Test("Timers come out by their moment, equal ones in the order in which they were set", arguments: 1...20)
    func order(seed: Int) {
        var dice = Dice(UInt64(seed))
        var heap = TimerHeap()
        let moments = (0..<200).map { _ in dice.below(40) }
        for (slot, moment) in moments.enumerated() {
            heap.insert(Instant(nanoseconds: Int64(moment)), slot: slot, generation: 0)
        }
        var popped: [Int] = []
        while let entry = heap.popFirst() { popped.append(entry.slot) }
        #expect(popped == moments.indices.sorted { (moments[$0], $0) < (moments[$1], $1) })
    }

    @Test("Inserting between removals keeps the order")
    func interleaved() {
        var dice = Dice(7)
        var heap = TimerHeap()
        var last = Int64(0)
        for slot in 0..<1000 {
            heap.insert(Instant(nanoseconds: last + Int64(dice.below(50))), slot: slot, generation: 0)
            guard dice.percent(60), let entry = heap.popFirst() else { continue }
            #expect(entry.due.nanoseconds >= last)
            last = entry.due.nanoseconds
        }
    }
}
