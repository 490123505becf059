/// The configuration that `planb serve` writes where there is none: a model that answers on this machine, and behind the
/// names of a vendor that vendor itself, if its key is in the environment.
public enum DemoConfiguration {
    /// The model of the local target.
    public static let model = "smollm2-135m-instruct"

    /// The providers that own model names, each with the variables in which its own library looks for a key.
    private static let vendors: [(provider: String, keys: [String])] = [
        ("openai", ["OPENAI_API_KEY"]), ("anthropic", ["ANTHROPIC_API_KEY"]),
        ("gemini", ["GEMINI_API_KEY", "GOOGLE_API_KEY"]), ("mistral", ["MISTRAL_API_KEY"]),
        ("cohere", ["CO_API_KEY", "COHERE_API_KEY"]), ("deepseek", ["DEEPSEEK_API_KEY"]), ("xai", ["XAI_API_KEY"]),
    ]

    /// The text of a `planb.yaml`.
    ///
    /// - Parameters:
    ///   - environment: decides which vendors become targets.
    ///   - modelServerCommand: program and arguments of a server with an OpenAI-compatible API.
    ///   - modelServerPort: the loopback port that it listens on.
    public static func text(
        environment: [String: String], modelServerCommand: [String], modelServerPort: Int = 8710
    ) -> String {
        let found = vendors.compactMap { vendor in
            vendor.keys.first { environment[$0].map { !$0.isEmpty } ?? false }.map { (vendor.provider, $0) }
        }
        let targets = found.map { provider, key in
            """
              \(provider):
                provider: \(provider)
                api_key: env:\(key)

            """
        }
        let introduction = """
              # The vendor of the name that is asked for. Without `model`, it is sent the name that the client sent, and
              # only if that is a name of this vendor.

            """
        return """
            # Written by `planb serve`, which found no configuration. It is yours: edit it, and see
            # Docs/configuration.md. `planb check` says what is wrong; a running gateway takes changes over by itself.
            version: 1

            # Loopback only, and nobody is asked for a key. For anything else: mode: production.
            mode: demo

            targets:            # one way to reach one model each
            \(found.isEmpty ? "" : introduction)\(targets.joined())\
              # A small open-weights model on this machine. The gateway starts its server.
              local:
                provider: llama.cpp
                model: \(model)
                contract: {tools: false}    # its chat template drops the tools that a request offers
                demo: true      # only for demo mode: no one should take it for a real backup
                launch:
                  command: \(YAMLQuote.list(modelServerCommand))
                  port: \(modelServerPort)

            routes:             # the model names that clients ask for; "*" is every name
              "*":
                try: [\((found.map(\.0) + ["local"]).joined(separator: ", "))]

            """
    }
}
