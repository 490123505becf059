/// What may stand at one place of a configuration file. The checker and the JSON Schema read the same value, so that an
/// editor and `planb check` agree.
indirect enum Shape: Sendable {
    /// A single value with a syntax of its own.
    case scalar(Syntax)
    /// One of a few words.
    case words(Words)
    /// `true` or `false`.
    case flag
    /// A whole number.
    case integer(ClosedRange<Int>)
    /// A list.
    case list(of: Shape, isEmptyAllowed: Bool)
    /// A mapping with names of the user's choice.
    case map(keys: Syntax, of: Shape, isEmptyAllowed: Bool)
    /// A mapping with fixed keys.
    case object(ObjectShape)
    /// Depends on the kind of YAML node.
    case either(scalar: Shape?, list: Shape?, map: Shape?)
    /// Any YAML value, which is looked at elsewhere.
    case anything
    /// Part of the product but not of this build: what, if it is not the key as such, and what to do instead.
    case later(what: String? = nil, hint: String?)
    /// A key that people may expect here, and that is refused with a reason.
    case never(String, hint: String?)
}

/// The words that may stand at one place.
struct Words: Sendable {
    var allowed: [String]
    /// Words that are part of the product but not of this build.
    var later: [String] = []
    var laterHint: String?
    /// Words that people try here, and what they should write.
    var mistaken: [String: String] = [:]
}

/// A mapping with fixed keys, and any `x-…` keys, which mean nothing. (Where names are of the user's choice, `x-…` is a
/// name like any other: header fields and models are called so.)
struct ObjectShape: Sendable {
    /// With its article, as in "unknown key in a target".
    var title: String
    /// What to write, for those who wrote something else.
    var form: String?
    var fields: [Field]
    /// Keys that people try here, and what they should write.
    var mistaken: [String: String] = [:]

    func field(_ name: String) -> Field? { fields.first { $0.name == name } }

    /// The keys that may be advised: those that are not refused.
    var usableNames: [String] {
        fields.filter { field in
            switch field.shape {
            case .later, .never: false
            default: true
            }
        }.map(\.name)
    }
}

/// One key of an object.
struct Field: Sendable {
    var name: String
    var shape: Shape
    var isRequired = false
    /// One line for the JSON Schema.
    var note: String

    init(_ name: String, _ shape: Shape, required: Bool = false, _ note: String) {
        self.name = name
        self.shape = shape
        isRequired = required
        self.note = note
    }

    /// A key that is known but refused.
    static func later(_ name: String, _ note: String, hint: String? = nil) -> Field {
        Field(name, .later(hint: hint), note)
    }
}
