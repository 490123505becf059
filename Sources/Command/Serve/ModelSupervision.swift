import NIOCore
import PlanBEngine
import PlanBLocalModel
import PlanBSettings
import PlanBTransport

/// Runs the model servers that the configuration launches. They are those of the start: a changed `launch:` needs a
/// restart of the gateway.
struct ModelSupervision: Sendable {
    let settings: LoadedSettings
    let loop: any EventLoop

    func run() async {
        let launched = settings.snapshot.targets.filter { $0.launch != nil }
        await withDiscardingTaskGroup { tasks in
            for target in launched { tasks.addTask { await supervise(target) } }
        }
    }

    private func supervise(_ target: UpstreamTarget) async {
        guard let launch = target.launch else { return }
        let plan = LaunchPlan(
            name: target.name, command: launch.command, environment: launch.environment,
            workingDirectory: launch.folder, logFile: "\(settings.dataDirectory)/logs/\(target.name).log",
            port: launch.port)
        let probe = HealthProbe(loop: loop)
        let origin = target.origin
        let model = LocalModel(
            plan, readiness: { await probe.status(of: "/health", at: origin) == 200 },
            onState: { Terminal.say("planb: local model \(target.name): \($0)") })
        await model.run()
    }
}
