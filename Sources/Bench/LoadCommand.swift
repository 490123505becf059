import ArgumentParser

/// `planb-bench load`: non-streamed chat completions.
struct LoadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load", abstract: "Sends chat completions over keep-alive connections and checks every answer.")

    @OptionGroup var options: LoadOptions

    @Option(help: "Requests to send.")
    var requests = 100_000

    func validate() throws {
        guard (1...100_000_000).contains(requests) else { throw ValidationError("--requests must be 1 to 100000000") }
    }

    func run() throws {
        let request = BenchRequest.bytes(
            host: "127.0.0.1", port: options.port, model: options.model, token: options.token)
        print(try Load.run(total: requests, options: options, request: request, check: CompletionCheck()))
    }
}
