public import NIOCore

/// Several fake providers and broken ports, each on a port of its own.
public final class FakeFleet: Sendable {
    /// The providers by name.
    public let providers: [String: FakeProvider]
    /// The broken ports by name.
    public let listeners: [String: BrokenListener]

    /// Starts all of them, or none.
    ///
    /// - Parameters:
    ///   - script: Who they are and what they do.
    ///   - host: The address to listen on.
    ///   - firstPort: The port of the first provider (by name) that names none; the others count up from it. 0 takes
    ///     free ones.
    ///   - options: The options of the provider with this name.
    ///   - group: Where connections live; an event loop per provider when nil.
    /// - Throws: What the system says when a port cannot be had (`IOError`).
    public static func start(
        _ script: FleetScript, host: String = "127.0.0.1", firstPort: Int = 8720,
        options: (String) -> FakeProvider.Options = { _ in .init() }, group: (any EventLoopGroup)? = nil
    ) async throws -> FakeFleet {
        var providers: [String: FakeProvider] = [:]
        var listeners: [String: BrokenListener] = [:]
        var next = firstPort
        do {
            for (name, script) in script.providers.sorted(by: { $0.key < $1.key }) {
                let port = script.port ?? next
                if script.port == nil, next != 0 { next += 1 }
                if let manner = script.listener {
                    listeners[name] = try await BrokenListener.start(manner, host: host, port: port, group: group)
                } else {
                    providers[name] = try await FakeProvider.start(
                        host: host, port: port, script: script, options: options(name), group: group)
                }
            }
        } catch {
            await FakeFleet(providers, listeners).shutdown()
            throw error
        }
        return FakeFleet(providers, listeners)
    }

    private init(_ providers: [String: FakeProvider], _ listeners: [String: BrokenListener]) {
        self.providers = providers
        self.listeners = listeners
    }

    /// Shuts all of them down.
    public func shutdown() async {
        for provider in providers.values { await provider.shutdown() }
        for listener in listeners.values { await listener.shutdown() }
    }
}
