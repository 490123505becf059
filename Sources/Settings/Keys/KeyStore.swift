public import PlanBEngine
import PlanBPolicy
public import PlanBVocabulary

/// The virtual keys of one installation: a YAML text, which is also edited by hand where it is a file, and the pepper.
public struct KeyStore: Sendable {
    /// A key that was just made. Its text exists nowhere else: show it once.
    public struct Issued: Sendable {
        /// The public part.
        public let id: String
        /// The whole key.
        public let text: Secret
    }

    private let shelf: any KeyShelf
    private let pepper: String

    /// The keys in `file`, which is absolute, peppered with the `pepper` in `dataDirectory`.
    public init(file: String, dataDirectory: String) {
        self.init(shelf: KeyFileShelf(place: file), dataDirectory: dataDirectory)
    }

    /// The keys on `shelf`, peppered with the `pepper` in `dataDirectory`.
    public init(shelf: any KeyShelf, dataDirectory: String) {
        self.shelf = shelf
        pepper = dataDirectory + "/pepper"
    }

    /// The text as it is; empty if there is none yet.
    public func text() throws(KeyStoreFailure) -> String { try shelf.read() }

    /// Why `text` is not one that keys can be read from; nil: it is.
    public static func complaint(of text: String, place: String) -> KeyStoreFailure? {
        do throws(KeyStoreFailure) { _ = try KeyFileText(text, shown: place) } catch { return error }
        return nil
    }

    /// Where the keys are: a path, or the name of a database.
    public var place: String { shelf.place }

    /// How many seconds a former secret is to be accepted; nil if `text` is no length of time, or one of more than a year.
    public static func overlap(_ text: String) -> Int64? {
        guard let span = try? DurationText.parse(text), span.nanoseconds <= 365 * 86_400 * 1_000_000_000 else {
            return nil
        }
        return span.nanoseconds / 1_000_000_000
    }

    /// All keys, in the order of the file; none if there is no file.
    public func list() throws(KeyStoreFailure) -> [VirtualKey] {
        try KeyFileText(try shelf.read(), shown: shelf.place).drafts.map(\.key)
    }

    /// What a new key may use, as commands take it.
    public struct Allowed: Sendable {
        /// Requests a minute; nil: any number.
        public var requests: Int?
        /// Tokens a minute; nil: any number.
        public var tokens: Int?
        /// Requests at once; nil: any number.
        public var concurrent: Int?
        /// `50 USD/month`; nil: any amount.
        public var budget: String?
        /// The budget is never exceeded.
        public var isStrict: Bool
        /// Who goes first when there is not enough for all: normal, low; nil: normal.
        public var priority: String?
        /// What rehearsals may do with its requests: none, probe, shadow, live; nil: live.
        public var rehearsal: String?
        /// Whether its prompts may be recorded: allow, deny; nil: deny.
        public var record: String?

        /// What a key may use: everything, where nothing else is said.
        public init(
            requests: Int? = nil, tokens: Int? = nil, concurrent: Int? = nil, budget: String? = nil,
            isStrict: Bool = false, priority: String? = nil, rehearsal: String? = nil, record: String? = nil
        ) {
            self.requests = requests
            self.tokens = tokens
            self.concurrent = concurrent
            self.budget = budget
            self.isStrict = isStrict
            self.priority = priority
            self.rehearsal = rehearsal
            self.record = record
        }
    }

