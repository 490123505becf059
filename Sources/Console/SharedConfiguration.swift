/// What all gateways on one database have in common of their configuration. A seam: the database is somebody else's.
public protocol SharedConfiguration: Sendable {
    /// Its text: YAML with routes, aliases and prices.
    func text() throws(AdminRefusal) -> String
    /// Puts another one in force on all nodes, and here when it returns. Refused if this node's configuration would not be
    /// valid with it.
    func replace(with text: String, actor: String) throws(AdminRefusal)
}
