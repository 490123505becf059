import ArgumentParser
import Foundation
import PlanBConsole
import PlanBSettings

/// `planb keys`: the virtual keys of callers.
struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Make, list, renew and withdraw the keys of callers.",
        discussion: """
            A running gateway is asked to do it, through its admin port with its token ($PLANB_ADMIN_TOKEN, else admin.token \
            in the data folder), and the change counts at once. While none is running, or where the configuration names a \
            key file (keys:), the file is edited; a gateway takes that over within a second. Who changed what is in \
            audit.log in the data folder.
            """,
        subcommands: [Create.self, List.self, Rotate.self, Revoke.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Make a key. It is shown once.")

        @Argument(help: "What people call it.") var name: String
        @Option(help: "A model name or glob that it may use; may be repeated. Default: all.") var route: [String] = []
        @Option(help: "A vendor that may receive its requests; may be repeated. Default: all.") var vendor: [String] =
            []
        @Option(help: "The team it belongs to.") var team: String?
        @Option(help: "A label; may be repeated.") var tag: [String] = []
        @Option(help: "When it stops being accepted: 2026-12-31 or 2026-12-31T18:00:00Z.") var expires: String?
        @Option(help: "What it may spend: \"50 USD/month\" (day, week, month, total). Default: any amount.") var budget:
            String?
        @Flag(help: "The budget is never exceeded; requests need max_tokens where the model's own limit is not known.")
        var strict = false
        @Option(help: "Requests a minute. Default: any number.") var rpm: Int?
        @Option(help: "Tokens a minute. Default: any number.") var tpm: Int?
        @Option(help: "Requests at once. Default: any number.") var concurrent: Int?
        @Option(help: "low: a batch job, refused first when there is not enough for all. normal. Default: normal.")
        var priority: String?
        @Option(help: "What rehearsals may do with its requests: none, probe, shadow, live. Default: live.")
        var rehearse: String?
        @Option(help: "Whether its prompts may be proposed for golden sets: allow, deny. Default: deny.")
        var record: String?
        @OptionGroup var place: KeyDeskOption
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            var wish = KeyWish(name: name)
            (wish.team, wish.tags, wish.routes, wish.vendors) = (team, tag, route, vendor)
            (wish.expires, wish.budget, wish.strict) = (expires, budget, strict)
            (wish.rpm, wish.tpm, wish.concurrent, wish.rehearse) = (rpm, tpm, concurrent, rehearse)
            (wish.priority, wish.record) = (priority, record)
            let desk = try await place.desk()
            try KeysCommand.show(try await desk.create(wish), isNew: true, json: json)
            try desk.finish()
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the keys, without their secrets.")

        @OptionGroup var place: KeyDeskOption
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let list = try await place.desk().list()
            print(json ? try Terminal.json(list.keys) : list.text)
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a key a new secret, shown once. The old one stops working at once, or after the overlap.")

        @Argument(help: "The id of the key, as `list` shows it.") var id: String
        @Option(help: "How long the old secret works as well: 24h, 7d. Default: not at all.") var overlap: String?
        @OptionGroup var place: KeyDeskOption
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let seconds = try overlap.map(KeysCommand.seconds) ?? 0
            let desk = try await place.desk()
            try KeysCommand.show(try await desk.rotate(id: id, overlap: seconds), isNew: false, json: json)
            try desk.finish()
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Withdraw a key.")

        @Argument(help: "The id of the key, as `list` shows it.") var id: String
        @OptionGroup var place: KeyDeskOption
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let desk = try await place.desk()
            let name = try await desk.revoke(id: id)
            print(json ? try Terminal.json(["revoked": id]) : "revoked \(id) (\(name))")
            try desk.finish()
        }
    }

    private static func seconds(_ text: String) throws -> Int {
        guard let seconds = KeyStore.overlap(text) else {
            throw Terminal.complaint(
                "--overlap: expected a length of time of at most 365 days such as 24h or 7d", exit: .init(2))
        }
        return Int(seconds)
    }

    private static func show(_ issued: IssuedKey, isNew: Bool, json: Bool) throws {
        if json { return print(try Terminal.json(["id": issued.id, "key": issued.key])) }
        print(issued.key)
        Terminal.note("\(isNew ? "made" : "renewed") \(issued.id); this is the only time that the key is shown")
    }
}
