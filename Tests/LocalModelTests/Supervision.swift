import PlanBLocalModel
import Synchronization

/// Runs a `LocalModel` with a directory of its own and collects its states.
struct Supervision {
    let directory: ScratchDirectory
    var backoff = Backoff(firstMilliseconds: 10, ceilingMilliseconds: 40, stableMilliseconds: 60_000)
    var readiness: @Sendable () async -> Bool = { true }

    func plan(
        _ command: [String], environment: [String: String] = [:], workingDirectory: String? = nil,
        graceMilliseconds: Int = 3000
    ) -> LaunchPlan {
        LaunchPlan(
            name: "local", command: command, environment: environment, workingDirectory: workingDirectory,
            logFile: directory.path("logs/local.log"), port: 8710, graceMilliseconds: graceMilliseconds)
    }

    /// Runs until `last` says yes to a state, then cancels and waits for the end. Returns all states.
    func states(of plan: LaunchPlan, until last: @Sendable (LocalModel.State) async -> Bool) async -> [LocalModel.State]
    {
        let (stream, continuation) = AsyncStream.makeStream(of: LocalModel.State.self)
        let model = LocalModel(plan, readiness: readiness, onState: { continuation.yield($0) }, backoff: backoff)
        return await withTaskGroup(of: Void.self, returning: [LocalModel.State].self) { group in
            group.addTask {
                await model.run()
                continuation.finish()
            }
            var states: [LocalModel.State] = []
            for await state in stream {
                states.append(state)
                if await last(state) { group.cancelAll() }
            }
            return states
        }
    }
}
