import ArgumentParser
import Foundation
import PlanBConsole
import PlanBRehearsal

/// Has the running gateway record prompts, waits, and prints what it proposes.
struct RecordingRun {
    let drills: DrillClient

    func run(_ route: String, count: Int, duration: String?) async throws {
        var wish = RecordWish(route: route)
        (wish.count, wish.duration) = (count, duration)
        let id = try await drills.record(wish)
        Terminal.note("began \(id); planb rehearse --abort \(id) ends it and drops what it has kept")
        let end = try await follow(id)
        Terminal.note(end.counts)
        if !end.reason.isEmpty { Terminal.note(end.reason) }
        guard let yaml = end.yaml else { throw Terminal.complaint("there is nothing to propose", exit: .no) }
        Terminal.say(yaml.hasSuffix("\n") ? String(yaml.dropLast()) : yaml)
    }

    /// Asks until it is over. A gateway that is away for a moment is waited for.
    private func follow(_ id: String) async throws -> RecordingState {
        let screen = Screen()
        defer { screen.end() }
        var misses = 0
        while true {
            if let state = try await drills.recording(id) {
                misses = 0
                guard state.isRunning else { return state }
                screen.show("recording · \(state.kept) of \(state.wanted) · \(state.counts)")
            } else {
                misses += 1
                guard misses < 30 else {
                    throw Terminal.complaint(
                        "the gateway does not answer any more; what was recorded is in its memory only",
                        exit: .couldNotRun)
                }
            }
            try await Task.sleep(for: .seconds(1))
        }
    }
}
