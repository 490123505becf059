/// Which names and ids of calls a dialect takes.
public struct NameRule: Sendable, Equatable {
    /// Characters besides letters and digits of ASCII.
    public var marks: String
    /// The longest name.
    public var longest: Int
    /// The only length, if there is only one.
    public var exactly: Int?
    /// It begins with a letter or an underscore.
    public var startsWithLetter: Bool

    /// A rule.
    public init(marks: String, longest: Int, exactly: Int? = nil, startsWithLetter: Bool = false) {
        self.marks = marks
        self.longest = longest
        self.exactly = exactly
        self.startsWithLetter = startsWithLetter
    }

    /// Whether `name` is one.
    public func allows(_ name: String) -> Bool {
        guard !name.isEmpty, name.utf8.count <= longest, exactly == nil || name.utf8.count == exactly else {
            return false
        }
        if startsWithLetter, let first = name.utf8.first, first.isDigit || first == UInt8(ascii: "-") { return false }
        return name.utf8.allSatisfy(allows)
    }

    private func allows(_ byte: UInt8) -> Bool { byte.isLetter || byte.isDigit || marks.utf8.contains(byte) }

    /// `id` itself, or else an id that is legal and the same every time, so that the two places that name a call go on
    /// naming the same one, in every request of the conversation.
    public func id(_ id: String) -> String {
        if allows(id) { return id }
        let length = exactly ?? min(longest, 20)
        var text = exactly == nil ? "call_" : ""
        var number = Self.hash(id)
        let alphabet = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
        while text.utf8.count < length {
            if number == 0 { number = Self.hash(text + id) }
            text.append(alphabet[Int(number % 62)])
            number /= 62
        }
        return text
    }

    /// The nearest legal name.
    fileprivate func name(_ name: String) -> String {
        var text = String(decoding: name.utf8.map { allows($0) ? $0 : UInt8(ascii: "_") }, as: UTF8.self)
        if startsWithLetter, let first = text.utf8.first, first.isDigit || first == UInt8(ascii: "-") {
            text = "_" + text
        }
        if text.isEmpty { text = "_" }
        return String(text.prefix(longest))
    }

    /// FNV-1a, 64 bits. It protects nothing: a client that makes two of its own ids meet harms itself.
    private static func hash(_ text: String) -> UInt64 {
        text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }
}

extension UInt8 {
    fileprivate var isLetter: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self)
    }
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}

/// The names of a request's tools as a dialect takes them, and back: MCP's names have dots, slashes and colons. Used for
/// definitions, choice and history on the way out, and for the calls of the answer on the way back.
public struct CallNames: Sendable {
    private var there: [String: String] = [:]
    private var back: [String: String] = [:]

    /// The names of `prompt`. Those that are legal already stay what they are.
    public init(_ prompt: Prompt, _ rule: NameRule) {
        var names = prompt.tools.map(\.name)
        for turn in prompt.turns { names += turn.blocks.compactMap { $0.call?.name ?? $0.result?.name } }
        let illegal = names.filter { !rule.allows($0) }
        guard !illegal.isEmpty else { return }
        var taken = Set(names.filter(rule.allows))
        // Where the search for a free name goes on, so that many that collide do not cost the square of their number.
        var counts: [String: Int] = [:]
        for name in illegal where there[name] == nil {
            let base = rule.name(name)
            var legal = base
            // Names that differ only in what makes room for the number collide with each other, too.
            let stem = String(base.prefix(max(1, rule.longest - 8)))
            var count = counts[stem] ?? 2
            while taken.contains(legal) {
                legal = String(base.prefix(rule.longest - "_\(count)".count)) + "_\(count)"
                count += 1
            }
            counts[stem] = count
            taken.insert(legal)
            there[name] = legal
            back[legal] = name
        }
    }

    /// Every name stays what it is.
    public init() {}

    /// The name as the dialect takes it.
    public func outward(_ name: String) -> String { there[name] ?? name }

    /// The name as the client knows it.
    public func inward(_ name: String) -> String { back[name] ?? name }

    /// Whether all names stay what they are.
    public var isIdentity: Bool { there.isEmpty }
}
