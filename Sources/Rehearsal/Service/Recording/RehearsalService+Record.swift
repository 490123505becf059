import PlanBEngine
import PlanBPolicy
import PlanBVocabulary
import Synchronization

// Golden sets out of users' requests, where everybody who has a say in it agrees. Nothing is sent to anybody, nothing is
// written to a disk, and whatever is kept goes when it was handed out.
extension RehearsalService {
    /// Recordings at a time, those that nobody has fetched included: each may have 4 MiB.
    private static let mostRecordings = 4

    /// Begins a recording.
    public func record(_ order: RecordingOrder) throws(RehearsalRefusal) -> String {
        let routes = gateway.rehearsedRoutes
        guard let route = routes.first(where: { $0.name == order.route }) else {
            throw RehearsalRefusal(
                .unknown,
                "There is no route \"\(order.route)\"; there are \(routes.map(\.name).joined(separator: ", ")).")
        }
        guard (1...RecordingOrder.mostPrompts).contains(order.count) else {
            throw RehearsalRefusal(.invalid, "A recording has 1 to \(RecordingOrder.mostPrompts) prompts.")
        }
        guard (1...RecordingOrder.longest).contains(order.duration) else {
            throw RehearsalRefusal(.invalid, "A recording lasts more than 0 ms and at most a day.")
        }
        guard route.plan.mayRecord else {
            throw RehearsalRefusal(
                .notAllowed,
                "Nothing of the route \"\(route.name)\" may be kept: add record: golden to it in the configuration, and "
                    + "record: allow to the keys whose holders agree.")
        }
        let now = world.now()
        let id = DrillID.make(route.name, "record", now: now, chance: world.chance())
        let until = gateway.clockTime + .milliseconds(order.duration)
        let begun: Recording? = state.withLock { state in
            guard state.recordings.count < Self.mostRecordings,
                let number = gateway.drills.begin(.recording(id, route: route.name, until: until))
            else { return nil }
            let recording = Recording(
                RecordingState(
                    id: id, route: route.name, isRunning: true, wanted: order.count, began: now,
                    until: now + Int64(order.duration)), number: number, until: until)
            state.recordings[id] = recording
            return recording
        }
        guard begun != nil else {
            throw RehearsalRefusal(
                .notNow,
                "A recording of the route goes on, or there are \(Self.mostRecordings) that nobody has fetched. Wait, or "
                    + "end one with planb rehearse --abort.")
        }
        return id
    }

    /// How a recording stands. One that is over is forgotten with this answer, which has its prompts.
    public func recording(_ id: String) -> RecordingState? {
        guard let recording = state.withLock({ $0.recordings[id] }) else { return nil }
        let report = recording.report(refused: gateway.drills.tally(of: recording.number)?.passedOver ?? 0)
        guard !report.isRunning else { return report }
        // Of two that ask at the same time, one gets it.
        let isMine = state.withLock { $0.recordings.removeValue(forKey: id) != nil }
        gateway.drills.forget(recording.number)
        return isMine ? report : nil
    }

    /// Ends a recording and drops what it has kept; false: there is none.
    func abortRecording(_ id: String, actor: String) -> Bool {
        guard let recording = state.withLock({ $0.recordings[id] }) else { return false }
        let now = gateway.clockTime
        gateway.drills.end(recording.number, .planned, now: now)
        if !recording.end("\(actor) ended it; nothing is kept.", dropping: true, at: now) { forget(recording) }
        return true
    }

    /// Takes note of a request of a recording, if that is what it is.
    func isRecorded(_ observation: DrillObservation) -> Bool {
        guard observation.order.isRecording else { return false }
        let recording = state.withLock { $0.recordings[observation.order.id] }
        recording?.note(observation)
        return true
    }

    /// Ends recordings whose time has come, and forgets those that nobody fetches.
    func tendRecordings() {
        let recordings = state.withLock { Array($0.recordings.values) }
        guard !recordings.isEmpty else { return }
        let now = gateway.clockTime
        let routes = gateway.rehearsedRoutes
        for recording in recordings {
            let mayRecord = routes.contains { $0.name == recording.route && $0.plan.mayRecord }
            if let reason = recording.reasonToEnd(mayRecord: mayRecord, at: now) {
                gateway.drills.end(recording.number, .planned, now: now)
                _ = recording.end(reason, dropping: !mayRecord, at: now)
            }
            recording.settle(underWay: gateway.drills.tally(of: recording.number)?.underWay ?? 0, at: now)
            if recording.isStale(at: now) { forget(recording) }
        }
    }

    /// Drops all recordings: the gateway stops.
    func dropRecordings() {
        for recording in state.withLock({ Array($0.recordings.values) }) { forget(recording) }
    }

    private func forget(_ recording: Recording) {
        state.withLock { $0.recordings[recording.id] = nil }
        gateway.drills.end(recording.number, .planned, now: gateway.clockTime)
        gateway.drills.forget(recording.number)
    }
}
