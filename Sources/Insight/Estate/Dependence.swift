/// A kind of thing that several targets depend on, and are lost together with.
public enum Dependence: String, Codable, CodingKeyRepresentable, Sendable, CaseIterable {
    /// Whose service it is.
    case vendor
    /// Whose bill and quota it is on.
    case account
    /// The cloud that the service runs in, as far as its provider is one of a cloud.
    case cloud
    /// Where it runs.
    case region
    /// Which law that is under.
    case jurisdiction
    /// The family of the model: what is withdrawn, or found to be flawed, together.
    case lineage
}
