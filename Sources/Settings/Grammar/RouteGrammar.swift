import PlanBVocabulary

extension Grammar {
    /// One route.
    static let route = ObjectShape(
        title: "a route", form: "{try: [TARGET, …]}", fields: routeFields, mistaken: mistakenForTry)

    /// The same fields, for all routes.
    static let defaults = ObjectShape(
        title: "defaults", form: "{timeouts: {total: 10m}}", fields: routeFields, mistaken: mistakenForTry)

    private static let mistakenForTry = Dictionary(
        uniqueKeysWithValues: ["targets", "models", "fallback", "fallbacks", "backup", "backups"].map {
            ($0, "the targets stand in try, in the order in which they are tried")
        }
            + ["retries", "max_retries", "num_retries"].map {
                ($0, "every target of try is asked in turn; patience says what is waited out on the same one")
            })

    private static let routeFields =
        allotmentFields + [
            Field(
                "try",
                .list(of: .either(scalar: .scalar(.entryName), list: nil, map: .object(group)), isEmptyAllowed: false),
                "Targets and groups of targets in the order in which they are tried; route:NAME for those of another route."
            ),
            Field(
                "needs", .list(of: .words(Words(allowed: Capability.allCases.map(\.rawValue))), isEmptyAllowed: true),
                "What every target of the route must be able to do."),
            Field("timeouts", .object(timeouts), "Time limits."),
            Field(
                "on_cut",
                .either(
                    scalar: .words(
                        Words(
                            allowed: ["error", "buffer", "resume"],
                            mistaken: [
                                "restart": "on_cut: {resume: [restart]}", "prefill": "on_cut: {resume: [prefill]}",
                            ])), list: nil, map: .object(onCut)),
                "What a stream does when it breaks after text was sent: error, buffer (it cannot break), resume. "
                    + "Default: error."),
            Field(
                "hold", .scalar(.duration(upTo: .seconds(5), orOff: true)),
                "How long the first output is held back, so that a cut meanwhile stays invisible. Default: off."),
            Field(
                "hedge", .scalar(.hedge),
                "When a second target is asked while the first is silent; both may be billed. Default: off."),
            Field(
                "patience", .scalar(.duration(upTo: .seconds(60))),
                "The longest wait a provider may ask for that is waited out on the same target. Default: 2s."),
            Field(
                "empty", .words(Words(allowed: ["fail_over", "answer"])),
                "Whether a complete answer without any text is a failure. Default: answer."),
            Field(
                "refusals", .words(Words(allowed: ["fail_over", "surface"])),
                "Whether a refusal by a content policy goes to the next target. Default: surface."),
            Field(
                "embeddings",
                .words(
                    Words(
                        allowed: ["same-model", "same-space"],
                        mistaken: ["same_model": "same-model", "same_space": "same-space"])),
                "same-space: the embedding models of the targets make vectors that can be mixed. Default: same-model."),
            Field(
                "keepalive",
                .scalar(.positiveDurationOrOff),
                "A stream without output by then gets its 200 and keep-alives; off for never. Default: 15s."),
            Field(
                "reveal", .words(Words(allowed: ["full", "minimal", "none"])),
                "How much a client sees of targets and attempts. Default: full."),
            Field("fence", .object(fence), "Who may receive requests of this route, and where."),
            Field("rehearse", rehearse, "How the failover is rehearsed, or off. Default: probes."),
            Field(
                "lossy", .words(Words(allowed: ["refuse", "allow"])),
                "Whether a target that cannot be told all of a request is passed over (refuse), or asked without it (allow; "
                    + "x-planb-dropped says what was left out). Default: refuse."),
            Field(
                "record", .words(Words(allowed: ["golden", "off"])),
                "golden: planb rehearse --record may propose a golden set from prompts of keys with record: allow. "
                    + "Default: off."),
        ]

    private static let timeouts = ObjectShape(
        title: "timeouts", form: "{first_token: 20s, idle: 30s, total: 10m}",
        fields: [
            Field("connect", .scalar(.timeLimit), "To a connection. Default: 3s."),
            Field(
                "first_token", .scalar(.timeLimit),
                "To the first output of a stream. Derived when absent: 20s, more for long prompts and reasoning."),
            Field(
                "idle", .scalar(.timeLimit),
                "Between two outputs of a stream. Derived when absent: 30s, 2m for reasoning."),
            Field(
                "answer", .scalar(.timeLimit),
                "To the end of an answer that is not streamed. Derived when absent: 5m, more for reasoning."),
            Field(
                "total", .scalar(.timeLimit),
                "For the request, failovers included. Derived when absent: 10m, 30m for the longest thinkers."),
        ])

    private static let fence = ObjectShape(
        title: "a fence", form: "{vendors: [VENDOR, …], regions: [REGION, …]}",
        fields: [
            Field("vendors", .list(of: .scalar(.label), isEmptyAllowed: false), "Vendors that may receive requests."),
            Field("regions", .list(of: .scalar(.label), isEmptyAllowed: false), "Regions or jurisdictions."),
        ])
}
