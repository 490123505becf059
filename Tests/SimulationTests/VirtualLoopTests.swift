import PlanBEngine
import PlanBVocabulary
import Testing

@testable import PlanBSimulation

struct VirtualLoopTests {
    /// What happened, in order. Confined to the loop under test.
    private final class Log: @unchecked Sendable {
        var lines: [String] = []
        var isOver = false
    }

    private func run(_ loop: VirtualLoop, _ log: Log, _ body: @escaping @Sendable () async -> Void) -> Bool {
        Task(executorPreference: loop) {
            await body()
            log.isOver = true
        }
        return loop.run { log.isOver }
    }

    @Test("The clock jumps to the next timer, and timers of one moment go off in the order in which they were set")
    func jumps() {
        let (loop, log) = (VirtualLoop(), Log())
        #expect(
            run(loop, log) {
                await withDiscardingTaskGroup { group in
                    for (name, seconds) in [("a", 5), ("b", 1), ("c", 5), ("d", 3600)] {
                        group.addTask {
                            _ = await loop.wait(until: VirtualLoop.start + .seconds(seconds))
                            log.lines.append("\(name)\((loop.now() - VirtualLoop.start).wholeMilliseconds)")
                        }
                    }
                }
            })
        #expect(log.lines == ["b1000", "a5000", "c5000", "d3600000"])
    }

    @Test("A departure ends a wait early, and the clock stands where it was")
    func departure() {
        let (loop, log) = (VirtualLoop(), Log())
        #expect(
            run(loop, log) {
                let presence = ClientPresence()
                loop.at(VirtualLoop.start + .seconds(2)) { presence.depart(.clientGone) }
                let isDue = await loop.wait(until: VirtualLoop.start + .seconds(60), presence)
                log.lines.append("\(isDue) \((loop.now() - VirtualLoop.start).wholeMilliseconds)")
            })
        #expect(log.lines == ["false 2000"])
    }

    @Test("A timer that was ended is not called, and its slot serves another one")
    func endedTimer() {
        let (loop, log) = (VirtualLoop(), Log())
        #expect(
            run(loop, log) {
                let first = loop.at(VirtualLoop.start + .seconds(1)) { log.lines.append("first") }
                loop.end(first)
                loop.at(VirtualLoop.start + .seconds(1)) { log.lines.append("second") }
                loop.end(first)
                _ = await loop.wait(until: VirtualLoop.start + .seconds(2))
            })
        #expect(log.lines == ["second"])
    }

    @Test("A loop on which nothing can happen any more says so instead of hanging")
    func deadlock() {
        let loop = VirtualLoop()
        #expect(!loop.run { false })
    }

    @Test("A rewound loop starts at the beginning, without the timers of before")
    func rewind() {
        let (loop, log) = (VirtualLoop(), Log())
        loop.at(VirtualLoop.start + .seconds(1)) { log.lines.append("old") }
        loop.rewind()
        #expect(run(loop, log) { _ = await loop.wait(until: VirtualLoop.start + .seconds(5)) })
        #expect(log.lines.isEmpty)
    }
}
