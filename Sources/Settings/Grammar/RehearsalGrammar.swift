import PlanBEngine
import PlanBPolicy
import PlanBVocabulary

extension Grammar {
    /// `rehearse:` of a route.
    static let rehearse = Shape.either(
        scalar: .words(
            Words(allowed: ["off"], mistaken: ["none": "off", "never": "off", "false": "off", "no": "off"])),
        list: nil, map: .object(rehearsal))

    static let rehearsal = ObjectShape(
        title: "rehearse", form: "{golden: golden/ROUTE.yaml}",
        fields: [
            Field(
                "probe", .either(scalar: .scalar(.probe), list: nil, map: .object(probe)),
                "How often each target gets one small request: a length of time, models (only the list of models is asked "
                    + "for), generate, off. Default: 5m."),
            Field(
                "golden", .either(scalar: .scalar(.text), list: nil, map: .object(golden)),
                "The file of the golden set: prompts whose answers are checked."),
            Field(
                "shadow", .scalar(.shadowShare),
                "The share of requests that is copied to the backup after the answer; auto: as many as the proof needs."
            ),
            Field(
                "live", .either(scalar: .scalar(.positiveShare), list: nil, map: .object(live)),
                "The share of requests that the backup answers, all the time."),
            Field("cutover", .object(cutover), "For a while the primary counts as dead for a share of the requests."),
            Field(
                "fault", .object(fault), "For a while failures of the primary are made up for a share of the requests."),
            Field(
                "similarity", .scalar(.entryName),
                "The target of an embedding model, or route:NAME for the first target of a route, that says how alike answers are."
            ),
            Field("caps", .object(caps), "What one drill may cost; of what runs all day, one day."),
            Field(
                "minimum", .scalar(.minimum),
                "What the backup has to reach to count as proven: the lower bound of its conformance. Default: 95%."),
            Field("max_age", .scalar(.positiveDuration), "For how long a proof counts. Default: 2d."),
        ],
        mistaken: [
            "probes": "write probe", "canary": "write live", "mirror": "write shadow", "threshold": "write minimum",
            "faults": "write fault", "cut_over": "write cutover", "embeddings": "write similarity",
            "goldens": "write golden",
        ])

    private static let probe = ObjectShape(
        title: "probe", form: "{every: 5m, ask: generate}",
        fields: [
            Field("every", .scalar(.cadence), "From probe to probe, give or take a fifth. Default: 5m."),
            Field(
                "ask", .words(Words(allowed: RehearsalPlan.Probe.allCases.map(\.rawValue))),
                "generate: a short answer; models: the list of models; off. Default: generate."),
        ])

    private static let golden = ObjectShape(
        title: "golden", form: "{file: golden/ROUTE.yaml, every: 1d}",
        fields: [
            Field("file", .scalar(.text), required: true, "The file of the golden set."),
            Field("every", .scalar(.cadence), "From drill to drill. Default: 1d."),
        ])

    private static let live = ObjectShape(
        title: "live", form: "{share: 1%}",
        fields: [
            Field("share", .scalar(.positiveShare), required: true, "The share of requests that the backup answers."),
            Field(
                "across_models", .flag,
                "true: also where the backup is another model than the primary, which users may notice. Default: false."
            ),
        ])

    private static let recurring = [
        Field("every", .scalar(.cadence), "From the begin of one drill to the begin of the next. Default: 7d."),
        Field("for", .scalar(.positiveDuration), "How long one lasts at most. Default: 10m."),
        Field("share", .scalar(.positiveShare), "The share of requests that take part. Default: 5%; of faults 1%."),
    ]

    private static let cutover = ObjectShape(
        title: "cutover", form: "{every: 7d, for: 10m, share: 5%}", fields: recurring)

    private static let fault = ObjectShape(
        title: "fault", form: "{every: 7d, for: 10m, share: 1%}",
        fields: recurring + [
            Field(
                "kinds",
                .list(
                    of: .words(
                        Words(
                            allowed: InjectedFault.allCases.map(\.rawValue),
                            mistaken: ["500": "5xx", "503": "5xx", "rate_limit": "429", "truncation": "truncate"])),
                    isEmptyAllowed: false), "Which failures are made up. Default: all.")
        ])

