import PlanBLedger
import PlanBProviders
import PlanBVocabulary

/// The whole grammar of `planb.yaml`, as data: every key of the product, refused where this build does not have it yet.
enum Grammar {
    /// The main file.
    static let root = ObjectShape(
        title: "the configuration",
        fields: [
            Field("version", .integer(1...1), "The version of this grammar: 1."),
            Field(
                "mode", .words(Words(allowed: ["demo", "production"])),
                "demo: loopback only, no keys. Default: production."),
            Field(
                "include", .list(of: .scalar(.text), isEmptyAllowed: false),
                "Files with further targets, routes and aliases."),
            Field("listen", .scalar(.address), "The data port. Default: 127.0.0.1:8700."),
            Field("admin", .scalar(.address), "The admin port. Default: 127.0.0.1:8701."),
            Field(
                "admin_hosts", .list(of: .scalar(.hostName), isEmptyAllowed: true),
                "Names under which browsers reach the console, besides those of this machine and the host of admin:."),
            Field("data", .scalar(.text), "The folder of the gateway's own files. Default: .planb."),
            targets, routes, aliases,
            Field("defaults", .object(defaults), "Fields for every route that does not have them itself."),
            Field(
                "keys", .either(scalar: .scalar(.text), list: nil, map: .object(keySource)),
                "The file of the virtual keys. Default: keys.yaml in data; with ledger: {postgres: …} in that database."
            ),
            Field(
                "admin_tokens", .map(keys: .label, of: .object(adminToken), isEmptyAllowed: true),
                "Further tokens for the admin port, by the name of who uses it."),
            Field("passthrough", passthrough, "The target of requests for other paths of a dialect."),
            Field("limits", .object(limits), "Sizes of request bodies."),
            Field("tls", .object(tls), "TLS on the data port; required unless it is on loopback."),
            Field(
                "plaintext", .words(Words(allowed: ["allowed"])), "allowed: no TLS on an address that is not loopback."),
            Field("cors", .list(of: .scalar(.origin), isEmptyAllowed: true), "Web pages that may call the data port."),
            Field("drain", .object(drain), "What SIGTERM does."),
            Field("network", .object(network), "How providers are reached."),
            Field("journal", .object(journal), "How records are kept on disk."),
            Field(
                "catalog", .list(of: .scalar(.catalogSource), isEmptyAllowed: false),
                "What is known of models: builtin, file:PATH. What comes later goes before. Default: [builtin]."),
            Field(
                "contracts", .scalar(.text),
                "The file that check --probe --write wrote. Default: contracts.json in data."),
            Field("ledger", .object(ledger), "The database of requests and attempts. Default: {sqlite: planb.db}."),
            Field(
                "access_log",
                .either(
                    scalar: .words(Words(allowed: ["stdout"], mistaken: ["-": "stdout"])), list: nil,
                    map: .object(accessLog)),
                "Where a line is written for each request: stdout, or {file: access.jsonl}. Default: nowhere."),
            Field("retention", .object(retention), "How long records are kept."),
            Field("evidence", .object(evidence), "How the evidence of rehearsals is signed, and where it is anchored."),
            Field(
                "notify", .list(of: .object(notify), isEmptyAllowed: true),
                "Who is told of what happens to the gateway."),
            .later("trusted_proxies", "Proxies whose forwarded addresses are believed.", hint: "leave it out"),
            Field(
                "teams", .map(keys: .text, of: .object(team), isEmptyAllowed: true),
                "What the keys of a team may use together, by the team's name."),
            Field(
                "unpriced", .scalar(.unpriced),
                "What a million tokens are taken to cost where no price is known, for callers with a budget; refuse: such "
                    + "targets are left out for them. Default: 30 USD."),
            Field(
                "budget_in_outage", .scalar(.outageShare),
                "What a budget may be exceeded by for a target that stands in for one that failed: allow +20%. Strict ones "
                    + "never are. Default: refuse."),
        ])

    /// A file that `include:` names.
    static let included = ObjectShape(
        title: "an included file",
        fields: [Field("version", .integer(1...1), "The version of this grammar: 1."), targets, routes, aliases])

    /// What all nodes have in common.
    static let shared = ObjectShape(
        title: "the shared configuration",
        fields: [
            Field("version", .integer(1...1), "The version of this grammar: 1."), routes, aliases,
            Field(
                "prices", .map(keys: .targetName, of: .object(price), isEmptyAllowed: true),
                "What targets cost, by the name of the target."),
        ],
        mistaken: ["targets": "targets stand in the files of each node"])

    static let targets = Field(
        "targets", .map(keys: .targetName, of: .object(target), isEmptyAllowed: false),
        "Ways to reach a model, by name.")

    static let routes = Field(
        "routes", .map(keys: .modelName, of: .object(route), isEmptyAllowed: false),
        "How requests are answered, by the model name (or glob) that clients ask for.")

    static let aliases = Field(
        "aliases", .map(keys: .modelName, of: .scalar(.modelName), isEmptyAllowed: true), "Other names for models.")

