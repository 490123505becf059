import Testing

@testable import PlanBTransport

/// Servers that attack whoever reads their answers, before there is any output. Those that wait until a client has some of
/// an answer are in HostileTurnTests; oddities that are none in OddButGoodTests.
@Suite("Hostile upstreams", .serialized, .timeLimit(.minutes(3)))
struct HostileUpstreamTests {
    @Test(
        "A hostile server is left within bounds, given up, and no client notices while there is a backup",
        arguments: HostileTable.all)
    func hidden(_ table: HostileTable) async { await table.forEach { try await $0.expectHidden() } }

    @Test(
        "With nobody else to ask, the client gets an error, and nothing of what the server sent",
        arguments: HostileTable.all)
    func hopeless(_ table: HostileTable) async { await table.forEach { try await $0.expectHopeless() } }

    @Test(
        "A flood is left within bounds, does not fill the memory, and no client notices while there is a backup",
        arguments: HostileCase.floods)
    func floods(_ item: HostileCase) async throws {
        let growth = try await Memory.growth { try await item.expectHidden() }
        // The server would send 1 GiB.
        #expect(growth < 64 << 20, "\(growth >> 20) MiB")
    }

    @Test("The names of the rows are distinct")
    func names() {
        let rows = HostileTable.all.flatMap(\.cases).map(\.testDescription)
        let names = Dictionary(grouping: rows + HostileCase.floods.map(\.testDescription), by: \.self)
        #expect(names.filter { $0.value.count > 1 }.keys.sorted() == [])
        #expect(names.count > 200)
    }
}

/// Rows that are tried a few at a time: each has a gateway of its own, and most of its time is spent on making that.
struct HostileTable: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var cases: [HostileCase]
    var width = 4

    init(_ name: String, _ rows: [HostileRow]) {
        testDescription = name
        cases = rows.flatMap(\.cases)
    }

    /// Waits for nothing but clocks.
    static let drips: HostileTable = {
        var table = HostileTable("drips", HostileRow.drips)
        table.width = table.cases.count
        return table
    }()

    static let all = [
        HostileTable("heads", HostileRow.heads), HostileTable("lengths", HostileRow.lengths),
        HostileTable("framing", HostileRow.framing), HostileTable("chunks", HostileRow.chunks),
        HostileTable("bodies", HostileRow.bodies), HostileTable("whole answers", HostileRow.wholes),
        HostileTable("events", HostileRow.events), HostileTable("encodings", HostileRow.encodings),
        HostileTable("errors", HostileRow.errors), drips,
    ]

    func forEach(_ body: @escaping @Sendable (HostileCase) async throws -> Void) async {
        await withTaskGroup(of: Void.self) { tasks in
            for (index, item) in cases.enumerated() {
                if index >= width { await tasks.next() }
                tasks.addTask {
                    do { try await body(item) } catch { Issue.record(error, "\(item.testDescription)") }
                }
            }
        }
    }
}
