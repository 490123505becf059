import PlanBVocabulary

/// The syntax of a single value.
struct Syntax: Sendable {
    /// With its article, as in "expected a length of time".
    var title: String
    /// ECMA-262, for the JSON Schema; nil if a regular expression cannot say it.
    var pattern: String?
    /// Whether YAML may take such a text for a number: `model: 4`.
    var mayBeNumber = false
    /// Throws what is wrong with a text.
    var check: @Sendable (String) throws(ValueProblem) -> Void

    init(
        _ title: String, pattern: String? = nil, mayBeNumber: Bool = false,
        check: @escaping @Sendable (String) throws(ValueProblem) -> Void
    ) {
        self.title = title
        self.pattern = pattern
        self.mayBeNumber = mayBeNumber
        self.check = check
    }

    /// A text that is not empty and has no control characters.
    static let text = Syntax("a text", pattern: "^[^\\u0000-\\u001F\\u007F]+$", mayBeNumber: true) {
        text throws(ValueProblem) in
        guard !text.isEmpty else { throw ValueProblem("must not be empty") }
        guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) else {
            throw ValueProblem("must not have control characters")
        }
    }

    /// A model's name or a glob of names.
    static let modelName = Syntax(
        "the name of a model", pattern: "^[^\\s\\u0000-\\u001F\\u007F]{1,256}$", mayBeNumber: true
    ) {
        text throws(ValueProblem) in
        guard !text.isEmpty, text.utf8.count <= 256 else { throw ValueProblem("a name has 1 to 256 bytes") }
        guard text.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F && !$0.properties.isWhitespace })
        else { throw ValueProblem("a name has no blanks and no control characters") }
    }

    /// A target's name: it stands in the `x-planb-target` header and in metric labels.
    static let targetName = Syntax("the name of a target", pattern: "^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$") {
        text throws(ValueProblem) in
        let isValid = text.utf8.enumerated().allSatisfy { index, byte in
            (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || byte == UInt8(ascii: "_")
                || (index > 0 && (byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")))
        }
        guard isValid, !text.isEmpty, text.utf8.count <= 64 else {
            throw ValueProblem("the name of a target has 1 to 64 letters, digits, dots, hyphens and underscores")
        }
    }

    /// A label such as a vendor, a region or a lineage: compared as it is written.
    static let label = Syntax("a label", pattern: "^[a-z0-9][a-z0-9._-]{0,63}$") { text throws(ValueProblem) in
        let isValid = text.utf8.enumerated().allSatisfy { index, byte in
            (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x7A)
                || (index > 0 && (byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")))
        }
        guard isValid, !text.isEmpty, text.utf8.count <= 64 else {
            throw ValueProblem("a label has 1 to 64 lower-case letters, digits, dots, hyphens and underscores")
        }
    }

    static let duration = Syntax("a length of time", pattern: DurationText.pattern) { text throws(ValueProblem) in
        _ = try DurationText.parse(text)
    }

    static let positiveDuration = Syntax("a length of time", pattern: DurationText.pattern) {
        text throws(ValueProblem) in _ = try DurationText.parsePositive(text)
    }

    /// A length of time from nothing to `longest`; with `off` if that may stand for nothing.
    static func duration(upTo longest: Instant.Span, orOff: Bool = false) -> Syntax {
        let limit = DurationText.text(longest)
        return Syntax(
            "a length of time up to \(limit)" + (orOff ? ", or off" : ""),
            pattern: orOff ? "^([0-9]+(ms|s|m|h|d)|off)$" : DurationText.pattern
        ) { text throws(ValueProblem) in
            if orOff, text == "off" { return }
            if let count = Int64(text), count > longest.nanoseconds / 1_000_000_000 {
                throw DurationText.withoutUnit("\(count)ms")
            }
            if text.utf8.first.map({ $0 >= 0x30 && $0 <= 0x39 }) != true {
                throw ValueProblem(
                    "expected a length of time up to \(limit), such as 250ms" + (orOff ? ", or off" : ""),
                    hint: orOff ? nil : "0ms is none at all")
            }
            guard try DurationText.parse(text) <= longest else { throw ValueProblem("must be at most \(limit)") }
        }
    }

    /// A limit that is derived where it is not written.
    static let timeLimit = Syntax("a length of time", pattern: DurationText.pattern) { text throws(ValueProblem) in
        if ["off", "none", "never", "auto"].contains(text) {
            throw ValueProblem("expected a length of time such as 30s", hint: "leave it out, and it is derived")
        }
        _ = try DurationText.parsePositive(text)
    }

    /// A length of time that is not zero, or `off`.
    static let positiveDurationOrOff = Syntax("a length of time, or off", pattern: "^([0-9]+(ms|s|m|h|d)|off)$") {
        text throws(ValueProblem) in
        guard text != "off" else { return }
        guard text.utf8.first.map({ $0 >= 0x30 && $0 <= 0x39 }) == true else {
            throw ValueProblem("expected a length of time such as 15s, or off")
        }
        _ = try DurationText.parsePositive(text)
    }

    static let hedge = Syntax("off, a percentile such as p95, or a length of time", pattern: HedgeText.pattern) {
        text throws(ValueProblem) in _ = try HedgeText.parse(text)
    }

    /// An entry of `try:`.
    static let entryName = Syntax(
        "a target, route:NAME", pattern: modelName.pattern, mayBeNumber: true
    ) {
        text throws(ValueProblem) in
        do throws(ValueProblem) { try modelName.check(text) } catch {
            guard text.contains(where: { $0 == " " || $0 == "\t" }) else { throw error }
            throw ValueProblem(
                error.message,
                hint: text.hasPrefix("route:") ? "write route:NAME without a blank" : "write [ONE, OTHER] with a comma")
        }
    }

    /// A target in a group. A route's targets have an order of their own, which a group would throw away.
    static let memberName = Syntax("the name of a target", pattern: "^(?!route:)[^\\s]{1,256}$") {
        text throws(ValueProblem) in
        guard !text.hasPrefix("route:") else {
            throw ValueProblem("a group holds targets only", hint: "route:NAME is an entry of try itself")
        }
        try Syntax.modelName.check(text)
    }

    static let size = Syntax("a size", pattern: SizeText.pattern) { text throws(ValueProblem) in
        _ = try SizeText.parse(text)
    }

    static let money = Syntax("an amount of money", pattern: MoneyText.pattern) { text throws(ValueProblem) in
        _ = try MoneyText.parse(text)
    }

    static let share = Syntax("a share", pattern: ShareText.pattern) { text throws(ValueProblem) in
        _ = try ShareText.parse(text)
    }

    /// Dollars, as a catalog writes them.
    static let amount = Syntax(
        "a number of dollars", pattern: "^[0-9]{1,6}(\\.[0-9]{1,6})?$", mayBeNumber: true
    ) { text throws(ValueProblem) in _ = try MoneyText.picodollars(text) }

    static let catalogSource = Syntax("builtin or file:PATH", pattern: "^(builtin|file:.+)$") {
        text throws(ValueProblem) in
        guard text == "builtin" || (text.hasPrefix("file:") && text.utf8.count > 5) else {
            throw ValueProblem("expected builtin or file:PATH")
        }
    }

    static let day = Syntax("a day", pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$") { text throws(ValueProblem) in
        guard text.utf8.count == 10 else { throw ValueProblem("expected a day such as 2026-12-31") }
        _ = try TimestampText.parse(text)
    }

    /// A host without a port, as it may stand in a `Host` header.
    static let hostName = Syntax("the name of a host", pattern: "^[A-Za-z0-9_.:-]{1,253}$") {
        text throws(ValueProblem) in
        guard HostName.isValid(text) || IPAddress(text) != nil else {
            throw ValueProblem("expected the name or the address of a host, without a port")
        }
    }

    static let address = Syntax("HOST:PORT", pattern: "^.+:[0-9]{1,5}$") { text throws(ValueProblem) in
        _ = try AddressText.parse(text)
    }

    static let url = Syntax("a base URL", pattern: "^[Hh][Tt][Tt][Pp][Ss]?://[^?#@]+$") { text throws(ValueProblem) in
        _ = try EndpointURL.parse(text)
    }

    static let origin = Syntax("the origin of a web page", pattern: "^https?://[^/]+$") { text throws(ValueProblem) in
        _ = try OriginText.parse(text)
    }

    static let proxy = Syntax("env or the URL of a proxy") { text throws(ValueProblem) in
        if text != "env" { _ = try ProxyText.parse(text) }
    }

    static let secret = Syntax("a reference to a secret", pattern: SecretText.pattern) { text throws(ValueProblem) in
        _ = try SecretText.parse(text)
    }

    static let postgres = Syntax("the URL of a PostgreSQL database", pattern: LedgerText.pattern) {
        text throws(ValueProblem) in
        _ = try LedgerText.parse(text)
    }

    static let authority = Syntax("system or file:PATH", pattern: "^(system|file:.+)$") { text throws(ValueProblem) in
        guard text == "system" || (text.hasPrefix("file:") && text.utf8.count > 5) else {
            throw ValueProblem("expected system or file:PATH")
        }
    }

    static let azureResource = Syntax("the name of an Azure resource", pattern: "^[A-Za-z0-9][A-Za-z0-9-]{0,62}$") {
        text throws(ValueProblem) in
        guard HostName.isValid(text + ".example"), !text.contains("."), !text.contains("_") else {
            throw ValueProblem(
                "the name of an Azure resource has letters, digits and hyphens",
                hint: "for another host write url: https://HOST")
        }
    }

    static let googleProject = Syntax("the id of a project", pattern: "^[a-z][a-z0-9.:-]{0,62}$") {
        text throws(ValueProblem) in
        let isValid = text.utf8.allSatisfy {
            ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || "-.:".utf8.contains($0)
        }
        guard isValid, let first = text.utf8.first, first >= 0x61, text.utf8.count <= 63 else {
            throw ValueProblem("the id of a project has lower-case letters, digits and hyphens")
        }
    }

    static let azureVersion = Syntax(
        "a version of the Azure API", pattern: "^(v1|preview|latest|[0-9]{4}-[0-9]{2}-[0-9]{2}(-preview)?)$"
    ) { text throws(ValueProblem) in
        if ["v1", "preview", "latest"].contains(text) { return }
        let date = text.hasSuffix("-preview") ? String(text.dropLast(8)) : text
        guard date.utf8.count == 10, (try? TimestampText.parse(date)) != nil else {
            throw ValueProblem("expected v1, preview, or a version such as 2024-10-21")
        }
    }

    static let timestamp = Syntax("a date", pattern: TimestampText.pattern) { text throws(ValueProblem) in
        _ = try TimestampText.parse(text)
    }
}
