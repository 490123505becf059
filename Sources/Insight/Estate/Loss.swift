/// Something that can be lost with everything that depends on it, by name: `vendor:openai`, `target:local`.
public struct Loss: Sendable, Hashable, Codable, CustomStringConvertible {
    /// What is lost.
    public enum Kind: Sendable, Hashable, Codable {
        /// Everything that depends on one thing.
        case dependence(Dependence)
        /// One target.
        case target
        /// One model, wherever it is.
        case model

        /// The word before the colon.
        public var word: String {
            switch self {
            case .dependence(let kind): kind.rawValue
            case .target: "target"
            case .model: "model"
            }
        }

        /// All kinds.
        public static let all: [Kind] = Dependence.allCases.map(Kind.dependence) + [.target, .model]
    }

    /// What kind of thing.
    public var kind: Kind
    /// Which one.
    public var name: String

    /// A loss.
    public init(_ kind: Kind, _ name: String) {
        self.kind = kind
        self.name = name
    }

    /// What `text` means: `kind:NAME`, or a vendor. nil: it is empty. A name may have colons of its own.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        if parts.count == 2, let kind = Kind.all.first(where: { $0.word == parts[0] }) {
            self.init(kind, parts[1])
        } else if let vendor = parts.first, parts.count == 1, !text.hasPrefix(":"), !text.hasSuffix(":") {
            self.init(.dependence(.vendor), vendor)
        } else {
            return nil
        }
    }

    /// As it is written.
    public var description: String { "\(kind.word):\(name)" }

    /// Whether `place` is lost with it.
    public func takes(_ place: Estate.Place) -> Bool {
        switch kind {
        // A region is called after its vendor; that of all of them is meant where none is named.
        case .dependence(.region):
            place.dependences[.region].map { $0 == name || $0.split(separator: "/").last.map(String.init) == name }
                ?? false
        case .dependence(let kind): place.dependences[kind] == name
        case .target: place.name == name
        case .model: place.model == name
        }
    }

    /// Every loss of its kind that `estate` knows, for whoever wrote a name that is not there.
    public func alternatives(in estate: Estate) -> [String] {
        let names: [String] = estate.places.compactMap { place in
            switch kind {
            case .dependence(let kind): place.dependences[kind]
            case .target: place.name
            case .model: place.model
            }
        }
        return Set(names).sorted()
    }
}
