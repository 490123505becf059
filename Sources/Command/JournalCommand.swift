import ArgumentParser
import Foundation
import PlanBJournal
import PlanBLedger
import PlanBSettings

/// `planb journal`: what is recorded, as it is.
struct JournalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal", abstract: "Print the records of a data folder as JSON lines.",
        discussion: "Reads the files; the gateway that writes them may be running, or not.")

    @Option(help: "The data folder. Default: that of the configuration.") var data: String?
    @OptionGroup var configurationFile: ConfigurationOption
    @Flag(help: "Wait for more at the end.") var follow = false

    func run() async throws {
        let folder = SegmentFolder(data: try data ?? configurationFile.load().dataDirectory)
        var reader = JournalReader(folder)
        do {
            guard try !folder.segments().isEmpty || follow else {
                throw CannotRun(message: "there is no journal in \(folder.path)")
            }
            var lines: [String] = []
            func flush() {
                if !lines.isEmpty { Terminal.say(lines.joined(separator: "\n")) }
                lines.removeAll(keepingCapacity: true)
            }
            while true {
                while let item = try reader.next() {
                    switch item {
                    case .entry(let stored): lines.append(RecordLine.text(of: stored))
                    case .damage(let damage): Terminal.note("planb: \(damage)")
                    }
                    if lines.count == 1000 { flush() }
                }
                flush()
                guard follow else { return }
                try await Task.sleep(for: .milliseconds(200))
            }
        } catch let failure as JournalFailure {
            throw CannotRun(message: failure.description)
        }
    }
}