    private static let passthrough = Shape.object(
        ObjectShape(
            title: "passthrough",
            fields: [
                (DialectID.openAI, "OpenAI's paths below /v1: files, batches, conversations, fine-tuning."),
                (.anthropic, "Anthropic's: batches, files."), (.gemini, "Google's: files, cached contents."),
                (.bedrock, "Bedrock's: guardrails, asynchronous invocations."), (.cohere, "Cohere's below /v2."),
            ].map { dialect, use in
                Catalog.providers.contains { $0.dialect == dialect }
                    ? Field(dialect.rawValue, .scalar(.targetName), use) : .later(dialect.rawValue, use)
            }))

    private static let adminToken = ObjectShape(
        title: "an admin token",
        fields: [
            Field(
                "role", .words(Words(allowed: ["viewer", "operator", "admin"])), required: true,
                "viewer: state and usage. operator: also whole rows, keys and who changed them. admin: everything."),
            Field("token", .scalar(.secret), required: true, "file:PATH, env:NAME or credential:NAME."),
        ])

    private static let limits = ObjectShape(
        title: "limits",
        fields: [
            Field("body", .scalar(.size), "Bodies up to this size can fail over. Default: 32MiB."),
            Field("upload", .scalar(.size), "The largest upload, which goes to one target. Default: 512MiB."),
            Field("buffered", .scalar(.size), "All bodies held at a time. Default: 512MiB."),
        ])

    private static let tls = ObjectShape(
        title: "tls",
        fields: [
            Field("certificate", .scalar(.text), required: true, "PEM file with the certificate chain."),
            Field("key", .scalar(.text), required: true, "PEM file with the private key."),
            Field("client_ca", .scalar(.text), "PEM file; clients must have a certificate of these authorities."),
        ])

    private static let drain = ObjectShape(
        title: "drain",
        fields: [
            Field("delay", .scalar(.duration), "How long requests are accepted after SIGTERM. Default: 5s."),
            Field("timeout", .scalar(.duration), "How long requests may then take to finish. Default: 30s."),
        ])

    private static let journal = ObjectShape(
        title: "journal", form: "{fsync: interval, on_full: refuse}",
        fields: [
            Field(
                "fsync", .words(Words(allowed: JournalPolicy.Sync.allCases.map(\.rawValue))),
                "When records are forced to the disk: never, interval (every second), always (before an answer ends). "
                    + "Default: interval."),
            Field(
                "on_full", .words(Words(allowed: JournalPolicy.WhenFull.allCases.map(\.rawValue))),
                "What happens to new requests while records cannot be written. Default: refuse."),
        ],
        mistaken: ["sync": "write fsync", "full": "write on_full"])

    private static let ledger = ObjectShape(
        title: "ledger", form: "{sqlite: planb.db}",
        fields: [
            Field("sqlite", .scalar(.text), "A file, in the data folder unless absolute: one node."),
            Field(
                "postgres", .scalar(.postgres),
                "postgres://USER@HOST:PORT/NAME, or where that stands: env:NAME, file:PATH, credential:NAME."),
        ],
        mistaken: ["postgresql": "write postgres", "path": "write sqlite", "url": "write postgres"])

    private static let retention = ObjectShape(
        title: "retention", form: "{ledger: 400d}",
        fields: [
            Field("ledger", .scalar(.positiveDuration), "Rows of requests and attempts. Default: for ever."),
            Field(
                "access_log", .scalar(.positiveDuration), "Files of the access log that were put aside. Default: 30d."),
            .later("samples", "Prompts and answers.", hint: "leave it out: none are kept"),
        ])

    private static let accessLog = ObjectShape(
        title: "access_log", form: "{file: access.jsonl}",
        fields: [
            Field("file", .scalar(.text), required: true, "A file, in the data folder unless absolute."),
            Field("size", .scalar(.size), "A larger file is put aside. Default: 256MiB."),
            Field("rotate", .flag, "false: something else puts files aside, such as logrotate. Default: true."),
        ],
        mistaken: ["path": "write file", "max_size": "write size"])

    /// Global, and per target.
    static let network = ObjectShape(
        title: "network",
        fields: [
            Field("proxy", .scalar(.proxy), "env (HTTPS_PROXY, the default) or the URL of an HTTP proxy."),
            Field(
                "no_proxy",
                .either(scalar: .scalar(.text), list: .list(of: .scalar(.text), isEmptyAllowed: true), map: nil),
                "Hosts that are reached directly, beyond those of NO_PROXY."),
            Field(
                "ca", .list(of: .scalar(.authority), isEmptyAllowed: false),
                "Trusted authorities: system, file:PATH. Default: [system]."),
            Field(
                "client_certificate",
                .object(
                    ObjectShape(
                        title: "client_certificate",
                        fields: [
                            Field("certificate", .scalar(.text), required: true, "PEM file with the chain."),
                            Field("key", .scalar(.text), required: true, "PEM file with the private key."),
                        ])), "The certificate that is shown to the provider."),
        ])
}
