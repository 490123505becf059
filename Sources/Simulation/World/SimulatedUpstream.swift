import NIOCore
import PlanBEngine
import PlanBVocabulary
import PlanBWire

/// The providers of a world as the engine sees them.
final class SimulatedUpstream: Upstream {
    private let world: World
    private var loop: VirtualLoop { world.loop }

    init(_ world: World) { self.world = world }

    func pause(until moment: Instant, presence: ClientPresence) async {
        guard !presence.isGone, moment > loop.now() else { return }
        _ = await loop.wait(until: moment, presence)
    }

    func open(
        _ request: UpstreamRequest, clocks: OpeningClocks, presence: ClientPresence
    ) async throws(AttemptFailure) -> SimulatedReply {
        guard !presence.isGone else { throw AttemptFailure(presence.failureClass) }
        guard var asked = AskedOfProvider(request, world.scenario.requests, arena: &world.arena) else {
            throw AttemptFailure(.unprepared, detail: "is not part of the scenario")
        }
        // A copy is nobody's request: its answer goes nowhere.
        if world.isCopy(asked.request) {
            asked.request = nil
            asked.isCopy = true
        }
        let place = world.begin(asked)
        do throws(AttemptFailure) {
            return try await answer(place, asked, request, clocks, presence)
        } catch {
            world.end(place, end(for: error, presence))
            throw error
        }
    }

    private func end(for failure: AttemptFailure, _ presence: ClientPresence) -> AttemptRecord.End {
        if presence.isGone { return .dropped }
        switch failure.failureClass {
        case .connect: return .late(.connect)
        case .firstToken: return .late(.firstToken)
        case .answer: return .late(.answer)
        case .deadline: return .late(.total)
        default: return .failed
        }
    }

    private func answer(
        _ place: Int, _ asked: AskedOfProvider, _ request: UpstreamRequest, _ clocks: OpeningClocks,
        _ presence: ClientPresence
    ) async throws(AttemptFailure) -> SimulatedReply {
        let target = world.scenario.targets[asked.target]
        let fault = world.attempts[place].fault
        let stage = world.attempts[place].stage
        let isKept = !request.needsFreshConnection && stage != .connect && world.dice.percent(70)
        if !isKept { try await connect(target, stage == .connect ? fault : nil, clocks, presence) }
        let sentAt = loop.now()
        let limit = min(sentAt + clocks.head, clocks.deadline)
        let phase = clocks.deadline <= sentAt + clocks.head ? ClockPhase.total : clocks.phase
        // A whole answer's head comes when the answer is there.
        var headAt = sentAt + .milliseconds(target.head)
        if stage == .head {
            switch fault {
            case .slowHead: headAt = headAt + .milliseconds(world.dice.within(1000...4000))
            case .stall: headAt = .distantFuture
            case .reset:
                try await arrival(at: headAt, before: limit, phase, presence)
                var failure = AttemptFailure(.reset, detail: "closed the connection without an answer")
                failure.forbidsRepeat = isKept
                throw failure
            default: break
            }
        }
        try await arrival(at: headAt, before: limit, phase, presence)
        let script = world.script(place, asked, headAt: loop.now())
        world.answer(place, wait: script.wait)
        return SimulatedReply(world, place, script, sentAt: sentAt, presence)
    }

    private func connect(
        _ target: TargetPlan, _ fault: FaultKind?, _ clocks: OpeningClocks, _ presence: ClientPresence
    ) async throws(AttemptFailure) {
        let now = loop.now()
        let limit = min(now + clocks.connect, clocks.deadline)
        let phase = clocks.deadline <= now + clocks.connect ? ClockPhase.total : .connect
        let due = fault == .connectHang ? Instant.distantFuture : now + .milliseconds(target.connect)
        try await arrival(at: due, before: limit, phase, presence)
        switch fault {
        case .dns: throw AttemptFailure(.dns, detail: "its name did not resolve")
        case .refused: throw AttemptFailure(.refused, detail: "refused the connection")
        case .tls: throw AttemptFailure(.tls, detail: "its certificate is not acceptable")
        default: break
        }
    }

    private func arrival(
        at due: Instant, before limit: Instant, _ phase: ClockPhase, _ presence: ClientPresence
    ) async throws(AttemptFailure) {
        guard await loop.wait(until: min(due, limit), presence) else { throw AttemptFailure(presence.failureClass) }
        if due > limit { throw .late(phase) }
    }
}
