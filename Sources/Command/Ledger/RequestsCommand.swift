import ArgumentParser
import Foundation
import PlanBConsole

/// `planb requests`: what happened.
struct RequestsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "requests", abstract: "List requests, the newest first.",
        discussion: "planb why REQUEST_ID shows one of them in full.")

    @Flag(help: "Go on showing new ones as they end.") var follow = false
    @Flag(help: "Only those that were not answered.") var errors = false
    @Option(help: "Only of this route.") var route: String?
    @Option(help: "Only of this key, by its id.") var key: String?
    @Option(help: "From when on: 1h, 7d, 2026-12-31T18:00:00Z.") var since: String?
    @Option(help: "At most so many.") var limit = 50
    @OptionGroup var admin: AdminOption
    @Flag(help: "Print JSON; with --follow, an answer on each line.") var json = false

    func validate() throws {
        if limit < 1 || limit > 10_000 { throw ValidationError("--limit is a number from 1 to 10000") }
    }

    func run() async throws {
        let client = try admin.client()
        var answer = try await ask(client, after: nil)
        var report = try Answers.read { try RequestsReport(answer) }
        print(json ? String(decoding: answer, as: UTF8.self) : report.text)
        guard follow else { return }
        // What none of the filters lets through counts as seen, too.
        var after = max(report.after, try await newest(client))
        while true {
            try await Task.sleep(for: .seconds(1))
            answer = try await ask(client, after: after)
            report = try Answers.read { try RequestsReport(answer) }
            after = max(after, report.after)
            guard report.count > 0 else { continue }
            if json {
                Terminal.say(String(decoding: answer, as: UTF8.self))
            } else {
                report.lines.forEach(Terminal.say)
            }
        }
    }

    private func ask(_ client: AdminClient, after: Int64?) async throws -> Data {
        try await client.get(
            "/api/v1/requests",
            [
                ("since", after == nil ? since : nil), ("route", route), ("key", key), ("errors", errors ? "1" : nil),
                ("after", after.map { String($0) }), ("limit", String(after == nil ? limit : 1000)),
            ])
    }

    private func newest(_ client: AdminClient) async throws -> Int64 {
        let answer = try await client.get("/api/v1/requests", [("limit", "1")])
        return try Answers.read { try RequestsReport(answer).after }
    }
}

/// `planb why`: why a request went where it went.
struct WhyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "why", abstract: "Show why a request went where it went, and what it cost.",
        discussion: "The id stands in the x-request-id header of the answer. Exits with 1 if there is no such request.")

    @Argument(help: "The id of the request.") var request: String
    @OptionGroup var admin: AdminOption
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let answer = try await admin.client().get("/api/v1/requests/" + AdminClient.escaped(request))
        print(json ? String(decoding: answer, as: UTF8.self) : try Answers.read { try WhyReport(answer).text })
    }
}
