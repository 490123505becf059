import PlanBVocabulary
import Testing

@testable import PlanBSimulation

struct ScenarioMakerTests {
    @Test("A scenario has enough traffic, known targets, and an epilogue long after its last fault", arguments: 1...100)
    func shape(seed: Int) {
        let scenario = ScenarioMaker.scenario(UInt64(seed))
        let traffic = scenario.requests.filter { !$0.isEpilogue }
        #expect((1...6).contains(scenario.targets.count))
        #expect(traffic.count >= 20)
        #expect(Set(scenario.route.targets) == Set(scenario.targets.map(\.index)))
        #expect(scenario.requests.map(\.index) == Array(scenario.requests.indices))
        for fault in scenario.faults {
            #expect(fault.kind.stages.contains(fault.stage))
            #expect(fault.from < fault.to)
        }
        let lastFault = scenario.faults.map(\.to).max() ?? VirtualLoop.start
        for request in scenario.requests where request.isEpilogue { #expect(request.at - lastFault >= .seconds(600)) }
    }

    @Test("The same seed gives the same scenario, another seed another one")
    func seeds() {
        #expect("\(ScenarioMaker.scenario(5))" == "\(ScenarioMaker.scenario(5))")
        #expect("\(ScenarioMaker.scenario(5))" != "\(ScenarioMaker.scenario(6))")
    }
}
