import PlanBLedger
import Testing

/// A vendor's invoice beside the ledger.
struct ReconcileTests {
    private let day = LedgerTime.parseDay("2026-11-20", now: 0) ?? 0

    @Test("Files as vendors write them")
    func invoices() throws {
        let invoice = try Invoice(
            "\u{FEFF}Date,Project,\"Model\",Output_Tokens,Input_Tokens,Amount\r\n2026-11-20T00:00:00Z,\"a, \"\"b\"\"\","
                + "gpt-4.1,20,100,$1.50\r\n\r\n2026-11-21,x,gpt-4.1,1,2,0.000000001 USD\n")
        #expect(
            invoice.lines.map(\.amount) == [1_500_000_000, 1] && invoice.lines.map(\.input) == [100, 2]
                && invoice.lines.map(\.day) == [day, day + 1])
        #expect(try Invoice("day,model\n2026-11-20,m").lines.first?.amount == nil)
    }

    static let badFiles: [(String, Int, String)] = [
        ("", 1, "empty"), ("model,amount\n", 1, "needs day and model"), ("day,model\n2026-11-20\n", 2, "1 fields"),
        ("day,model,amount\n\n2026-11-20,m,many\n", 3, "amount"), ("day,model\n20.11.2026,m\n", 2, "2026-12-31"),
        ("day,model,input_tokens\n2026-11-20,m,-1\n", 2, "whole number"),
        ("day,model,amount\n2026-11-20,m,99999999999999999999\n", 2, "amount"),
    ]

    @Test("Mistakes are named with their line", arguments: badFiles)
    func mistakes(_ text: String, _ line: Int, _ message: String) {
        let problem = #expect(throws: Invoice.Problem.self) { try Invoice(text) }
        #expect(problem?.line == line && problem?.message.contains(message) == true, "\(String(describing: problem))")
    }

    @Test("What differs is named with what could explain it")
    func differences() throws {
        let invoice = try Invoice(
            """
            day,model,input_tokens,output_tokens,amount
            2026-11-20,same,100,20,1.50
            2026-11-20,price,100,20,1.60
            2026-11-20,cut,100,30,1.50
            2026-11-20,other,5,5,0.10
            2026-10-01,same,1,1,0.01
            """)
        let booked = [
            ("same", Int64(20), Int64(0)), ("price", 20, 0), ("cut", 20, 2), ("mine", 20, 0),
        ].map { model, output, estimated in
            Reconciliation.Booked(
                day: day, model: model, input: 100, output: output, amount: 1_500_000_000, estimated: estimated)
        }
        let report = Reconciliation(invoice, booked: booked, first: day - 5, last: day + 1)
        let lines = Dictionary(uniqueKeysWithValues: report.lines.map { ("\($0.model) \($0.day == day)", $0) })
        #expect(!report.agrees && lines["same true"]?.agrees == true && lines["mine true"] == nil)
        #expect(lines["price true"]?.amount == 100_000_000)
        #expect(lines["price true"]?.reasons == ["the tokens agree: another price"])
        #expect(lines["cut true"]?.output == 10 && lines["cut true"]?.reasons.first?.hasPrefix("2 attempts") == true)
        #expect(lines["other true"]?.input == 5 && lines["other true"]?.reasons.first?.contains("nothing") == true)
        #expect(lines["same false"]?.reasons == ["the day is outside of what was asked for"])
    }

    @Test("Times come back as they were written")
    func times() {
        for text in ["1970-01-01", "2000-02-29", "2026-12-31", "9999-12-31"] {
            #expect(LedgerTime.parseDay(text, now: 0).map { LedgerTime.text(day: $0) } == text)
        }
        #expect(LedgerTime.text(milliseconds: 1_790_812_800_123) == "2026-10-01T00:00:00.123Z")
        #expect(LedgerTime.parse("2026-10-01T00:00:00Z", now: 0) == 1_790_812_800_000)
        #expect(LedgerTime.parse("2h", now: 7_200_000) == 0 && LedgerTime.parse("1d", now: .min) == nil)
        for text in ["", "d", "7", "7x", "2026-13-01", "2026-02-30", "2026-01-01T24:00:00Z", "2026-1-1", "-1d"] {
            #expect(LedgerTime.parse(text, now: 0) == nil)
        }
        for time in [Int64.min, -1, .max] { _ = LedgerTime.text(milliseconds: time) }
    }
}
