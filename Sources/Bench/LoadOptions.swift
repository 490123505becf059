import ArgumentParser
import NIOCore

/// Where a load goes and how it identifies itself.
struct LoadOptions: ParsableArguments {
    @Option(help: "Loopback port of the gateway, or of the upstream itself.")
    var port: Int

    @Option(help: "Keep-alive connections.")
    var connections = 32

    @Option(help: "Requests per second over all connections; without it every connection sends as soon as it can.")
    var rate: Int?

    @Option(help: "The bearer token.")
    var token = "none"

    @Option(help: "The model to ask for.")
    var model = "bench"

    @Option(help: "Seconds after which the run is given up.")
    var timeout = 300

    func validate() throws {
        guard (1...65_535).contains(port) else { throw ValidationError("--port must be 1 to 65535") }
        guard (1...4096).contains(connections) else { throw ValidationError("--connections must be 1 to 4096") }
        guard (1...1_000_000).contains(rate ?? 1) else { throw ValidationError("--rate must be 1 to 1000000") }
        guard (1...86_400).contains(timeout) else { throw ValidationError("--timeout must be 1 to 86400") }
    }

    /// The time between two requests of one connection, and between the first ones of two neighbours; nil in a closed
    /// loop.
    var pace: (period: TimeAmount, offset: TimeAmount)? {
        rate.map { rate in
            (.nanoseconds(Int64(connections) * 1_000_000_000 / Int64(rate)), .nanoseconds(1_000_000_000 / Int64(rate)))
        }
    }
}
