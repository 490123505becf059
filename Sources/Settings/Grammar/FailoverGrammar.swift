import PlanBPolicy

extension Grammar {
    /// A group of targets in `try:`.
    static let group = ObjectShape(
        title: "a group", form: "{any: [TARGET, …], by: weight}",
        fields: [
            Field(
                "any",
                .list(
                    of: .either(scalar: .scalar(.memberName), list: nil, map: .object(member)), isEmptyAllowed: false),
                required: true, "Targets of equal rank: each request goes to one, and the others are its next backups."),
            Field(
                "by", .words(Words(allowed: TargetGroup.Balance.allCases.map(\.rawValue))),
                "What decides which of them goes first. Default: weight."),
            Field(
                "route",
                .never(
                    "what another route tries is one word and no mapping", hint: "write \"route:NAME\" without a blank"),
                "route:NAME is an entry of try itself."),
            Field(
                "target",
                .never(
                    "a target with a weight stands in a group",
                    hint: "write its name alone, or {any: [{target: NAME, weight: 3}, …]}"),
                "A target stands in any."),
        ])

    private static let member = ObjectShape(
        title: "a member of a group", form: "{target: TARGET, weight: 1}",
        fields: [
            Field("target", .scalar(.memberName), required: true, "The target."),
            Field("weight", .integer(1...1000), "Its share among the others. Default: 1."),
            Field(
                "any",
                .never("a group holds targets only, no other group", hint: "write a second group as an entry of try"),
                "Groups do not nest."),
        ])

    /// `on_cut:` with options.
    static let onCut = ObjectShape(
        title: "on_cut", form: "{resume: [restart, prefill]}",
        fields: [
            Field(
                "resume", .either(scalar: nil, list: methods, map: .object(resume)), required: true,
                "The ways to complete an answer, in the order in which they are tried.")
        ],
        mistaken: [
            "error": "write on_cut: error", "buffer": "write on_cut: buffer",
            "methods": "write {resume: {methods: [restart, prefill]}}",
            "max_tokens": "write {resume: {methods: [restart, prefill], max_tokens: 400}}",
        ])

    private static let resume = ObjectShape(
        title: "resume", form: "{methods: [restart, prefill], max_tokens: 400}",
        fields: [
            Field("methods", methods, "The ways to complete an answer, in order. Default: restart, prefill."),
            Field(
                "max_tokens", .integer(1...100_000),
                "A restart is not tried when more than this was sent, in estimated tokens. Default: 400."),
            .later("max_cost", "What a restart may cost.", hint: "leave it out; max_tokens bounds what is repeated"),
        ])

    private static let methods = Shape.list(
        of: .words(
            Words(
                allowed: ResumeRule.Method.allCases.map(\.rawValue), later: ["ask"],
                laterHint: "the methods of this build are restart and prefill")),
        isEmptyAllowed: false)
}
