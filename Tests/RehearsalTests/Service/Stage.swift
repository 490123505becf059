import Foundation
import NIOCore
import PlanBEngine
import PlanBLedger
import PlanBPolicy
import PlanBProviders
import PlanBTesting
import PlanBVocabulary
import Synchronization

@testable import PlanBRehearsal

/// A gateway with a route over two targets, whose answers in rehearsals a test makes up.
final class Stage: RehearsalCaller {
    typealias Script = @Sendable (_ target: String, _ request: RehearsalRequest) -> DrilledAnswer?

    let time = ManualTime()
    let gateway: Gateway
    let data: String
    let clock = Mutex<Int64>(1_800_000_000_000)
    let told = Mutex<[String]>([])
    let asked = Mutex<[String]>([])
    private let script: Mutex<Script>
    private let plan: RehearsalPlan
    private let targets: [String]

    init(
        _ plan: RehearsalPlan, targets: [String] = ["a", "b"], data: String? = nil,
        script: @escaping Script = Stage.good
    ) {
        self.data = data ?? NSTemporaryDirectory() + "planb-stage-\(UInt64.random(in: 0 ... .max))"
        self.script = Mutex(script)
        gateway = Gateway(
            snapshot: Self.snapshot(plan, targets, models: targets.map { "model-\($0)" }), time: time,
            ledger: MemoryLedger(), ids: RequestIDs(seed: (1, 2)), entropy: Entropy(seed: 1))
        self.plan = plan
        self.targets = targets
    }

    /// The same configuration with other models.
    func snapshot(models: [String]) -> Snapshot { Self.snapshot(plan, targets, models: models) }

    private static func snapshot(_ plan: RehearsalPlan, _ targets: [String], models: [String]) -> Snapshot {
        let provider = Catalog.provider(named: "openai-compatible") ?? Catalog.providers[0]
        let all = targets.enumerated().map { index, name in
            UpstreamTarget(
                id: TargetID(index), name: name, provider: provider, origin: Origin(host: name, port: 80, isTLS: false),
                basePath: "/v1", model: models[index], credential: .configured(FixedSecret(Secret("sk-\(name)"))),
                price: Price(input: 1_000_000, output: 1_000_000))
        }
        var route = Route(pattern: ModelPattern("gpt-4.1"), targets: all.map(\.id))
        route.rehearsal = plan
        return Snapshot(
            generation: 1, mode: .demo, targets: all, routes: RouteTable([route]), keys: .empty,
            listener: ListenerSettings(
                listen: .init(host: "127.0.0.1", port: 0), admin: .init(host: "127.0.0.1", port: 0)))
    }

    deinit { try? FileManager.default.removeItem(atPath: data) }

    func service(leads: Bool = true) -> RehearsalService { service(leads: { leads }) }

    func service(leads: @escaping @Sendable () -> Bool, sharing: RehearsalSharing? = nil) -> RehearsalService {
        RehearsalService(
            gateway: gateway, caller: self,
            world: .init(
                data: data, now: { self.clock.withLock { $0 } }, leads: leads, leader: { "one" }, sharing: sharing,
                tell: { line in self.told.withLock { $0.append(line) } }))
    }

    func play(_ script: @escaping Script) { self.script.withLock { $0 = script } }

    func pass(days: Int) { clock.withLock { $0 += Int64(days) * 86_400_000 } }

    func ask(
        _ request: RehearsalRequest, at target: String, of route: String, label: String, patience: Instant.Span
    ) async -> DrilledAnswer? {
        asked.withLock { $0.append(target) }
        return script.withLock { $0 }(target, request)
    }

    func probe(_ target: String, asksForAnswer: Bool, freshness: Instant.Span) async -> DrilledAnswer? {
        guard let request = try? RehearsalRequest(judging: "OK?", model: "m") else { return nil }
        return script.withLock { $0 }(target, request)
    }

    static let good: Script = { target, request in
        DrilledAnswer(
            outcome: .answered, target: target,
            transcript: Transcript(
                text: "Two and two is four, as everybody knows since school.", promptTokens: 10, outputTokens: 12),
            firstOutput: .milliseconds(200), duration: .milliseconds(600), cost: 22_000)
    }

    static func refused(_ status: Int, _ code: String) -> DrilledAnswer {
        DrilledAnswer(outcome: .failed, status: status, code: code, duration: .milliseconds(30))
    }

    /// A golden set of `count` different prompts.
    static func golden(_ count: Int) -> GoldenSet {
        GoldenSet(
            file: "golden.yaml",
            prompts: (0..<count).map { index in
                GoldenSet.Prompt(
                    name: "sum-\(index)",
                    body:
                        #"{"messages":[{"role":"user","content":"What is \#(index) and two? Say it in a sentence."}]}"#,
                    checks: [.contains("four")])
            })
    }
}
