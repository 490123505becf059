import NIOCore
import PlanBEngine
import PlanBVocabulary
import PlanBWire

/// One answer of a simulated provider, arriving.
final class SimulatedReply: UpstreamReply {
    private let world: World
    private let place: Int
    private let script: AnswerScript
    private let presence: ClientPresence
    let sentAt: Instant
    private var piece = 0
    private var read = 0
    private var mark = 0
    private var lateness: ClockPhase?

    init(_ world: World, _ place: Int, _ script: AnswerScript, sentAt: Instant, _ presence: ClientPresence) {
        self.world = world
        self.place = place
        self.script = script
        self.sentAt = sentAt
        self.presence = presence
    }

    var status: Int { script.status }
    var fields: HTTPFields { script.seconds.map { CannedHead.fields(waiting: $0) } ?? script.head.fields }

    func next(before deadline: Instant) async throws(AttemptFailure) -> Arrival {
        guard !presence.isGone else { throw gone() }
        let isOver = piece == script.pieces.count
        let due = !isOver ? script.pieces[piece].due : script.ending == .silence ? .distantFuture : script.endDue
        let now = world.loop.now()
        if due > now {
            guard await world.loop.wait(until: min(due, deadline), presence) else { throw gone() }
            if due > deadline {
                lateness = .idle
                return .late
            }
        }
        lateness = nil
        return isOver ? try end() : .bytes(take())
    }

    /// All bytes that have arrived by now.
    private func take() -> ByteBuffer {
        let now = world.loop.now()
        let start = read
        while piece < script.pieces.count, script.pieces[piece].due <= now {
            read = script.pieces[piece].end
            piece += 1
        }
        while mark < script.marks.count, script.marks[mark].end <= read {
            world.attempts[place].handed = script.marks[mark].text
            if script.marks[mark].isFinished { world.attempts[place].isFinished = true }
            if script.marks[mark].isBroken { world.attempts[place].isBroken = true }
            mark += 1
        }
        world.trace.note(3, now, place, read)
        return script.body.getSlice(at: start, length: read - start) ?? ByteBuffer()
    }

    private func end() throws(AttemptFailure) -> Arrival {
        if script.ending == .clean {
            if world.attempts[place].isFinished, !world.attempts[place].isBroken {
                world.end(place, .complete)
            } else {
                world.end(place, .failed)
            }
            return .end
        }
        world.end(place, .failed)
        throw AttemptFailure(.cut, detail: "reset the connection in the middle of the answer")
    }

    func finish() {
        presence.settle()
        let record = world.attempts[place]
        world.end(place, record.isFinished && !record.isBroken ? .complete : .failed)
    }

    func cancel() {
        presence.settle()
        let record = world.attempts[place]
        if presence.isGone {
            world.end(place, .dropped)
        } else if let lateness {
            world.end(place, .late(lateness))
        } else {
            world.end(place, record.fault != nil && !(record.fault?.isHarmless ?? true) ? .failed : .dropped)
        }
    }

    private func gone() -> AttemptFailure {
        world.end(place, .dropped)
        return AttemptFailure(presence.failureClass, detail: "was cancelled")
    }
}
