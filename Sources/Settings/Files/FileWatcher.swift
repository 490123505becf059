/// Notices that files changed, by polling: works on every file system, through symbolic links and for files that do not
/// exist yet, and costs one `stat` for each.
public struct FileWatcher: Sendable {
    private let files: [String]
    private let patterns: [String]
    private var last: [String: FileFingerprint?]

    /// Watches `files`, and whatever matches `patterns` (absolute paths, `*` within a component).
    public init(files: [String], patterns: [String] = []) {
        self.files = files
        self.patterns = patterns
        last = Self.look(files, patterns)
    }

    /// Watches everything that `settings` was read from. A change between reading and this call is not missed for the
    /// files themselves, because their fingerprints are those of the bytes that were read.
    public init(_ settings: LoadedSettings) {
        self.init(files: settings.files, patterns: settings.patterns)
        for (path, fingerprint) in settings.fingerprints where last.keys.contains(path) {
            last[path] = .some(fingerprint)
        }
    }

    /// Whether anything changed, appeared or vanished since the last call. Reads the file system: not on an event loop.
    public mutating func hasChanged() -> Bool {
        let now = Self.look(files, patterns)
        defer { last = now }
        return now != last
    }

    private static func look(_ files: [String], _ patterns: [String]) -> [String: FileFingerprint?] {
        var found: [String: FileFingerprint?] = [:]
        for path in files + patterns.flatMap(FilePath.matches) { found[path] = .some(FileFingerprint.of(path)) }
        return found
    }
}
