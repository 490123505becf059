import NIOCore
public import PlanBWire

/// Whether a document follows a JSON Schema (draft 2020-12): the part of it that structured outputs use. What it does not
/// know (`pattern`, `format`, `if`, …) it takes as met, so that a good answer is never called bad.
public struct SchemaCheck: Sendable {
    private let root: JSONNode
    /// References can go in circles, and alternatives multiply.
    private var stepsLeft = 500_000
    private var depth = 0
    private static let deepest = 200

    /// - Parameter schema: an object, or `true` or `false`.
    public init(_ schema: JSONNode) { root = schema }

    /// The place of the first mistake in `document`, as a JSON Pointer (RFC 6901), with what was expected there; nil if it
    /// follows the schema.
    public static func mistake(in document: JSONNode, of schema: JSONNode) -> String? {
        var check = SchemaCheck(schema)
        return check.mistake(document, schema, at: "")
    }

    private mutating func mistake(_ value: JSONNode, _ schema: JSONNode, at path: String) -> String? {
        stepsLeft -= 1
        guard stepsLeft > 0, depth < Self.deepest else { return nil }
        depth += 1
        defer { depth -= 1 }
        if let bool = schema.bool { return bool ? nil : "\(path): nothing is allowed here" }
        guard schema.kind == .object else { return nil }
        // Every member is looked at some times, and every place is written down.
        stepsLeft -= schema.items.reduce(path.utf8.count / 16) { count, _ in count + 1 }
        if let reference = schema["$ref"]?.string {
            guard let target = resolve(reference) else { return nil }
            if let mistake = mistake(value, target, at: path) { return mistake }
        }
        return kindMistake(value, schema, at: path) ?? valueMistake(value, schema, at: path)
            ?? branchMistake(value, schema, at: path) ?? containerMistake(value, schema, at: path)
    }

    private mutating func resolve(_ reference: String) -> JSONNode? {
        guard reference.hasPrefix("#") else { return nil }
        var node = root
        for part in reference.dropFirst().split(separator: "/") {
            let name = part.replacing("~1", with: "/").replacing("~0", with: "~")
            var found: JSONNode?
            for member in node.items {
                stepsLeft -= 1
                guard member.key == name else { continue }
                found = member
                break
            }
            guard let found else { return nil }
            node = found
        }
        return node
    }

    // MARK: - One value

    private func kindMistake(_ value: JSONNode, _ schema: JSONNode, at path: String) -> String? {
        guard let type = schema["type"] else { return nil }
        let names = type.string.map { [$0] } ?? type.items.compactMap(\.string)
        if names.isEmpty || names.contains(where: { isOf($0, value) }) { return nil }
        return "\(path): expected \(names.joined(separator: " or "))"
    }

    private func isOf(_ name: String, _ value: JSONNode) -> Bool {
        switch (name, value.kind) {
        case ("object", .object), ("array", .array), ("string", .string), ("number", .number), ("null", .null): true
        case ("boolean", .true), ("boolean", .false): true
        // 1.0 is an integer.
        case ("integer", .number): value.double.map { $0.rounded() == $0 } ?? false
        default: !["object", "array", "string", "number", "null", "boolean", "integer"].contains(name)
        }
    }

    private mutating func valueMistake(_ value: JSONNode, _ schema: JSONNode, at path: String) -> String? {
        if let choices = schema["enum"]?.array {
            var isAllowed = false
            for choice in choices where !isAllowed {
                // To compare containers costs their size.
                stepsLeft -= 1 + (value.raw.readableBytes + choice.raw.readableBytes) / 64
                // Who has looked for so long takes it as met.
                isAllowed = stepsLeft <= 0 || isEqual(choice, value)
            }
            if !isAllowed { return "\(path): is none of the values allowed" }
        }
        if let only = schema["const"], !isEqual(only, value) { return "\(path): is not the only value allowed" }
        if let number = value.double {
            if let least = schema["minimum"]?.double, number < least { return "\(path): is too small" }
            if let most = schema["maximum"]?.double, number > most { return "\(path): is too large" }
            if let above = schema["exclusiveMinimum"]?.double, number <= above { return "\(path): is too small" }
            if let below = schema["exclusiveMaximum"]?.double, number >= below { return "\(path): is too large" }
        }
        guard schema["minLength"] != nil || schema["maxLength"] != nil, let text = value.string else { return nil }
        let length = text.unicodeScalars.count
        if let least = schema["minLength"]?.int, length < least { return "\(path): is too short" }
        if let most = schema["maxLength"]?.int, length > most { return "\(path): is too long" }
        return nil
    }