    /// Makes a key. `routes` and `vendors`: empty for all; `expires`: a date as in the file, nil for never.
    public func create(
        name: String, team: String? = nil, tags: [String] = [], routes: [String] = [], vendors: [String] = [],
        expires: String? = nil, allowed: Allowed = Allowed()
    ) throws(KeyStoreFailure) -> Issued {
        try check(name, team.map { [$0] } ?? [], tags, routes, vendors, expires)
        let allotment = try Self.fields(of: allowed)
        var fields = ["name: \(YAMLQuote.quoted(name))"]
        if let team { fields.append("team: \(YAMLQuote.quoted(team))") }
        for (field, values) in [("tags", tags), ("routes", routes), ("vendors", vendors)] where !values.isEmpty {
            fields.append("\(field): \(YAMLQuote.list(values))")
        }
        if let expires { fields.append("expires: \(YAMLQuote.quoted(expires))") }
        fields += allotment
        var issued: Issued?
        try edit { text throws(KeyStoreFailure) in
            let pepper = try readPepper(isNew: text.drafts.isEmpty)
            var generator = SystemRandomNumberGenerator()
            let entropy = (0..<5).map { _ in generator.next() }
            guard let made = KeyText.make(entropy: entropy), !text.drafts.contains(where: { $0.key.id == made.id })
            else { throw KeyStoreFailure("no key could be made; try again") }
            let mac = KeyRing.mac(of: Array(made.text.utf8), pepper: pepper)
            let item =
                ["id: \(YAMLQuote.quoted(made.id))", fields[0], "hash: \(KeyHash.text(mac))"] + fields.dropFirst()
            issued = Issued(id: made.id, text: Secret(made.text))
            return Edit(
                text: text.appending(item),
                if: { keys in
                    keys.dropLast() == text.drafts.map(\.key)[...] && keys.last?.id == made.id && keys.last?.mac == mac
                })
        }
        guard let issued else { throw KeyStoreFailure("no key could be made; try again") }
        return issued
    }

    /// Gives the key `id` a new secret. The old one is accepted until `until`, in seconds since 1970; nil: it is refused from
    /// the next reload on.
    public func rotate(id: String, until: Int64? = nil) throws(KeyStoreFailure) -> Issued {
        var issued: Issued?
        try edit { text throws(KeyStoreFailure) in
            let draft = try draft(id, in: text)
            let pepper = try readPepper(isNew: false)
            var generator = SystemRandomNumberGenerator()
            guard let made = KeyText.make(id: id, entropy: (0..<4).map { _ in generator.next() }) else {
                throw KeyStoreFailure("no key could be made; try again")
            }
            let mac = KeyRing.mac(of: Array(made.utf8), pepper: pepper)
            let expected = text.drafts.map(\.key).map { key in
                var key = key
                guard key.id == id else { return key }
                key.former = until.map { VirtualKey.Former(mac: key.mac, until: $0) }
                key.mac = mac
                return key
            }
            issued = Issued(id: id, text: Secret(made))
            return Edit(
                text: text.replacingHash(of: draft, with: KeyHash.text(mac), former: until), if: { $0 == expected })
        }
        guard let issued else { throw KeyStoreFailure("no key could be made; try again") }
        return issued
    }

    /// Takes the key `id` out; it is refused from the next reload on.
    public func revoke(id: String) throws(KeyStoreFailure) -> VirtualKey {
        var revoked: VirtualKey?
        try edit { text throws(KeyStoreFailure) in
            let draft = try draft(id, in: text)
            let expected = text.drafts.map(\.key).filter { $0.id != id }
            revoked = draft.key
            return Edit(text: text.removing(draft), if: { $0 == expected })
        }
        guard let revoked else { throw KeyStoreFailure("\(shelf.place): there is no such key") }
        return revoked
    }

    /// The fields of a key for what it may use.
    private static func fields(of allowed: Allowed) throws(KeyStoreFailure) -> [String] {
        var fields: [String] = []
        var rates: [String] = []
        for (name, value, most) in [
            ("rpm", allowed.requests, Rate.largest), ("tpm", allowed.tokens, Rate.largest),
            ("concurrent", allowed.concurrent, 1_000_000),
        ] {
            guard let value else { continue }
            guard (1...most).contains(value) else {
                throw KeyStoreFailure("\(name): must be a whole number between 1 and \(most)", isRefusal: true)
            }
            rates.append("\(name): \(value)")
        }
        if !rates.isEmpty { fields.append("limits: {\(rates.joined(separator: ", "))}") }
        if let priority = allowed.priority { fields.append(try field("priority", priority, Grammar.priorities)) }
        if let rehearsal = allowed.rehearsal {
            fields.append(try field("rehearse", rehearsal, Grammar.rehearsalConsent))
        }
        if let record = allowed.record { fields.append(try field("record", record, Grammar.recordConsent)) }
        guard let text = allowed.budget else {
            guard !allowed.isStrict else {
                throw KeyStoreFailure("budget: there is none that could be strict", isRefusal: true)
            }
            return fields
        }
        do throws(ValueProblem) {
            let budget = try BudgetText.parse(text, isStrict: allowed.isStrict)
            fields.append(
                "budget: {amount: \(YAMLQuote.quoted(BudgetText.amount(budget.limit))), per: \(budget.period.rawValue), "
                    + "mode: \(budget.mode.rawValue)}")
        } catch { throw KeyStoreFailure("budget: \(error.message)", isRefusal: true) }
        return fields
    }

