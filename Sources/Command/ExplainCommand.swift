import ArgumentParser
import PlanBEngine
import PlanBSettings
import PlanBVocabulary

/// `planb explain`: the plan that a request would get.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show which targets a request for MODEL would try, and why it would skip others.",
        discussion: "Exits with 0 if a target would be tried, 1 if none.")

    @Argument(help: "The model name, as a client would ask for it.") var model: String
    @Option(help: "What the request needs: tools, images, …, separated by commas.") var needs: String?
    @Option(help: "The id or the name of the key that asks.") var key: String?
    @Option(help: "How many tokens the prompt has: a long one is given more time, and fits into fewer targets.")
    var tokens = 0
    @Flag(inversion: .prefixedNo, help: "Whether the client reads a stream. Default: the limits of both are shown.")
    var stream: Bool?
    @OptionGroup var configurationFile: ConfigurationOption
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        let needs = try (needs?.split(separator: ",") ?? []).map { word in
            guard let capability = Capability(rawValue: String(word)) else {
                let known = Capability.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("--needs knows \(known); not \(word)")
            }
            return capability
        }
        guard tokens >= 0 else { throw ValidationError("--tokens is a number of tokens, 0 or more") }
        let settings = try configurationFile.load()
        let explanation = Explanation(
            settings.snapshot, model: model, needs: Capabilities(needs), key: try virtualKey(settings),
            promptTokens: tokens,
            isStream: stream)
        print(json ? try Terminal.json(explanation) : explanation.text)
        if !explanation.isServed { throw ExitCode.no }
    }

    private func virtualKey(_ settings: LoadedSettings) throws -> VirtualKey? {
        guard let key else { return nil }
        if let found = settings.keys.first(where: { $0.id == key }) { return found }
        let named = settings.keys.filter { $0.name == key }
        if named.count == 1 { return named.first }
        throw Terminal.complaint(
            named.isEmpty ? "there is no key \(key)" : "several keys are called \(key): give the id", exit: .no)
    }
}
