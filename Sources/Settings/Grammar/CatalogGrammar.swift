import PlanBVocabulary

extension Grammar {
    /// A file that `catalog:` names. The files in `Catalog` of the sources have the same form.
    static let catalog = ObjectShape(
        title: "a catalog",
        fields: [
            Field("version", .scalar(.day), required: true, "The day of its newest fact."),
            Field("maker", .scalar(.label), "Who made the models."),
            Field("source", .scalar(.text), "Where the facts are from."),
            Field(
                "lineages", .map(keys: .label, of: .object(lineage), isEmptyAllowed: true),
                "What is withdrawn together."),
            Field("names_of_nobody", builtInOnly, ""), Field("thinking", builtInOnly, ""),
            Field(
                "models", .map(keys: .modelName, of: .object(model), isEmptyAllowed: true), required: true,
                "Models by name."),
        ])

    private static let builtInOnly = Shape.never(
        "what names tell is built in and cannot be added here", hint: "leave it out")

    private static let lineage = ObjectShape(
        title: "a lineage", fields: [Field("names", builtInOnly, "")])

    private static let model = ObjectShape(
        title: "a model", form: "{lineage: LABEL, offers: [{provider: PROVIDER, ids: [ID]}]}",
        fields: [
            Field("lineage", .scalar(.label), required: true, "What it fails or is withdrawn together with."),
            Field("offers", .list(of: .object(offer), isEmptyAllowed: false), required: true, "Who offers it."),
        ])

    private static let offer = ObjectShape(
        title: "an offer", form: "{provider: PROVIDER, ids: [ID]}",
        fields: [
            Field("provider", .words(catalogProviders), required: true, "The word after provider: of a target."),
            Field("ids", .list(of: .scalar(.modelName), isEmptyAllowed: false), required: true, "Exact, or with *."),
            Field("context", .integer(1...1_000_000_000), "The most tokens of a prompt."),
            Field("output", .integer(1...1_000_000_000), "The most tokens of an answer."),
            Field("body", .integer(1...(1 << 30)), "The largest request in bytes."),
            Field("can", abilities, "What it can do."), Field("cannot", abilities, "What it is known not to do."),
            Field("price", .object(listPrice), "In dollars per million tokens."),
            Field("dimensions", .integer(1...100_000), "How many numbers its vectors have."),
            Field("ends", .scalar(.day), "The day on which the provider ends it."),
            Field("source", .scalar(.text), "The page that says so."),
        ])

    private static let abilities = Shape.list(
        of: .words(Words(allowed: Capability.allCases.map(\.rawValue))), isEmptyAllowed: true)

    private static let rates = [
        Field("input", .scalar(.amount), required: true, "A million tokens of prompt."),
        Field("cached", .scalar(.amount), "A million that were read from the cache."),
        Field("written", .scalar(.amount), "A million that were written to it."),
        Field("output", .scalar(.amount), required: true, "A million generated tokens."),
    ]

    private static let listPrice = ObjectShape(
        title: "a list price", form: "{input: \"1.50\", output: \"6\"}",
        fields: rates + [
            Field(
                "above",
                .object(
                    ObjectShape(
                        title: "the price of long prompts", form: "{tokens: 200000, input: \"3\", output: \"12\"}",
                        fields: [Field("tokens", .integer(1...1_000_000_000), required: true, "Longer ones.")] + rates)
                ), "What whole requests with longer prompts cost.")
        ])

    /// The file that `planb check --probe --write` writes.
    static let contracts = ObjectShape(
        title: "a file of probed contracts",
        fields: [
            Field("version", .integer(1...1), required: true, "1."),
            Field(
                "targets", .map(keys: .targetName, of: .object(probed), isEmptyAllowed: true), required: true,
                "What each target showed."),
        ])

    private static let probed = ObjectShape(
        title: "a probed contract",
        fields: [
            Field("provider", .scalar(.text), required: true, "The target's provider then."),
            Field("model", .scalar(.modelName), required: true, "Its model then."),
            Field("url", .scalar(.text), required: true, "Where it was then."),
            Field("probed", .scalar(.timestamp), required: true, "When it was asked."),
            Field("contract", .object(contract), required: true, "What it showed."),
        ])
}
