import PlanBEngine
public import PlanBLedger
import PlanBVocabulary

/// Makes sure that all nodes have the same pepper, without it ever leaving them: the database has a MAC of a fixed text.
public struct SharedPepper: Sendable {
    private static let document = "pepper"
    private let path: String
    private let store: any SharedStore

    /// The pepper in the data folder `data`, and the nodes of `store`.
    public init(data: String, store: any SharedStore) {
        path = data + "/pepper"
        self.store = store
    }

    /// Returns if this node has the pepper of all. The first node makes it.
    public func agree() throws(KeyStoreFailure) {
        var agreed = try found()
        if agreed == nil {
            let mine = try mark(of: { () throws(Pepper.Failure) in try Pepper.readOrCreate(path) })
            do throws(StoreFailure) { _ = try store.replace(Self.document, version: 0, with: mine) } catch {
                throw KeyStoreFailure("the nodes' pepper cannot be compared: \(error.message)")
            }
            agreed = try found()
        }
        guard FileStatus(at: path) != nil else {
            throw KeyStoreFailure(
                "\(path) is missing: the keys of these nodes can only be checked with the pepper that they share; copy it "
                    + "from the data folder of another node", isRefusal: true)
        }
        let mine = try mark(of: { () throws(Pepper.Failure) in try Pepper.read(path) })
        guard agreed == mine else {
            throw KeyStoreFailure(
                "\(path) is not the pepper of the other nodes, so that no key of theirs would be known here; copy theirs",
                isRefusal: true)
        }
    }

    private func found() throws(KeyStoreFailure) -> String? {
        do throws(StoreFailure) { return try store.document(Self.document)?.text } catch {
            throw KeyStoreFailure("the nodes' pepper cannot be compared: \(error.message)")
        }
    }

    private func mark(of pepper: () throws(Pepper.Failure) -> Secret) throws(KeyStoreFailure) -> String {
        do throws(Pepper.Failure) {
            return KeyHash.text(KeyRing.mac(of: Array("planb: which pepper this is".utf8), pepper: try pepper()))
        } catch { throw KeyStoreFailure("\(path): \(error.reason)") }
    }
}
