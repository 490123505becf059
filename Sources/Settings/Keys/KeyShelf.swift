/// Where the text of the keys is: a `keys.yaml`.
public protocol KeyShelf: Sendable {
    /// For messages.
    var place: String { get }

    /// The text; empty if there is none yet.
    func read() throws(KeyStoreFailure) -> String

    /// Replaces the text by what `change` makes of it. `change` is asked again if somebody else was faster; if it throws,
    /// nothing is changed.
    func edit(_ change: (String) throws(KeyStoreFailure) -> String) throws(KeyStoreFailure)
}

/// Keys in a file.
struct KeyFileShelf: KeyShelf {
    /// Absolute.
    let place: String

    func read() throws(KeyStoreFailure) -> String {
        var bytes: [UInt8] = []
        do throws(SystemFile.Failure) {
            bytes = try SystemFile.contents(of: place, limit: TreeReader.sizeLimit).bytes
        } catch {
            guard error.isMissing else { throw KeyStoreFailure(place, error) }
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw KeyStoreFailure("\(place) is not UTF-8 text")
        }
        return text
    }

    func edit(_ change: (String) throws(KeyStoreFailure) -> String) throws(KeyStoreFailure) {
        let folder = FilePath.folder(of: place)
        do throws(SystemFile.Failure) { try SystemFile.createFolder(folder) } catch {
            throw KeyStoreFailure(folder, error)
        }
        let lock = try lock()
        defer { withExtendedLifetime(lock) {} }
        let text = try change(try read())
        do throws(SystemFile.Failure) { try SystemFile.replace(place, Array(text.utf8), mode: 0o600) } catch {
            throw KeyStoreFailure(place, error)
        }
    }

    private func lock() throws(KeyStoreFailure) -> SystemFile.FolderLock {
        do throws(SystemFile.Failure) { return try SystemFile.FolderLock(folderOf: place) } catch {
            throw KeyStoreFailure(place, error)
        }
    }
}

/// Keys that only a running gateway can get at.
struct SharedKeysElsewhere: KeyShelf {
    let place: String

    private var failure: KeyStoreFailure {
        KeyStoreFailure(
            "the keys are shared in \(place) (ledger: postgres): ask a running gateway, with --admin URL and its admin "
                + "token", isRefusal: true)
    }

    func read() throws(KeyStoreFailure) -> String { throw failure }

    func edit(_ change: (String) throws(KeyStoreFailure) -> String) throws(KeyStoreFailure) { throw failure }
}
