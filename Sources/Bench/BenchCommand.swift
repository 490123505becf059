import ArgumentParser

/// The load side of `make bench`: a fixed upstream, a closed or paced request load, and a stream load. `scripts/bench`
/// starts them on one core and the gateway under test on another. `translate` measures the codecs by themselves, `store` the
/// databases of the ledger.
@main
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "planb-bench",
        abstract: "A fixed upstream, the loads that measure a gateway in front of it, and the cost of a translation.",
        subcommands: [
            UpstreamCommand.self, LoadCommand.self, StreamsCommand.self, TranslateCommand.self, StoreCommand.self,
        ])
}
