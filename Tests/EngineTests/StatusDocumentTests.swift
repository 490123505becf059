import Foundation
import NIOCore
import PlanBEngine
import PlanBVocabulary
import Testing

/// What `/status` says of the ledger's database, and to whom.
struct StatusDocumentTests {
    private func gateway(_ standing: StoreStanding?) -> (Gateway, Snapshot) {
        let world = World()
        let gateway = Gateway(
            snapshot: world.snapshot, time: world.time, ledger: world.ledger, ids: RequestIDs(seed: (1, 2)),
            entropy: Entropy(seed: 1), store: { standing })
        return (gateway, world.snapshot)
    }

    private func ledger(_ standing: StoreStanding?, isForOperators: Bool) throws -> [String: Any]? {
        let (gateway, snapshot) = gateway(standing)
        let text = gateway.statusDocument(snapshot, isForOperators: isForOperators)
        let object = try JSONSerialization.jsonObject(with: Data(text.readableBytesView)) as? [String: Any]
        return try #require(object)["ledger"] as? [String: Any]
    }

    @Test("Everybody sees whether it keeps up; what went wrong is for operators")
    func standings() throws {
        for state in [StoreStanding.State.working, .late, .away] {
            let standing = StoreStanding(state: state, lag: 12, lastError: "host \"db\"\n")
            let open = try #require(try ledger(standing, isForOperators: false))
            #expect(open["state"] as? String == state.rawValue && open["lag_bytes"] as? Int == 12 && open.count == 2)
            let full = try #require(try ledger(standing, isForOperators: true))
            #expect(full["last_error"] as? String == "host \"db\"\n" && full.count == 3)
        }
        let well = try #require(
            try ledger(StoreStanding(state: .working, lag: 0, lastError: nil), isForOperators: true))
        #expect(well.count == 2)
        #expect(try ledger(nil, isForOperators: true) == nil)
    }
}
