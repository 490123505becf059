public import PlanBEngine
public import PlanBVocabulary
import Synchronization

/// A secret that stands elsewhere: in a file, in the environment, or in a systemd credential.
///
/// `current()` answers from memory. Files are read again by `refresh()`, which is called off the event loops. If a file
/// vanishes or becomes unusable after it was read, the last value stays in use: a secret is more often rotated badly than
/// withdrawn by deleting a file, and a withdrawn one is refused by its provider anyway.
public final class SecretReference: SecretSource {
    /// Where it stands. Equal references are one object across reloads.
    public enum Location: Sendable, Hashable {
        /// A file, absolute.
        case file(String)
        /// A variable.
        case environment(String)
        /// A systemd credential; nil: `$CREDENTIALS_DIRECTORY` is not set.
        case credential(name: String, path: String?)
    }

    private struct State {
        var secret: Secret?
        var problem: String?
        var fingerprint: FileFingerprint?
        var isWorldReadable = false
    }

    /// Longer secrets are refused: no header may be so long.
    private static let sizeLimit = 16384

    /// Where it stands.
    public let location: Location
    private let state = Mutex(State())

    /// Reads the secret for the first time. `environment` is only used for variables, and not kept.
    public init(_ location: Location, environment: [String: String]) {
        self.location = location
        switch location {
        case .environment(let name):
            state.withLock {
                $0 = Self.taken(environment[name].map { Array($0.utf8) }, missing: "the variable is not set")
            }
        case .file, .credential: refresh()
        }
    }

    /// The secret as it was last read.
    public func current() -> Secret? { state.withLock { $0.secret } }

    /// Why there is no secret; nil if there is one. Names the reference only.
    public var problem: String? {
        state.withLock { state in state.secret == nil ? state.problem.map { "\(self): \($0)" } : nil }
    }

    /// Why the value that was read before is still in use; nil if it is the one that stands there.
    public var staleness: String? {
        state.withLock { state in
            state.secret == nil ? nil : state.problem.map { "\(self): \($0); the last value stays in use" }
        }
    }

    /// Whether everybody on this machine can read its file.
    public var isWorldReadable: Bool { state.withLock { $0.isWorldReadable } }

    /// The file it is read from, if it is.
    public var path: String? {
        switch location {
        case .file(let path): path
        case .credential(_, let path): path
        case .environment: nil
        }
    }

    /// Reads the file again if it changed. Whether `current()` changed. Blocks on the file system.
    @discardableResult
    public func refresh() -> Bool {
        guard let path else {
            if case .credential = location {
                state.withLock {
                    $0.problem = "$CREDENTIALS_DIRECTORY is not set: the gateway does not run under systemd"
                }
            }
            return false
        }
        let seen = FileFingerprint.of(path)
        if let seen, state.withLock({ $0.fingerprint == seen }) { return false }
        var next = Self.read(path)
        return state.withLock { state in
            let isChanged = next.secret != nil && next.secret != state.secret
            if next.secret == nil { next.secret = state.secret }
            state = next
            return isChanged
        }
    }

    private static func read(_ path: String) -> State {
        do throws(SystemFile.Failure) {
            let contents = try SystemFile.contents(of: path, limit: sizeLimit)
            var state = taken(contents.bytes, missing: "")
            state.fingerprint = contents.status.fingerprint
            state.isWorldReadable = contents.status.isWorldReadable
            return state
        } catch {
            return State(problem: error.reason)
        }
    }

    /// The state of a reference whose text is `bytes`: line breaks at the end belong to the editor, not to the secret.
    private static func taken(_ bytes: [UInt8]?, missing: String) -> State {
        guard var bytes else { return State(problem: missing) }
        while let last = bytes.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard !bytes.isEmpty else { return State(problem: "it is empty") }
        guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            return State(problem: "it has blanks, line breaks or other characters that cannot stand in a header")
        }
        return State(secret: Secret(bytes))
    }
}

extension SecretReference: CustomStringConvertible {
    /// The reference as it was written, never the secret.
    public var description: String {
        switch location {
        case .file(let path): "file:\(path)"
        case .environment(let name): "env:\(name)"
        case .credential(let name, _): "credential:\(name)"
        }
    }
}
