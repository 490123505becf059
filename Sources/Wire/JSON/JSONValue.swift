/// A JSON value in memory, for what is small or must be rebuilt: order, duplicates and the text of numbers are kept.
///
/// Two values are equal if they have the same members in the same order and the same text of numbers, so `1` and `1.0`
/// differ.
public enum JSONValue: Sendable, Equatable {
    /// The members in document order, duplicates included.
    case object([JSONPair])
    case array([JSONValue])
    /// Without escapes.
    case string(String)
    /// As it was written, so that no digit is lost; must be a number of RFC 8259 §6.
    case number(String)
    case bool(Bool)
    case null

    /// An integer.
    public static func int(_ value: Int) -> JSONValue { .number(String(value)) }

    /// The value of the member of that name: of several, the last one, which is what most decoders report (RFC 8259 §4).
    /// Nil if there is none or this is not an object.
    public subscript(name: String) -> JSONValue? {
        guard case .object(let pairs) = self else { return nil }
        return pairs.last { $0.name == name }?.value
    }

    /// The element at `index`; nil if there is none or this is not an array.
    public subscript(index: Int) -> JSONValue? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    /// The values of all members of that name in document order.
    public func all(_ name: String) -> [JSONValue] {
        (object ?? []).filter { $0.name == name }.map(\.value)
    }

    /// The members, if this is an object.
    public var object: [JSONPair]? {
        if case .object(let pairs) = self { pairs } else { nil }
    }

    /// The elements, if this is an array.
    public var array: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The text, if this is a string.
    public var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The number as it was written, if this is a number.
    public var number: String? {
        if case .number(let text) = self { text } else { nil }
    }

    /// The number, if it is written as an integer (no fraction, no exponent) and fits.
    public var int: Int? {
        if case .number(let text) = self { Int(text) } else { nil }
    }

    /// The number as the nearest binary floating-point value; infinite if it is out of range, as `1e400` is.
    public var double: Double? {
        if case .number(let text) = self { Double(text) } else { nil }
    }

    /// The truth value, if this is `true` or `false`.
    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// Whether this is `null`.
    public var isNull: Bool { self == .null }
}
