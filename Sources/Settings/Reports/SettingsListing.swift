import PlanBEngine

/// One value of the configuration in force, and where it comes from.
public struct SettingValue: Sendable, Equatable, Codable {
    /// What it is part of: `gateway`, `target openai`, `route gpt-4.1`.
    public let part: String
    /// The keys that lead to it there, `timeouts.total`; items of lists have numbers.
    public let name: String
    /// The value in the words of the configuration. Secrets are references; what may hold one is not shown.
    public let value: String
    /// `planb.yaml:12:5`; `defaults, planb.yaml:3:5`; `built in`.
    public let source: String
}

/// Lists the effective values of a checked document: what is written, what `defaults:` bring to a route, and what is built in.
struct SettingsListing {
    private let document: SettingsDocument
    private var values: [SettingValue] = []

    /// The values of `document` in the order of the grammar.
    static func values(of document: SettingsDocument) -> [SettingValue] {
        var listing = SettingsListing(document: document)
        listing.listGateway()
        for target in document.targets { listing.listWritten(target.value, Grammar.target, "target \(target.key)") }
        for route in document.routes { listing.listRoute(route) }
        for alias in document.aliases {
            listing.add("aliases", alias.key, alias.value.text ?? "", Self.place(alias.value.place))
        }
        return listing.values
    }

    private init(document: SettingsDocument) { self.document = document }

    private mutating func listGateway() {
        let elsewhere = ["targets", "routes", "aliases", "defaults", "include"]
        for field in Grammar.root.fields where !elsewhere.contains(field.name) {
            list(field, in: document.root, "gateway", path: [], label: "", builtIn: true)
        }
    }

    private mutating func listWritten(_ tree: Tree, _ shape: ObjectShape, _ part: String) {
        for field in shape.fields { list(field, in: tree, part, path: [], label: "", builtIn: false) }
    }

    private mutating func listRoute(_ route: Tree.Entry) {
        let (part, defaults) = ("route \(route.key)", document.root["defaults"])
        for field in Grammar.route.fields {
            if route.value[field.name] == nil, let defaults, defaults[field.name] != nil {
                list(field, in: defaults, part, path: [], label: "defaults, ", builtIn: false)
            } else {
                list(field, in: route.value, part, path: [], label: "", builtIn: true)
            }
        }
    }

    private mutating func list(
        _ field: Field, in tree: Tree?, _ part: String, path: [String], label: String, builtIn: Bool
    ) {
        let path = path + [field.name]
        guard let tree = tree?[field.name] else {
            guard builtIn, let value = Self.builtIn(field) else { return }
            return add(part, path.joined(separator: "."), value, "built in")
        }
        list(tree, field.shape, part, path: path, label: label, builtIn: builtIn)
    }

    private mutating func list(
        _ tree: Tree, _ shape: Shape, _ part: String, path: [String], label: String, builtIn: Bool
    ) {
        if case .either(let scalar, let list, let map) = shape {
            let inner = tree.text != nil ? scalar : tree.items != nil ? list : map
            return self.list(tree, inner ?? .anything, part, path: path, label: label, builtIn: builtIn)
        }
        if let text = tree.text {
            let value = Self.shown(text, at: path)
            return add(part, path.joined(separator: "."), value, label + Self.place(tree.place))
        }
        if let items = tree.items {
            let texts = items.compactMap(\.text)
            if texts.count == items.count {
                let value = texts.enumerated().map { Self.shown($1, at: path + ["\($0 + 1)"]) }.joined(separator: ", ")
                return add(part, path.joined(separator: "."), value, label + Self.place(tree.place))
            }
            let inner: Shape = if case .list(let inner, _) = shape { inner } else { .anything }
            for (index, item) in items.enumerated() {
                list(item, inner, part, path: path + ["\(index + 1)"], label: label, builtIn: false)
            }
            return
        }
        if case .object(let object) = shape {
            for field in object.fields { list(field, in: tree, part, path: path, label: label, builtIn: builtIn) }
            return
        }
        let inner: Shape = if case .map(_, let inner, _) = shape { inner } else { .anything }
        for entry in tree.entries ?? [] {
            list(entry.value, inner, part, path: path + [entry.key], label: label, builtIn: false)
        }
    }

    private mutating func add(_ part: String, _ name: String, _ value: String, _ source: String) {
        values.append(SettingValue(part: part, name: name, value: value, source: source))
    }

    private static func place(_ place: Place) -> String {
        place.line > 0 ? "\(place.file):\(place.line):\(place.column)" : place.file
    }

    /// What the note of a field says of what is without it.
    private static func builtIn(_ field: Field) -> String? {
        switch field.shape {
        case .later, .never: return nil
        default: break
        }
        guard let start = field.note.firstRange(of: "Default: ") else { return nil }
        let text = field.note[start.upperBound...]
        return text.hasSuffix(".") ? String(text.dropLast()) : String(text)
    }

    /// The longest value, in Unicode scalars.
    private static let longest = 300
    private static let hidden = "(not shown)"

    /// Headers, environments and arguments of commands are sent or handed over as they are written: somebody may have put a
    /// secret there all the same. Of a URL with a user only what comes after is shown.
    private static func shown(_ text: String, at path: [String]) -> String {
        if path.contains("headers") || path.contains("environment") { return hidden }
        if let place = path.firstIndex(of: "command"), path.dropFirst(place + 1).first != "1" { return hidden }
        var text = text
        if let scheme = text.firstRange(of: "://") {
            let authority = text[scheme.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
            if let at = authority.lastIndex(of: "@") {
                text.replaceSubrange(scheme.upperBound...at, with: "…@")
            }
        }
        let scalars = text.unicodeScalars
        return scalars.count > longest ? String(scalars.prefix(longest - 1)) + "…" : text
    }
}
