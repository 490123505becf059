import PlanBPolicy
import Testing

@testable import PlanBRehearsal

@Test func aRouteIsReadyOnlyByAnIndependentProvenBackup() {
    var backup = RouteReadiness.Backup(target: "b", state: .proven)
    backup.score = Scorecard(conformance: .init(passed: 100, of: 100, lower: 0.97))
    var route = RouteReadiness(route: "r", state: .proven, primary: "a", minimum: 0.95, backups: [backup])
    #expect(route.isReady())
    #expect(!route.isReady(minimum: 0.98))
    route.backups[0].isIndependent = false
    #expect(!route.isReady())
}