    private static func field(_ name: String, _ word: String, _ words: Words) throws(KeyStoreFailure) -> String {
        guard words.allowed.contains(word) else {
            let hint = words.mistaken[word].map { "write \($0)" }
            throw KeyStoreFailure(
                "\(name): cannot be \(Echo.quoted(word)); "
                    + (hint ?? Echo.suggestion(for: word, among: words.allowed) ?? ""), isRefusal: true)
        }
        return "\(name): \(word)"
    }

    /// What the grammar would refuse in the file is refused before it gets there.
    private func check(
        _ name: String, _ team: [String], _ tags: [String], _ routes: [String], _ vendors: [String], _ expires: String?
    ) throws(KeyStoreFailure) {
        let values: [(String, Syntax, [String])] = [
            ("name", .text, [name]), ("team", .text, team), ("tag", .text, tags), ("route", .modelName, routes),
            ("vendor", .label, vendors), ("expires", .timestamp, expires.map { [$0] } ?? []),
        ]
        for (field, syntax, texts) in values {
            for text in texts {
                do throws(ValueProblem) { try syntax.check(text) } catch {
                    throw KeyStoreFailure("\(field): \(error.message)", isRefusal: true)
                }
            }
        }
    }

    private func draft(_ id: String, in text: KeyFileText) throws(KeyStoreFailure) -> KeyDraft {
        if let draft = text.drafts.first(where: { $0.key.id == id }) { return draft }
        let named = text.drafts.first { $0.key.name == id }?.key.id
        let hint =
            named.map { "; the key of that name is \($0)" } ?? Echo.suggestion(
                for: id, among: text.drafts.map(\.key.id)
            ).map { "; \($0)" } ?? ""
        throw KeyStoreFailure("\(shelf.place): there is no key \(Echo.quoted(id))\(hint)", isRefusal: true)
    }

    /// What is to be written, if its keys are what they should be: an edit of a text that somebody wrote in an unforeseen way
    /// must fail, not lose a key.
    private struct Edit {
        var text: String
        var isRight: ([VirtualKey]) -> Bool

        init(text: String, if isRight: @escaping ([VirtualKey]) -> Bool) {
            self.text = text
            self.isRight = isRight
        }
    }

    private func edit(_ change: (KeyFileText) throws(KeyStoreFailure) -> Edit) throws(KeyStoreFailure) {
        let place = shelf.place
        try shelf.edit { text throws(KeyStoreFailure) in
            let edit = try change(try KeyFileText(text, shown: place))
            guard let edited = try? KeyFileText(edit.text, shown: place), edit.isRight(edited.drafts.map(\.key)) else {
                throw KeyStoreFailure(
                    "\(place) is not written as one `- id: …` item for each key and cannot be edited; nothing was changed"
                )
            }
            return edit.text
        }
    }

    /// Keys that exist were made with a pepper: making another one would make them all useless.
    private func readPepper(isNew: Bool) throws(KeyStoreFailure) -> Secret {
        do throws(Pepper.Failure) { return try isNew ? Pepper.readOrCreate(pepper) : Pepper.read(pepper) } catch {
            throw KeyStoreFailure("\(pepper): \(error.reason)")
        }
    }
}
