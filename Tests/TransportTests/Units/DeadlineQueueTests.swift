import NIOCore
import NIOPosix
import PlanBVocabulary
import Testing

@testable import PlanBTransport

@Suite("Deadlines", .timeLimit(.minutes(1)))
struct DeadlineQueueTests {
    /// Tells when it expired.
    private final class Probe: Waiter {
        private(set) var expirations: [Instant] = []
        var onExpire: (() -> Void)?
        private let clock: SystemTime
        init(_ clock: SystemTime) { self.clock = clock }
        override func expire() {
            expirations.append(clock.now())
            onExpire?()
        }
    }

    /// Runs `body` on an event loop and waits until the promise it was given is kept.
    private func onLoop(
        _ body: @escaping @Sendable (DeadlineQueue, SystemTime, any EventLoop, EventLoopPromise<Void>) -> Void
    ) async throws {
        let loop = MultiThreadedEventLoopGroup.singleton.next()
        let done = loop.makePromise(of: Void.self)
        loop.execute { body(DeadlineQueue(loop: loop, clock: SystemTime()), SystemTime(), loop, done) }
        try await done.futureResult.get()
    }

    @Test("Waiters expire in the order of their deadlines, once, and not before")
    func order() async throws {
        try await onLoop { queue, clock, loop, done in
            let start = clock.now()
            let spans = [40, 10, 30, 20, 20].map { Instant.Span.milliseconds($0) }
            let probes = spans.map { _ in Probe(clock) }
            for (probe, span) in zip(probes, spans) { queue.watch(probe, until: start + span) }
            probes[0].onExpire = {
                for (probe, span) in zip(probes, spans) {
                    #expect(probe.expirations.count == 1)
                    #expect(probe.expirations.allSatisfy { $0 >= start + span })
                    #expect(probe.deadline == .distantFuture)
                }
                done.succeed()
            }
        }
    }

    @Test("A deadline that is moved later or given up does not expire at the old time")
    func moved() async throws {
        try await onLoop { queue, clock, loop, done in
            let start = clock.now()
            let (moved, given, removed) = (Probe(clock), Probe(clock), Probe(clock))
            for probe in [moved, given, removed] { queue.watch(probe, until: start + .milliseconds(10)) }
            queue.watch(moved, until: start + .milliseconds(60))
            given.stopWaiting()
            queue.remove(removed)
            queue.remove(removed)
            moved.onExpire = {
                #expect(moved.expirations.count == 1)
                #expect(moved.expirations.allSatisfy { $0 >= start + .milliseconds(60) })
                #expect(given.expirations.isEmpty)
                #expect(removed.expirations.isEmpty)
                done.succeed()
            }
        }
    }

    @Test("A deadline that is moved earlier expires at the new time")
    func earlier() async throws {
        try await onLoop { queue, clock, _, done in
            let probe = Probe(clock)
            queue.watch(probe, until: clock.now() + .minutes(10))
            queue.watch(probe, until: clock.now() + .milliseconds(5))
            probe.onExpire = { done.succeed() }
        }
    }

    @Test("What expires may watch again, and may remove and give up others that are due at the same time")
    func reentrancy() async throws {
        try await onLoop { queue, clock, _, done in
            let (first, second, third) = (Probe(clock), Probe(clock), Probe(clock))
            let due = clock.now() + .milliseconds(5)
            for probe in [first, second, third] { queue.watch(probe, until: due) }
            first.onExpire = {
                guard first.expirations.count == 1 else {
                    #expect(second.expirations.isEmpty)
                    #expect(third.expirations.isEmpty)
                    return done.succeed()
                }
                queue.remove(second)
                third.stopWaiting()
                queue.watch(first, until: clock.now() + .milliseconds(5))
            }
        }
    }

    @Test("Removals from the middle leave every other waiter where it is found again")
    func removals() async throws {
        try await onLoop { queue, clock, _, done in
            let due = clock.now() + .milliseconds(5)
            let probes = (0..<200).map { _ in Probe(clock) }
            for probe in probes { queue.watch(probe, until: due) }
            for index in stride(from: 0, to: 200, by: 3) { queue.remove(probes[index]) }
            let last = Probe(clock)
            queue.watch(last, until: due + .milliseconds(5))
            last.onExpire = {
                for (index, probe) in probes.enumerated() {
                    #expect(probe.expirations.count == (index.isMultiple(of: 3) ? 0 : 1))
                }
                done.succeed()
            }
        }
    }

    @Test("A deadline that has passed already expires at once, and the distant future never arms a timer that fires")
    func extremes() async throws {
        try await onLoop { queue, clock, _, done in
            let (past, never) = (Probe(clock), Probe(clock))
            queue.watch(never, until: .distantFuture)
            queue.watch(past, until: Instant(nanoseconds: 0))
            past.onExpire = {
                #expect(never.expirations.isEmpty)
                done.succeed()
            }
        }
    }
}
