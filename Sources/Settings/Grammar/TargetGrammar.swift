import PlanBProviders
import PlanBVocabulary

extension Grammar {
    /// One target.
    static let target = ObjectShape(
        title: "a target", form: "{provider: PROVIDER, model: MODEL, api_key: \"env:NAME\"}",
        fields: [
            Field("provider", .words(providers), required: true, "Who runs the model."),
            Field("model", .scalar(.modelName), "The model name to send. Default: the name the client asked for."),
            Field("url", .scalar(.url), "The base URL, as the vendor's own SDK takes it (with /v1 for OpenAI)."),
            Field("resource", .scalar(.azureResource), "The Azure resource: https://RESOURCE.openai.azure.com."),
            Field("deployment", .scalar(.modelName), "The Azure deployment, which stands in the place of the model."),
            Field("api_version", .scalar(.azureVersion), "The version of the classic Azure API. Default: the v1 API."),
            Field("api_key", .scalar(.secret), "file:PATH, env:NAME, credential:NAME, or client: the caller's own."),
            Field(
                "credentials", .words(Words(allowed: ["auto"])),
                "auto: the identity that this machine has in the provider's cloud."),
            Field("access_key_id", .scalar(.secret), "AWS: the id of the key that requests are signed with."),
            Field("secret_access_key", .scalar(.secret), "AWS: the key that requests are signed with."),
            Field("session_token", .scalar(.secret), "AWS: what belongs to temporary keys."),
            Field("project", .scalar(.googleProject), "Vertex AI: the project that pays."),
            Field("location", .scalar(.label), "Vertex AI: where it is called: a region, global, us or eu."),
            Field("account", .scalar(.text), "The account behind the credential, if it cannot be told from it."),
            Field("vendor", .scalar(.label), "Who receives the requests. Default: the provider's owner."),
            Field("region", .scalar(.label), "Where the model runs: a cloud region or a jurisdiction."),
            Field("lineage", .scalar(.label), "The family of the model: what fails or is withdrawn together."),
            Field("headers", .map(keys: .text, of: .scalar(.text), isEmptyAllowed: true), "Fixed request headers."),
            Field(
                "trace", .words(Words(allowed: ["forward"])),
                "forward: it is told the trace that a request belongs to (traceparent). Default: it is not."),
            Field("network", .object(network), "How this target is reached."),
            Field("allow_private", .flag, "Whether the host's name may resolve to a private address."),
            Field("contract", .object(contract), "What the model can do, where that is known better here."),
            Field("price", .object(price), "What it costs, where that is not what the catalog says."),
            Field(
                "quota", .object(usage),
                "What the account may be sent of this model, as you know it. Others are asked first beyond it, and low "
                    + "priority is shed. Default: not known."),
            Field("launch", .object(launch), "A model server that Plan B starts itself."),
            Field("demo", .flag, "true: only for demo mode."),
        ])

    /// A catalog may list what this build does not reach.
    static let catalogProviders = Words(allowed: Catalog.providers.map(\.name) + Catalog.notInThisBuild)

    private static let providers = Words(
        allowed: Catalog.providers.map(\.name), later: Catalog.notInThisBuild,
        laterHint: "a host with an OpenAI-compatible API works with provider: openai-compatible and url:")

    static let contract = ObjectShape(
        title: "a contract", form: "{tools: true, context: 32768}",
        fields: Capability.allCases.map { Field($0.rawValue, .flag, "Whether the model can do this.") }
            + [
                Field("context", .integer(1...1_000_000_000), "The most tokens of a prompt."),
                Field("output", .integer(1...1_000_000_000), "The most tokens of an answer, reasoning included."),
                Field("body", .scalar(.size), "The largest request body it takes."),
            ])

    static let price = ObjectShape(
        title: "a price", form: "{input: \"1.50 USD\", output: \"6.00 USD\"}",
        fields: [
            Field("input", .scalar(.money), "A million tokens of prompt."),
            Field("cached", .scalar(.money), "A million that were read from the provider's cache. Default: as input."),
            Field("written", .scalar(.money), "A million that were written to it. Default: as input."),
            Field("output", .scalar(.money), "A million generated tokens."),
            Field("discount", .scalar(.share), "What is taken off: off these prices, or off those of the catalog."),
            Field("per_hour", .scalar(.money), "What is paid by the hour, however much is asked."),
        ],
        mistaken: ["per_token": "prices are for a million tokens", "currency": "amounts are in USD"])

    private static let launch = ObjectShape(
        title: "launch",
        fields: [
            Field(
                "command", .list(of: .scalar(.text), isEmptyAllowed: false), required: true,
                "Program and arguments; no shell."),
            Field("port", .integer(1...65535), required: true, "The loopback port it listens on."),
            Field("environment", .map(keys: .text, of: .scalar(.text), isEmptyAllowed: true), "Further variables."),
        ])
}
