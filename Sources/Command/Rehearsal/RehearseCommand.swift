import ArgumentParser
import Foundation
import PlanBConsole
import PlanBPolicy
import PlanBRehearsal
import PlanBReport
import PlanBSettings

/// `planb rehearse`: try the backup of a route now.
struct RehearseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse", abstract: "Try the backup of a route now, and report how it did.",
        discussion: """
            The running gateway does it; this command shows how far it is and prints the report at the end. Interrupting the \
            command does not end the drill: --abort does.

            Levels, each closer to a real failure than the one before: probe (one small request), golden (the prompts of the \
            golden set), shadow (copies of users' requests), live (users get the backup's answers), cutover (the primary \
            counts as dead), fault (failures of the primary are made up). From shadow on the route has to consent: rehearse: \
            and fence: in the configuration.

            With --record, nothing is tried: prompts that users send are proposed as a golden set, and printed as YAML. \
            That takes record: golden in the route and record: allow in the keys of the users. Secrets and personal data \
            that can be recognised are taken out before anything is kept, but read every prompt. Exits with 1 if there \
            is nothing to propose.

            Exits with 0 if the backup was good enough, 1 if it was not, or if that cannot be said, 2 for wrong usage, 3 if \
            the gateway does not answer.
            """)

    @Argument(help: "The route, as the configuration writes it.") var route: String?
    @Option(help: "probe, golden, shadow, live, cutover or fault.") var level: String?
    @Option(help: "The target to be rehearsed. Default: the first after the primary.") var backup: String?
    @Option(help: "The share of requests that take part: 5%. Default: the configuration's.") var share: String?
    @Option(name: .customLong("for"), help: "How long: 10m. Default: the configuration's.") var duration: String?
    @Flag(help: "Only say what it would do and cost.") var dryRun = false
    @Flag(help: "Accept what it says of itself without being asked.") var yes = false
    @Flag(inversion: .prefixedNo, help: "Wait for the end, and print the report.") var wait = true
    @Flag(help: "List the drills of late, the newest first.") var list = false
    @Option(help: "Print the report of this drill.") var show: String?
    @Option(help: "End this drill now.") var abort: String?
    @Option(
        name: .long, defaultAsFlag: 100,
        help: "Propose a golden set of at most so many prompts (100) that users send meanwhile.")
    var record: Int?
    @Option(help: "The form of a report: text, md, html, json; of a proposal: yaml.") var format: String?
    @OptionGroup var admin: AdminOption
    @Flag(help: "Print JSON.") var json = false

    func validate() throws {
        let kinds = [list, show != nil, abort != nil].filter { $0 }.count
        if kinds > 1 { throw ValidationError("--list, --show or --abort, not several") }
        if let record { return try checkRecording(record, kinds: kinds) }
        if let format, ReportForm(rawValue: format) == nil {
            throw ValidationError("--format is one of text, md, html, json")
        }
        if json, format != nil, format != "json" { throw ValidationError("--json or --format, not both") }
        if kinds == 1 {
            if level != nil || backup != nil || share != nil || duration != nil || dryRun {
                throw ValidationError("--list, --show and --abort begin no drill: leave out its options")
            }
            if route != nil, !list { throw ValidationError("--show and --abort take the id of a drill, and no route") }
            return
        }
        guard route != nil else { throw ValidationError("name a route, or use --list, --show or --abort") }
        guard let level else {
            throw ValidationError("--level is one of \(DrillLevel.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        guard DrillLevel(rawValue: level) != nil else {
            throw ValidationError(
                "there is no level \(level); there are \(DrillLevel.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        if let share, WrittenValue.share(share) == nil {
            throw ValidationError("--share is more than 0% and at most 100%, such as 5%")
        }
        if let duration, WrittenValue.milliseconds(duration) == nil {
            throw ValidationError("--for is a length of time such as 10m")
        }
    }

    private func checkRecording(_ count: Int, kinds: Int) throws {
        guard route != nil else { throw ValidationError("name a route whose prompts are to be recorded") }
        guard (1...RecordingOrder.mostPrompts).contains(count) else {
            throw ValidationError("--record is 1 to \(RecordingOrder.mostPrompts) prompts")
        }
        if level != nil || backup != nil || share != nil || dryRun || kinds > 0 {
            throw ValidationError("--record begins no drill: it goes with a route, --for and --format yaml")
        }
        if json || format.map({ $0 != "yaml" }) ?? false {
            throw ValidationError("a proposal is YAML: leave out --json and --format")
        }
        if !wait { throw ValidationError("--record waits: what it finds is kept nowhere but in its output") }
        if let duration, WrittenValue.milliseconds(duration) == nil {
            throw ValidationError("--for is a length of time such as 10m")
        }
    }

    func run() async throws {
        let drills = DrillClient(client: try admin.client())
        if let record, let route {
            try await RecordingRun(drills: drills).run(route, count: record, duration: duration)
        } else if list {
            let answer = try await drills.list(route: route)
            print(json ? answer.json : DrillList.text(answer.reports))
        } else if let show {
            try await printReport(drills, show)
        } else if let abort {
            try await drills.abort(abort)
            print(json ? ReportJSON.text(["aborted": abort]) : "aborted \(abort)")
        } else {
            try await drill(drills)
        }
    }

    private func drill(_ drills: DrillClient) async throws {
        var wish = DrillWish(route: route ?? "", level: level ?? "")
        (wish.backup, wish.share, wish.duration) = (backup, share, duration)
        let preview = try await drills.preview(wish)
        if dryRun { return print(json ? ReportJSON.text(preview) : DrillList.text(preview)) }
        if let asks = preview.asks {
            try accept(asks, preview)
            wish.accept = true
        }
        let id = try await drills.start(wish)
        guard wait else { return print(json ? ReportJSON.text(["id": id]) : id) }
        Terminal.note("began \(id); planb rehearse --abort \(id) ends it")
        let end = try await follow(drills, id)
        try await printReport(drills, id)
        guard end.state == .ended, end.verdict == .good else { throw ExitCode.no }
    }

    private func accept(_ asks: String, _ preview: DrillPreview) throws {
        if yes { return }
        Terminal.note(DrillList.text(preview))
        guard Screen.isInput else {
            throw Terminal.complaint("nothing was begun: --yes accepts that", exit: .no)
        }
        Terminal.note("type yes to go on")
        guard readLine()?.trimmingCharacters(in: .whitespaces) == "yes" else {
            throw Terminal.complaint("nothing was begun", exit: .no)
        }
    }

    /// Asks until the drill has ended. A gateway that is away for a moment is waited for.
    private func follow(_ drills: DrillClient, _ id: String) async throws -> DrillReport {
        let screen = Screen()
        var misses = 0
        while true {
            if let report = try await drills.report(id) {
                misses = 0
                screen.show(DrillList.progress(report, now: Int64(Date().timeIntervalSince1970 * 1000)))
                if report.state != .running {
                    screen.end()
                    return report
                }
            } else {
                misses += 1
                guard misses < 30 else {
                    screen.end()
                    throw Terminal.complaint(
                        "the gateway does not answer any more; planb rehearse --show \(id) says how it ended",
                        exit: .couldNotRun)
                }
            }
            try await Task.sleep(for: .seconds(1))
        }
    }

    private func printReport(_ drills: DrillClient, _ id: String) async throws {
        let form = json ? .json : format.flatMap(ReportForm.init(rawValue:)) ?? .text
        let text = try await drills.text(id, form)
        Terminal.say(text.hasSuffix("\n") ? String(text.dropLast()) : text)
    }
}
