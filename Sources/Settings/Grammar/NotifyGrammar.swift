import PlanBWatch

extension Grammar {
    /// An entry of `notify:`.
    static let notify = ObjectShape(
        title: "an entry of notify", form: "{webhook: \"file:PATH\", on: [target_down]}",
        fields: [
            Field(
                "webhook", .scalar(.secret), required: true,
                "Where the URL stands that is told by POST: file:PATH, env:NAME or credential:NAME."),
            Field(
                "on",
                .list(
                    of: .words(
                        Words(
                            allowed: AlertKind.allCases.map(\.rawValue),
                            mistaken: [
                                "budget": "budget_80", "retirement": "retirement_30d", "down": "target_down",
                                "credential": "key_rejected",
                            ])), isEmptyAllowed: false), "What is told. Default: all."),
            Field(
                "signing_secret", .scalar(.secret),
                "Where the key stands that signs messages (Standard Webhooks): whsec_ and base64."),
            Field(
                "plaintext", .words(Words(allowed: ["allowed"])),
                "allowed: the URL may be plain http to another machine."),
        ],
        mistaken: ["url": "write webhook", "secret": "write signing_secret", "events": "write on"])
}
