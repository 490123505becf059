import PlanBEngine
import PlanBPolicy
import Synchronization

extension RehearsalService {
    /// More may not end between two looks.
    private static let remembered = 32

    /// The drills that go on, and those that ended last. Cheap: nothing is scored. Regular probes, of which there is one
    /// every few minutes, are left out.
    var newestDrills: [DrillNote] {
        state.withLock { state in
            let ended = state.reports.suffix(Self.remembered).filter {
                $0.level > .probe || $0.actor != DrillSchedule.actor
            }
            let running = state.runs.values.filter { $0.level > .probe || $0.actor != DrillSchedule.actor }
            return ended.map(DrillNote.init) + running.map(DrillNote.init)
        }
    }
}

extension DrillNote {
    /// Of a drill that is over.
    fileprivate init(_ report: DrillReport) {
        self.init(
            id: report.id, route: report.route, level: report.level, backup: report.backup, started: report.started,
            state: State(rawValue: report.state.rawValue) ?? .ended, verdict: report.verdict.rawValue,
            reason: report.reason)
    }

    /// Of one that goes on, or whose report is about to be written.
    fileprivate init(_ run: DrillRun) {
        self.init(
            id: run.id, route: run.route.name, level: run.level, backup: run.backup, started: run.started,
            state: .running)
    }
}
