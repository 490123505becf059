import NIOCore
import PlanBEngine
import PlanBLedger
import PlanBVocabulary

@testable import PlanBSimulation

/// A world in which a test plays the gateway: it makes the attempts and hands over the bytes itself, well or badly, and
/// sees what the judge says.
struct Theatre {
    static let id = "req_1"
    let run: ScenarioRun
    let client: SimulatedClient

    /// A route over two healthy targets and one request.
    init(_ change: (inout Scenario) -> Void = { _ in }) {
        let targets = (0..<2).map { TargetPlan(index: $0, endpoint: $0, account: $0, model: $0) }
        var scenario = Scenario(
            seed: 1, targets: targets, route: RoutePlan(chain: [.target(0), .target(1)]),
            requests: [RequestPlan(index: 0, at: VirtualLoop.start)], faults: [])
        change(&scenario)
        run = ScenarioRun(scenario, on: VirtualLoop())
        client = SimulatedClient(scenario.requests[0], run.world, generation: 0)
        run.world.deadlines[0] = scenario.requests[0].end(on: scenario.route)
    }

    /// An attempt at `target` that hands `text` to the gateway, after the beginning `given`.
    @discardableResult
    func attempt(
        _ target: Int, text: String, given: String = "", isWhole: Bool = true, outcome: String = "200",
        failure: FailureClass? = nil, isRecorded: Bool = true, usage: Usage? = nil
    ) -> Int {
        let world = run.world
        let start = world.arena.count
        world.arena += Array(given.utf8)
        let place = world.begin(
            AskedOfProvider(
                target: target, request: 0, isStream: true, isEmbedding: false, wantsUsage: false, isCall: false,
                given: start..<world.arena.count))
        let from = world.arena.count
        world.arena += Array(text.utf8)
        world.attempts[place].written = from..<world.arena.count
        world.attempts[place].handed = text.utf8.count
        world.attempts[place].isFinished = isWhole
        world.attempts[place].hasHead = true
        if !isWhole { world.attempts[place].fault = .reset }
        if !isWhole { world.attempts[place].stage = .midText }
        world.end(place, isWhole ? .complete : .failed)
        if isRecorded {
            run.ledger.append(
                .attempt(
                    AttemptEntry(
                        request: Self.id, number: place + 1, reason: given.isEmpty ? "first" : "prefill",
                        target: "t\(target)", model: "m", outcome: outcome, failure: failure, duration: .zero,
                        usage: usage ?? Usage(input: 9, output: isWhole ? 12 : 1), isEstimated: !isWhole, detail: "")))
        }
        return place
    }

    /// An attempt at `target` that meets its fault in the head of the answer, with a `retry-after` of `wait` milliseconds.
    func refusal(_ target: Int, wait: Int?) {
        let world = run.world
        let place = world.begin(
            AskedOfProvider(
                target: target, request: 0, isStream: true, isEmbedding: false, wantsUsage: false, isCall: false,
                given: 0..<0))
        world.answer(place, wait: wait)
        world.end(place, .failed)
    }

    /// Lets a second pass.
    func pass() {
        run.loop.at(run.loop.now() + .seconds(1)) {}
        _ = run.loop.run { false }
    }

    func receive(_ text: String, status: Int = 200) {
        client.begin(ReplyHead(status: status, fields: ByteBuffer(), framing: .stream))
        client.receive(ByteBuffer(string: text))
    }

    func delta(_ text: String) { receive("data: {\"choices\":[{\"delta\":{\"content\":\"\(text)\"}}]}\n\n") }

    /// Ends the answer, and gives the invariants that the judge finds broken.
    func verdict(
        _ last: String = "data: [DONE]\n\n", isClean: Bool = true, outcome: RequestEntry.Outcome = .answered,
        rows: Int = 1
    ) -> Set<Invariant> {
        client.end(ByteBuffer(string: last), isClean: isClean)
        for _ in 0..<rows {
            run.ledger.append(
                .request(
                    RequestEntry(
                        id: Self.id, key: "local", route: "m-*", operation: .chat, model: "m-0", target: nil,
                        outcome: outcome, status: client.status, attempts: 1, commitAfter: nil, duration: .zero,
                        usage: nil, generation: 1)))
        }
        _ = RequestJudge(run, client).judge()
        return Set(run.offences.map(\.invariant))
    }
}
