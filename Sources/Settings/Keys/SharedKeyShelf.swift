public import PlanBLedger

/// Keys in the database that several gateways share, as one document.
public struct SharedKeyShelf: KeyShelf {
    /// The name of the document.
    public static let document = "keys"

    /// For messages.
    public let place: String
    private let store: any SharedStore

    /// The keys in `store`, which is called `place`.
    public init(_ store: any SharedStore, place: String) {
        self.store = store
        self.place = place
    }

    /// The document's text.
    public func read() throws(KeyStoreFailure) -> String { try found()?.text ?? "" }

    /// Changes the document, again and again if other nodes do so at the same time.
    public func edit(_ change: (String) throws(KeyStoreFailure) -> String) throws(KeyStoreFailure) {
        for _ in 0..<50 {
            let found = try found()
            let text = try change(found?.text ?? "")
            guard text.utf8.count <= TreeReader.sizeLimit else {
                throw KeyStoreFailure(
                    "the keys would have more than \(TreeReader.sizeLimit >> 20) MiB: withdraw those that are not used",
                    isRefusal: true)
            }
            if try replace(found?.version ?? 0, text) { return }
        }
        throw KeyStoreFailure("the keys in \(place) are being changed by others all the time; try again")
    }

    private func found() throws(KeyStoreFailure) -> SharedDocument? {
        do throws(StoreFailure) { return try store.document(Self.document) } catch {
            throw KeyStoreFailure("the keys cannot be read: \(error.message)")
        }
    }

    private func replace(_ version: Int64, _ text: String) throws(KeyStoreFailure) -> Bool {
        do throws(StoreFailure) { return try store.replace(Self.document, version: version, with: text) } catch {
            throw KeyStoreFailure("the keys cannot be written: \(error.message)")
        }
    }
}
