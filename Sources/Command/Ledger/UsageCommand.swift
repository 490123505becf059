import ArgumentParser
import Foundation
import PlanBConsole
import PlanBLedger

/// `planb usage`: tokens, cost, attempts and failovers.
struct UsageCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "usage", abstract: "Show what was used, and what it cost.",
        discussion: """
            With --reconcile, compares a vendor's invoice with the ledger: a CSV file with the columns day and model, and \
            input_tokens, output_tokens and amount (in dollars) as far as there are. Exits with 1 if they differ.
            """)

    @Option(help: "From when on: 7d, 2026-12-31. Whole days, UTC.") var since = "7d"
    @Option(help: "Up to when. Default: now.") var until: String?
    @Option(help: "Separated by commas: day, key, team, route, target, vendor, model, operation, tag.") var by: String?
    @Option(help: "A vendor's invoice to compare with.") var reconcile: String?
    @OptionGroup var admin: AdminOption
    @Flag(help: "Print JSON.") var json = false
    @Flag(help: "Print CSV.") var csv = false

    func validate() throws {
        if json, csv { throw ValidationError("--json or --csv, not both") }
        if reconcile != nil, csv || by != nil {
            throw ValidationError("--reconcile is by day and model, and prints a table or --json")
        }
    }

    func run() async throws {
        if let reconcile { return try await compare(with: reconcile) }
        let answer = try await admin.client().get(
            "/api/v1/usage",
            [("since", since), ("until", until), ("by", by ?? "route,target"), ("format", csv ? "csv" : "json")])
        if csv { return FileHandle.standardOutput.write(answer) }
        print(json ? String(decoding: answer, as: UTF8.self) : try Answers.read { try UsageReport(answer).text })
    }

    private func compare(with file: String) async throws {
        guard let bytes = FileManager.default.contents(atPath: file), bytes.count < 64 << 20 else {
            throw Terminal.complaint("\(file) cannot be read, or is longer than 64 MiB", exit: .couldNotRun)
        }
        let invoice: Invoice
        do { invoice = try Invoice(String(decoding: bytes, as: UTF8.self)) } catch {
            throw Terminal.complaint("\(file):\(error.line): \(error.message)", exit: ExitCode(2))
        }
        let answer = try await admin.client().get(
            "/api/v1/usage", [("since", since), ("until", until), ("by", "day,model"), ("limit", "100000")])
        let report = try Answers.read { try UsageReport(answer) }
        if report.isTruncated {
            throw Terminal.complaint("there are too many days and models: take a later --since", exit: .couldNotRun)
        }
        let days = report.days
        let reconciliation = Reconciliation(invoice, booked: report.booked, first: days.first, last: days.last)
        let text = ReconciliationReport(reconciliation)
        print(json ? text.json : text.text)
        if !reconciliation.agrees { throw ExitCode.no }
    }
}

/// Answers of the admin port.
enum Answers {
    /// Ends the command if an answer is of something else.
    static func read<Answer>(_ body: () throws -> Answer) throws -> Answer {
        do { return try body() } catch is UnreadableAnswer {
            throw Terminal.complaint(
                "what answers there is not the admin port of this version of Plan B", exit: .couldNotRun)
        }
    }
}
