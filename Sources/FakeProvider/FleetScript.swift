/// The contents of a script file: one provider, or several by name.
///
/// ```yaml
/// providers:
///   primary: {port: 8721, behaviour: status(503)}
///   backup: {port: 8722}
/// ```
public struct FleetScript: Sendable, Equatable {
    /// The providers by name. A file with a single one calls it `fake`.
    public var providers: [String: FaultScript]

    /// These providers.
    public init(providers: [String: FaultScript] = ["fake": FaultScript()]) { self.providers = providers }
}

extension FleetScript: Codable {
    enum CodingKeys: String, CodingKey, CaseIterable { case providers }

    /// Reads a mapping that has `providers`, or the keys of a single provider.
    public init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: AnyKey.self)
        if keys.allKeys.contains(where: { $0.stringValue == CodingKeys.providers.stringValue }) {
            let keys = try decoder.strictContainer(CodingKeys.self)
            providers = try keys.decode([String: FaultScript].self, forKey: .providers)
        } else {
            providers = ["fake": try FaultScript(from: decoder)]
        }
    }
}
