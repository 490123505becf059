import ArgumentParser

/// `planb-bench streams`: streamed chat completions.
struct StreamsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "streams", abstract: "Runs streamed chat completions and checks every event.",
        discussion: "The upstream sends as many content events as --events says, one per its interval.")

    @OptionGroup var options: LoadOptions

    @Option(help: "Streams to run; --connections of them at a time.")
    var streams = 100

    @Option(help: "Content events of each stream.")
    var events = 800

    func validate() throws {
        guard (1...10_000_000).contains(streams) else { throw ValidationError("--streams must be 1 to 10000000") }
        guard (1...1_000_000).contains(events) else { throw ValidationError("--events must be 1 to 1000000") }
    }

    func run() throws {
        let request = BenchRequest.bytes(
            host: "127.0.0.1", port: options.port, model: options.model, token: options.token, events: events)
        print(try Load.run(total: streams, options: options, request: request, check: StreamCheck(expected: events)))
    }
}
