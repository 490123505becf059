import ArgumentParser
import Foundation
import PlanBEngine
import PlanBSettings
import PlanBVocabulary

/// `planb keys`: the virtual keys in the file that the configuration names.
struct KeysCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Make, list, renew and withdraw the keys of callers.",
        discussion: "A running gateway takes the changed file over by itself.",
        subcommands: [Create.self, List.self, Rotate.self, Revoke.self])

    struct Create: ParsableCommand {
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
        @OptionGroup var configurationFile: ConfigurationOption
        @Flag(help: "Print JSON.") var json = false

        func run() throws {
            let issued = try KeysCommand.answer(configurationFile) { store throws(KeyStoreFailure) in
                try store.create(
                    name: name, team: team, tags: tag, routes: route, vendors: vendor, expires: expires,
                    allowed: KeyStore.Allowed(
                        requests: rpm, tokens: tpm, concurrent: concurrent, budget: budget, isStrict: strict))
            }
            try KeysCommand.show(issued, isNew: true, json: json)
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the keys, without their secrets.")

        @OptionGroup var configurationFile: ConfigurationOption
        @Flag(help: "Print JSON.") var json = false

        func run() throws {
            let keys = try KeysCommand.answer(configurationFile) { store throws(KeyStoreFailure) in try store.list() }
            let list = KeyList(keys, now: Int64(Date().timeIntervalSince1970))
            print(json ? try Terminal.json(list.keys) : list.text)
        }
    }

    struct Rotate: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a key a new secret, shown once. The old one stops working at once, or after the overlap.")

        @Argument(help: "The id of the key, as `list` shows it.") var id: String
        @Option(help: "How long the old secret works as well: 24h, 7d. Default: not at all.") var overlap: String?
        @OptionGroup var configurationFile: ConfigurationOption
        @Flag(help: "Print JSON.") var json = false

        func run() throws {
            let until = try overlap.map { Int64(Date().timeIntervalSince1970) + (try KeysCommand.seconds($0)) }
            let issued = try KeysCommand.answer(configurationFile) { store throws(KeyStoreFailure) in
                try store.rotate(id: id, until: until)
            }
            try KeysCommand.show(issued, isNew: false, json: json)
        }
    }

    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Withdraw a key.")

        @Argument(help: "The id of the key, as `list` shows it.") var id: String
        @OptionGroup var configurationFile: ConfigurationOption
        @Flag(help: "Print JSON.") var json = false

        func run() throws {
            let key = try KeysCommand.answer(configurationFile) { store throws(KeyStoreFailure) in
                try store.revoke(id: id)
            }
            print(json ? try Terminal.json(["revoked": key.id]) : "revoked \(key.id) (\(key.name))")
        }
    }

    private static func seconds(_ text: String) throws -> Int64 {
        guard let seconds = KeyStore.overlap(text) else {
            throw Terminal.complaint(
                "--overlap: expected a length of time of at most 365 days such as 24h or 7d", exit: .init(2))
        }
        return seconds
    }

    private static func answer<Answer>(
        _ option: ConfigurationOption, _ question: (KeyStore) throws(KeyStoreFailure) -> Answer
    ) throws -> Answer {
        let store: KeyStore
        do { store = try Settings.keyStore(path: option.located()) } catch let failure as SettingsFailure {
            throw Terminal.complaint(failure.description, exit: failure.isUnreadable ? .couldNotRun : .no)
        }
        do { return try question(store) } catch {
            throw Terminal.complaint(error.description, exit: error.isRefusal ? .no : .couldNotRun)
        }
    }

    private static func show(_ issued: KeyStore.Issued, isNew: Bool, json: Bool) throws {
        let text = issued.text.reveal { String(decoding: $0, as: UTF8.self) }
        if json { return print(try Terminal.json(["id": issued.id, "key": text])) }
        print(text)
        Terminal.note("\(isNew ? "made" : "renewed") \(issued.id); this is the only time that the key is shown")
    }
}