    private func isEqual(_ left: JSONNode, _ right: JSONNode) -> Bool {
        switch (left.kind, right.kind) {
        case (.string, .string): left.text == right.text
        case (.number, .number): left.double == right.double
        case (.object, .object), (.array, .array): left.value == right.value
        default: left.kind == right.kind
        }
    }

    // MARK: - Alternatives

    private mutating func branchMistake(_ value: JSONNode, _ schema: JSONNode, at path: String) -> String? {
        for branch in schema["allOf"]?.array ?? JSONNode.null.items {
            if let mistake = mistake(value, branch, at: path) { return mistake }
        }
        if let branches = schema["anyOf"]?.array, count(branches, value, path, enough: 1) == 0 {
            return "\(path): follows none of the alternatives"
        }
        if let branches = schema["oneOf"]?.array {
            let met = count(branches, value, path, enough: 2)
            if met != 1 { return "\(path): follows \(met == 0 ? "none" : "more than one") of the alternatives" }
        }
        if let not = schema["not"], mistake(value, not, at: path) == nil { return "\(path): follows what it must not" }
        return nil
    }

    private mutating func count(_ branches: JSONNode.Items, _ value: JSONNode, _ path: String, enough: Int) -> Int {
        var met = 0
        for branch in branches where mistake(value, branch, at: path) == nil {
            met += 1
            if met == enough { break }
        }
        return met
    }

    // MARK: - What is inside

    private mutating func containerMistake(_ value: JSONNode, _ schema: JSONNode, at path: String) -> String? {
        switch value.kind {
        case .object: objectMistake(value, schema, at: path)
        case .array: arrayMistake(value, schema, at: path)
        default: nil
        }
    }

    private mutating func objectMistake(_ value: JSONNode, _ schema: JSONNode, at path: String) -> String? {
        let members = Self.byName(value)
        for name in schema["required"]?.items ?? JSONNode.null.items {
            stepsLeft -= 1
            guard let name = name.string, members[name] == nil else { continue }
            return "\(path)/\(name): is missing"
        }
        let properties = schema["properties"].map(Self.byName) ?? [:]
        stepsLeft -= properties.count
        let others = schema["additionalProperties"]
        for (name, member) in members {
            let inside = "\(path)/\(name)"
            if let property = properties[name] {
                if let mistake = mistake(member, property, at: inside) { return mistake }
            } else if let others, schema["patternProperties"] == nil {
                if others.bool == false { return "\(inside): is not in the schema" }
                if let mistake = mistake(member, others, at: inside) { return mistake }
            }
        }
        return nil
    }

    private static func byName(_ object: JSONNode) -> [String: JSONNode] {
        Dictionary(object.items.map { ($0.key, $0) }) { _, last in last }
    }

    private mutating func arrayMistake(_ value: JSONNode, _ schema: JSONNode, at path: String) -> String? {
        let first = schema["prefixItems"]?.array.map(Array.init) ?? []
        stepsLeft -= first.count
        let rest = schema["items"]
        var count = 0
        for element in value.items {
            if let schema = count < first.count ? first[count] : rest,
                let mistake = mistake(element, schema, at: "\(path)/\(count)")
            {
                return mistake
            }
            count += 1
        }
        if let least = schema["minItems"]?.int, count < least { return "\(path): has too few elements" }
        if let most = schema["maxItems"]?.int, count > most { return "\(path): has too many elements" }
        return nil
    }
}
