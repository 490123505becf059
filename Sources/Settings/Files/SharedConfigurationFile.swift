/// What all nodes have in common of their configuration, as this node knows it: routes, aliases and prices. Where requests are
/// sent, what is started and where secrets are is said by the files of each node only.
public struct SharedConfigurationFile: Sendable {
    /// The name of the document in the database.
    public static let document = "configuration"
    /// The most bytes that it may have.
    public static let limit = TreeReader.sizeLimit

    let path: String

    /// The file in the data folder `data`.
    public init(data: String) { path = data + "/shared.yaml" }

    /// Its text; empty if there is none.
    public var text: String {
        guard let bytes = try? SystemFile.contents(of: path, limit: Self.limit).bytes else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Keeps `text`; whether it was another one before.
    public func write(_ text: String) throws(KeyStoreFailure) -> Bool {
        guard text != self.text else { return false }
        do throws(SystemFile.Failure) {
            try SystemFile.createFolder(FilePath.folder(of: path))
            try SystemFile.replace(path, Array(text.utf8), mode: 0o600)
        } catch { throw KeyStoreFailure("\(path): \(error.reason)") }
        return true
    }
}
