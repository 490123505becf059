/// Why the keys could not be read or changed.
public struct KeyStoreFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// What happened, with the path, for people.
    public let description: String
    /// Whether the request itself was wrong (no such key, a name that cannot be written), rather than the machine.
    public let isRefusal: Bool

    init(_ description: String, isRefusal: Bool = false) {
        self.description = description
        self.isRefusal = isRefusal
    }

    init(_ path: String, _ failure: SystemFile.Failure) { self.init("\(path): \(failure.reason)") }
}
