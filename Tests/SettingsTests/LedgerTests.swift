import PlanBVocabulary
import Testing

@testable import PlanBSettings

/// Where the ledger is, and for how long it keeps rows.
struct LedgerTests {
    @Test("Without a word, a file in the data folder that keeps everything")
    func standard() throws {
        let sandbox = try Sandbox()
        let ledger = try sandbox.load(valid).ledger
        #expect(ledger.database.isSame(as: .sqlite(path: sandbox.path(".planb/planb.db"))) && ledger.retention == nil)
    }

    @Test("A file is in the data folder unless its path is absolute")
    func files() throws {
        let sandbox = try Sandbox()
        let near = try sandbox.load(valid + "data: d\nledger: {sqlite: x.db}\nretention: {ledger: 400d}").ledger
        #expect(near.database.isSame(as: .sqlite(path: sandbox.path("d/x.db"))))
        #expect(near.retention == .seconds(400 * 86400))
        let far = try sandbox.load(valid + "ledger: {sqlite: /var/lib/x.db}").ledger
        #expect(far.database.isSame(as: .sqlite(path: "/var/lib/x.db")))
    }

    @Test("The URL of PostgreSQL may stand elsewhere, and is not shown then")
    func postgres() throws {
        let sandbox = try Sandbox(environment: ["KEY": "k", "URL": "postgres://u:hunter2@db:5432/planb"])
        guard case .postgres(let there) = try sandbox.load(valid + "ledger: {postgres: \"env:URL\"}").ledger.database,
            case .postgres(let here) = try sandbox.load(
                valid + "ledger: {postgres: \"postgres://u@db:5432/planb?sslmode=require\"}"
            ).ledger.database
        else {
            Issue.record("not PostgreSQL")
            return
        }
        #expect(there.place == "env:URL" && there.url() == Secret("postgres://u:hunter2@db:5432/planb"))
        #expect(here.place == "db:5432/planb" && here.url() == Secret("postgres://u@db:5432/planb?sslmode=require"))
        let loaded = try sandbox.load(valid + "ledger: {postgres: \"env:NONE\"}")
        #expect(loaded.warnings.contains { $0.description.contains("rows wait in the journal") })
    }

    static let cases = [
        Case(
            "both", valid + "ledger: {sqlite: a.db, postgres: \"env:URL\"}",
            #"3:9: error: "ledger" has one of sqlite and postgres"#),
        Case("neither", valid + "ledger: {}", #"3:9: error: "ledger" has one of sqlite and postgres"#),
        Case(
            "a password", valid + "ledger: {postgres: \"postgres://u:hunter2@db/x\"}",
            #"3:20: error: "postgres": a password is never written into the file itself"#),
        Case(
            "a password as a parameter", valid + "ledger: {postgres: \"postgres://db/x?Password=hunter2\"}",
            #"3:20: error: "postgres": a password is never written"#),
        Case(
            "another database", valid + "ledger: {postgres: \"mysql://db/x\"}",
            #"3:20: error: "postgres": expected postgres://HOST:PORT/NAME"#),
        Case("no time", valid + "retention: {ledger: 0d}", #"3:21: error: "ledger": must be more than no time"#),
        Case("no unit", valid + "retention: {ledger: 400}", #"3:21: error: "ledger": a length of time needs a unit"#),
        Case("another name", valid + "ledger: {mysql: x}", #"3:10: error: unknown key "mysql" in ledger"#),
    ]

    @Test("Mistakes are named, secrets are not", arguments: cases)
    func mistakes(_ example: Case) throws {
        let sandbox = try Sandbox()
        let complaints = try sandbox.complaints(example.yaml)
        #expect(!complaints.joined().contains("hunter2"))
        #expect(complaints.first?.hasPrefix("planb.yaml:" + (example.expected.first ?? "")) == true, "\(complaints)")
    }
}
