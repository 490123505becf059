/// The secret references of one configuration, each location once, taken over from the previous configuration where it
/// had the same one: a reload must not turn a secret that is known into one that is not.
final class SecretShelf {
    private let environment: [String: String]
    private let previous: [SecretReference.Location: SecretReference]
    private(set) var references: [SecretReference] = []

    init(environment: [String: String], previous: [SecretReference]) {
        self.environment = environment
        self.previous = Dictionary(previous.map { ($0.location, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func reference(_ location: SecretReference.Location) -> SecretReference {
        if let known = references.first(where: { $0.location == location }) { return known }
        let reference = kept(location) ?? SecretReference(location, environment: environment)
        references.append(reference)
        return reference
    }

    private func kept(_ location: SecretReference.Location) -> SecretReference? {
        // The environment is given anew with each load, so that there is nothing to keep.
        guard let reference = previous[location], reference.path != nil else { return nil }
        reference.refresh()
        return reference
    }
}
