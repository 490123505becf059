import PlanBEngine

/// The cloud identities of one configuration, each once, taken over from the previous configuration: a reload must not
/// lose a credential that was fetched.
final class CloudShelf {
    private let previous: [CloudCredential.Key: CloudCredential]
    private(set) var credentials: [CloudCredential] = []

    init(previous: [CloudCredential]) {
        self.previous = Dictionary(previous.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    }

    func credential(_ key: CloudCredential.Key) -> CloudCredential {
        if let known = credentials.first(where: { $0.key == key }) { return known }
        let credential = previous[key] ?? CloudCredential(key)
        credentials.append(credential)
        return credential
    }
}
