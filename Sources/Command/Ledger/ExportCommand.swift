import ArgumentParser
import Foundation

/// `planb export`: the ledger for other programs.
struct ExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write rows of the ledger to standard output, oldest first.")

    @Option(help: "requests, attempts or events.") var table = "requests"
    @Option(help: "From when on: 7d, 2026-12-31. Default: everything.") var since: String?
    @Option(help: "csv or jsonl (a JSON object on each line).") var format = "csv"
    @OptionGroup var admin: AdminOption

    func run() async throws {
        try await admin.client().stream(
            "/api/v1/export", [("table", table), ("since", since), ("format", format)]
        ) { FileHandle.standardOutput.write($0) }
    }
}

/// `planb erase`: what the ledger is to forget.
struct EraseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase", abstract: "Remove rows from the ledger.",
        discussion: """
            Sums by day stay; those of an erased key or tag are put together under the name "erased". Rows that are still \
            on their way from the journal are not touched: stop the use of a key first.
            """)

    @Option(help: "All rows of this key, by its id.") var key: String?
    @Option(help: "All rows with this tag.") var tag: String?
    @Option(help: "All rows of what began before: 400d, 2026-01-01.") var before: String?
    @Flag(help: "Do not ask.") var yes = false
    @OptionGroup var admin: AdminOption
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        if [key, tag, before].compactMap({ $0 }).count != 1 {
            throw ValidationError("name exactly one of --key, --tag and --before")
        }
    }

    func run() async throws {
        let client = try admin.client()
        if !yes {
            Terminal.note("this cannot be undone; type yes to go on")
            guard readLine()?.trimmingCharacters(in: .whitespaces) == "yes" else {
                throw Terminal.complaint("nothing was erased", exit: .no)
            }
        }
        let what = ["key": key, "tag": tag, "before": before].compactMapValues { $0 }
        let answer = try await client.post("/api/v1/erase", what)
        if json { return print(String(decoding: answer, as: UTF8.self)) }
        let counts = (try? JSONDecoder().decode([String: Int].self, from: answer)) ?? [:]
        let count = { (name: String) in counts[name] ?? 0 }
        print(
            "erased \(count("requests")) requests, \(count("attempts")) attempts and \(count("events")) events; "
                + "\(count("sums")) sums by day lost the name")
    }
}
