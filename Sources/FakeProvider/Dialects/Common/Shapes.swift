/// Which members a provider knows, and where: the part of its checks that is a table.
///
/// Each line names a shape and its members. A member `a:b` has the shape b, or is a list of values that have it; a
/// member without a shape can be anything. The reference `b@tag` means that the member `tag` of the value chooses among
/// the shapes `b.one`, `b.two`.
struct Shapes: Sendable {
    /// A step of the way to a member.
    enum Step: Sendable, Equatable {
        case name(String)
        case index(Int)
    }

    /// The first thing that no shape knows.
    struct Finding: Sendable, Equatable {
        /// The way to the object.
        var path: [Step]
        /// The unknown member, or the member whose value chooses no shape.
        var name: String
        /// Whether the member is known and its value is not.
        var isTag: Bool
        var value: JSON
    }

    private let table: [String: [String: String]]
    /// Whether `snake_case` is read as `camelCase`, as protocol buffers do.
    private let readsSnakeCase: Bool

    init(_ lines: String, readsSnakeCase: Bool = false) {
        var table: [String: [String: String]] = [:]
        for line in lines.split(separator: "\n") {
            let words = line.split(separator: " ")
            guard let shape = words.first else { continue }
            for word in words.dropFirst() {
                let sides = word.split(separator: ":", maxSplits: 1)
                table[String(shape), default: [:]][String(sides[0])] = sides.count > 1 ? String(sides[1]) : ""
            }
        }
        self.table = table
        self.readsSnakeCase = readsSnakeCase
    }

    /// The first member that is unknown in `value`, in the order of the text.
    func finding(in value: JSON, as reference: String, at path: [Step] = []) -> Finding? {
        if let items = value.array {
            for (index, item) in items.enumerated() {
                if let found = finding(in: item, as: reference, at: path + [.index(index)]) { return found }
            }
            return nil
        }
        guard let members = value.members else { return nil }
        let sides = reference.split(separator: "@").map { String($0) }
        var shape = sides.first ?? ""
        if sides.count > 1 {
            let tag = value[sides[1]]
            shape += ".\(tag.string ?? "")"
            if table[shape] == nil { return Finding(path: path, name: sides[1], isTag: true, value: tag) }
        }
        guard let known = table[shape] else { return nil }
        for member in members {
            let name = readsSnakeCase ? camelCase(member.name) : member.name
            guard let inner = known[name] else {
                return Finding(path: path, name: member.name, isTag: false, value: member.value)
            }
            guard !inner.isEmpty else { continue }
            if let found = finding(in: member.value, as: inner, at: path + [.name(member.name)]) { return found }
        }
        return nil
    }
}

extension [Shapes.Step] {
    /// `messages.0.content`, as Python validators write it.
    var dotted: String {
        map { step in
            switch step {
            case .name(let name): name
            case .index(let index): String(index)
            }
        }.joined(separator: ".")
    }

    /// `contents[0].parts`, as Google writes it.
    var bracketed: String {
        reduce("") { text, step in
            switch step {
            case .name(let name): text.isEmpty ? name : "\(text).\(name)"
            case .index(let index): "\(text)[\(index)]"
            }
        }
    }

    /// `["messages",0,"content"]`
    var json: String {
        "["
            + map { step in
                switch step {
                case .name(let name): quoted(name)
                case .index(let index): String(index)
                }
            }.joined(separator: ",") + "]"
    }
}

/// `inline_data` as `inlineData`; what is in camel case already stays.
func camelCase(_ name: String) -> String {
    let parts = name.split(separator: "_", omittingEmptySubsequences: false)
    guard parts.count > 1, let first = parts.first else { return name }
    return first + parts.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
}
