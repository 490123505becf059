import PlanBPolicy

extension Grammar {
    /// `keys.yaml`.
    static let keys = Shape.list(of: .object(key), isEmptyAllowed: true)

    /// Where the keys are, in `planb.yaml`.
    static let keySource = ObjectShape(
        title: "keys", form: "keys.yaml, or {max_stale: 24h}",
        fields: [
            Field("file", .scalar(.text), "The file of the virtual keys."),
            Field(
                "max_stale", .scalar(.positiveDuration),
                "For how long a node that cannot hear of revocations goes on with the keys it knows. Default: 24h."),
        ])

    private static let key = ObjectShape(
        title: "a key",
        fields: allotmentFields + [
            Field("id", .scalar(keyID), required: true, "The public part of the key."),
            Field("hash", .scalar(keyHash), required: true, "The MAC of the key under the pepper."),
            Field("former", .object(former), "The secret before a rotation, while it is still accepted."),
            Field("name", .scalar(.text), required: true, "What people call it."),
            Field("team", .scalar(.text), "The team it belongs to."),
            Field("tags", .list(of: .scalar(.text), isEmptyAllowed: true), "Labels."),
            Field("routes", .list(of: .scalar(.modelName), isEmptyAllowed: false), "Routes it may use. Default: all."),
            Field(
                "vendors", .list(of: .scalar(.label), isEmptyAllowed: false), "Vendors that may receive its requests."),
            Field("expires", .scalar(.timestamp), "When it stops being accepted."),
            Field(
                "priority", .words(priorities),
                "low: a batch job, whose requests are the first that are refused when there is not enough for all. "
                    + "Default: normal."),
            .later("may", "Request headers it may use.", hint: "leave it out"),
            Field(
                "rehearse", .words(rehearsalConsent),
                "What rehearsals may do with its requests: none, probe (nothing), shadow (copies), live. Default: live."
            ),
            Field(
                "record", .words(recordConsent),
                "Whether its prompts may be proposed for golden sets, redacted, where the route has record: golden: allow "
                    + "or deny. Default: deny."),
        ])

    /// What a key's holder consents to.
    static let rehearsalConsent = Words(
        allowed: RehearsalConsent.allCases.map(\.rawValue),
        mistaken: ["off": "none", "false": "none", "never": "none", "all": "live", "golden": "probe"])

    /// Who goes first when there is not enough for all.
    static let priorities = Words(
        allowed: ["normal", "low"],
        mistaken: ["high": "normal", "default": "normal", "interactive": "normal", "batch": "low", "background": "low"])

    /// Whether prompts may be recorded.
    static let recordConsent = Words(
        allowed: ["allow", "deny"],
        mistaken: ["true": "allow", "golden": "allow", "false": "deny", "off": "deny", "none": "deny"])

    private static let former = ObjectShape(
        title: "former",
        fields: [
            Field("hash", .scalar(keyHash), required: true, "The MAC of the former key under the pepper."),
            Field("until", .scalar(.timestamp), required: true, "When it stops being accepted."),
        ])

    private static let keyID = Syntax("the id of a key", pattern: "^[A-Za-z0-9]{8}$") { text throws(ValueProblem) in
        let isValid = text.utf8.allSatisfy { byte in
            (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
        }
        guard isValid, text.utf8.count == 8 else { throw ValueProblem("the id of a key has 8 letters and digits") }
    }

    private static let keyHash = Syntax("the hash of a key", pattern: "^hmac-sha256:[0-9a-f]{64}$") {
        text throws(ValueProblem) in
        guard KeyHash.parse(text) != nil else {
            throw ValueProblem("expected hmac-sha256: and 64 hexadecimal digits", hint: "use planb keys create")
        }
    }
}