    private static let caps = ObjectShape(
        title: "caps", form: "{user_failures: 3, spend: \"5.00 USD\"}",
        fields: [
            Field(
                "user_failures", .integer(0...1_000_000),
                "Failures that users may see. Default: 3; 0: nothing is handed over before it is complete."),
            Field("spend", .scalar(.budgetAmount), "What it may cost. Default: 5.00 USD."),
        ],
        mistaken: ["budget": "write spend", "failures": "write user_failures"])

    /// `evidence:` of the main file.
    static let evidence = ObjectShape(
        title: "evidence", form: "{key: \"file:PATH\", anchor: [file]}",
        fields: [
            Field(
                "key", .scalar(.evidenceKey),
                "The file of the private key that signs, made where it is missing. Default: evidence.key in data."),
            Field(
                "anchor",
                .list(
                    of: .either(scalar: .words(Words(allowed: ["file"])), list: nil, map: .object(anchor)),
                    isEmptyAllowed: false),
                "Where the newest hash is noted as well. Default: [file], evidence/anchors.jsonl in data."),
        ])

    private static let anchor = ObjectShape(
        title: "an anchor", form: "{file: PATH}",
        fields: [
            Field("file", .scalar(.text), "A file of your choice, best where this gateway can only append."),
            Field("webhook", .scalar(.url), "A URL that is told by POST, until it takes it."),
            Field(
                "syslog", .scalar(.syslog), "HOST:PORT of a syslog server, which is told over TCP (RFC 5424, RFC 6587)."
            ),
        ])
}

extension Syntax {
    /// A share that is something.
    static let positiveShare = Syntax("a share", pattern: ShareText.pattern) { text throws(ValueProblem) in
        guard try ShareText.parse(text) > 0 else {
            throw ValueProblem("must be more than nothing", hint: "the least is 0.01%; leave the key out for none")
        }
    }

    static let shadowShare = Syntax("auto or a share", pattern: "^([0-9]+(\\.[0-9]+)?%|auto)$") {
        text throws(ValueProblem) in
        if text != "auto" { try positiveShare.check(text) }
    }

    /// What a lower bound can reach.
    static let minimum = Syntax("a share from 50% to 99.99%", pattern: ShareText.pattern) { text throws(ValueProblem) in
        let share = try ShareText.parse(text)
        guard share >= 5000 else { throw ValueProblem("must be at least 50%") }
        guard share < 10_000 else {
            throw ValueProblem("must be less than 100%", hint: "no number of samples proves that nothing ever fails")
        }
    }

    /// From one drill to the next.
    static let cadence = Syntax("a length of time", pattern: DurationText.pattern) { text throws(ValueProblem) in
        guard try DurationText.parse(text) >= .seconds(1) else { throw ValueProblem("must be at least 1s") }
    }

    static let probe = Syntax(
        "a length of time, models, generate or off", pattern: "^([0-9]+(ms|s|m|h|d)|models|generate|off)$"
    ) { text throws(ValueProblem) in
        guard RehearsalPlan.Probe(rawValue: text) == nil else { return }
        guard text.utf8.first.map({ $0 >= 0x30 && $0 <= 0x39 }) == true else {
            throw ValueProblem("expected a length of time such as 5m, or models, generate or off")
        }
        try cadence.check(text)
    }

    static let syslog = Syntax("HOST:PORT", pattern: "^.+:[0-9]{1,5}$") { text throws(ValueProblem) in
        guard try AddressText.parse(text).port > 0 else { throw ValueProblem("port 0 is no place to send to") }
    }

    static let evidenceKey = Syntax("file:PATH", pattern: "^file:.+$") { text throws(ValueProblem) in
        guard text.hasPrefix("file:"), text.utf8.count > 5 else {
            throw ValueProblem("expected file:PATH", hint: "the gateway makes the key there if it is missing")
        }
        try Syntax.text.check(text)
    }
}
