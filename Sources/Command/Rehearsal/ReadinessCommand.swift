import ArgumentParser
import Foundation
import PlanBConsole
import PlanBRehearsal
import PlanBSettings

/// `planb readiness`: does every route have a backup that was shown to work?
struct ReadinessCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "readiness",
        abstract: "Say for every route whether its backup was shown to work, and how long ago.",
        discussion: """
            Exits with 0 only if every route has an independent backup that is proven: for CI and cron. A route with one \
            target has no backup, and is not ready. With --json the gateway puts what it knows on record, signed and chained \
            to what it said before (evidence/ in the data folder), and the line is printed.

            With --verify, checks such files without asking any gateway. --pubkey is the public half of the key, which has to \
            come from somebody who has it from the gateway (evidence.key.pub in the data folder). That nothing was cut off at \
            the end is only known with --anchor, a file of hashes from a place that the gateway cannot change.
            """)

    @Option(help: "What a backup has to reach, instead of what each route says: 95%.") var min: String?
    @Option(parsing: .upToNextOption, help: "Check these files of evidence, in the order in which they were written.")
    var verify: [String] = []
    @Option(help: "With --verify: the public key (ed25519:…), or a file with it.") var pubkey: String?
    @Option(help: "With --verify: a file of anchors to compare with.") var anchor: String?
    @OptionGroup var admin: AdminOption
    @Flag(help: "Print the signed line of evidence.") var json = false

    func validate() throws {
        if let min, WrittenValue.share(min) == nil {
            throw ValidationError("--min is more than 0% and at most 100%, such as 95%")
        }
        if verify.isEmpty, pubkey != nil || anchor != nil {
            throw ValidationError("--pubkey and --anchor are for --verify FILE")
        }
        if !verify.isEmpty, pubkey == nil {
            throw ValidationError("--verify needs --pubkey: a line that brings its own key proves nothing")
        }
        if !verify.isEmpty, json || min != nil {
            throw ValidationError("--verify goes with --pubkey and --anchor only")
        }
    }

    func run() async throws {
        if let pubkey, !verify.isEmpty { return try check(pubkey) }
        let client = try admin.client()
        let minimum = self.min.flatMap(WrittenValue.share)
        if json {
            let body = try await client.get("/api/v1/readiness", [("evidence", "1")])
            let answer = try Answers.read { try EvidenceAnswer(answer: body) }
            print(answer.line)
            answer.problems.forEach(Terminal.note)
            let isReady = try Answers.read { try answer.isReady(minimum: minimum) }
            if !isReady { throw ExitCode.no }
        } else {
            let body = try await client.get("/api/v1/readiness", [("min", self.min)])
            let answer = try Answers.read { try ReadinessAnswer(answer: body) }
            print(answer.text)
            if !answer.ready { throw ExitCode.no }
        }
    }

    private func check(_ key: String) throws {
        let text = FileManager.default.contents(atPath: key).map { String(decoding: $0.prefix(4096), as: UTF8.self) }
        guard let publicKey = EvidenceKey.publicKey(text ?? key) else {
            throw Terminal.complaint(
                "--pubkey is ed25519: and 44 characters, or a file with that: evidence.key.pub in the data folder",
                exit: ExitCode(2))
        }
        let files = try verify.map { ($0, try bytes(of: $0)) }
        let check = EvidenceCheck(files, publicKey: publicKey, anchors: try anchor.map(bytes))
        print(check.text)
        if !check.isIntact { throw ExitCode.no }
    }

    private func bytes(of path: String) throws -> [UInt8] {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw Terminal.complaint("\(path) cannot be read", exit: .couldNotRun)
        }
        return Array(bytes)
    }
}
