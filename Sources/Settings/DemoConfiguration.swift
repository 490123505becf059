/// The configuration that `planb serve` writes where there is none: a model that answers on this machine, and behind the
/// name of a vendor that vendor itself, if its key is in the environment.
public enum DemoConfiguration {
    /// The model of the local target.
    public static let model = "smollm2-135m-instruct"

    /// The text of a `planb.yaml`.
    ///
    /// - Parameters:
    ///   - environment: decides which vendors become targets.
    ///   - modelServerCommand: program and arguments of a server with an OpenAI-compatible API.
    ///   - modelServerPort: the loopback port that it listens on.
    public static func text(
        environment: [String: String], modelServerCommand: [String], modelServerPort: Int = 8710
    ) -> String {
        let hasOpenAI = environment["OPENAI_API_KEY"].map { !$0.isEmpty } ?? false
        let openAI = """
              # The vendor of the name that is asked for. Without `model`, it is sent the name that the client sent, and
              # only if that is a name of this vendor.
              openai:
                provider: openai
                api_key: env:OPENAI_API_KEY

            """
        return """
            # Written by `planb serve`, which found no configuration. It is yours: edit it, and see
            # Docs/configuration.md. `planb check` says what is wrong; a running gateway takes changes over by itself.
            version: 1

            # Loopback only, and nobody is asked for a key. For anything else: mode: production.
            mode: demo

            targets:            # one way to reach one model each
            \(hasOpenAI ? openAI : "")\
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
                try: [\(hasOpenAI ? "openai, local" : "local")]

            """
    }
}
