public import PlanBVocabulary

/// What the holder of an admin token may do. Each role may do what those before it may.
public enum AdminRole: String, Sendable, Comparable, CaseIterable {
    /// How the gateway is, and what was used.
    case viewer
    /// Also whole rows, who has keys, and who changed what.
    case `operator`
    /// Also keys, and what cannot be undone.
    case admin

    /// Whether `left` may do less.
    public static func < (left: AdminRole, right: AdminRole) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .viewer: 0
        case .operator: 1
        case .admin: 2
        }
    }
}

/// One who may use the admin port.
public struct AdminToken: Sendable {
    /// The name, for the audit log.
    public let name: String
    /// What its holder may do.
    public let role: AdminRole
    private let source: any SecretSource

    /// A token.
    public init(name: String, role: AdminRole, source: any SecretSource) {
        self.name = name
        self.role = role
        self.source = source
    }

    /// Whether `presented` is this token, in a time that does not depend on where they differ. A token that cannot be
    /// resolved, or that is shorter than 16 bytes, is nobody's.
    public func matches(_ presented: Secret) -> Bool {
        guard let secret = source.current(), secret.reveal({ $0.count >= 16 }) else { return false }
        return presented == secret
    }
}
